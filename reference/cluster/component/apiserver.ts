import { highestPort, runUntilSignal, textOption, wholeNumber, type CommandOptions } from '../foreground.ts';
import { flagValues, storeOptions } from '../serve.ts';
import { startServer } from '../start-server.ts';

/**
 * The API server alone. Options: `port` (any free one), `kubeconfig` to write, and those of `serve` about the store: `etcdServers`
 * (absent: a store in memory) and what goes with it, and those that are named as kube-apiserver names them.
 */
export async function runComponent(options: CommandOptions): Promise<void> {
  const given = { kubeconfig: textOption(options, 'kubeconfig'), ...storeOptions(options) };
  const server = await startServer({
    port: wholeNumber(options, 'port', highestPort) ?? 0,
    controllers: [],
    flags: flagValues(options),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  });
  await runUntilSignal(server, [`apiserver listens at ${server.url}`]);
}
