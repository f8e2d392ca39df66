import { highestPort, runUntilSignal, textOption, wholeNumber, type CommandOptions } from '../foreground.ts';
import { startServer } from '../start-server.ts';

/** The API server alone. Options: `port` (any free one), `etcdServers` (a store in memory), `kubeconfig` to write. */
export async function runComponent(options: CommandOptions): Promise<void> {
  const etcdServers = textOption(options, 'etcdServers');
  const kubeconfig = textOption(options, 'kubeconfig');
  const server = await startServer({
    port: wholeNumber(options, 'port', highestPort) ?? 0,
    controllers: [],
    ...(etcdServers === undefined ? {} : { etcdServers }),
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
  });
  await runUntilSignal(server, [`apiserver listens at ${server.url}`]);
}
