import { createEtcdMember } from '../../etcd/etcd-member.ts';
import { serveEtcd } from '../../etcd/grpc/server.ts';
import { createHostEnvironment } from '../../sim/host-environment.ts';
import { highestPort, runUntilSignal, wholeNumber, type CommandOptions } from '../foreground.ts';
import { refusingToStart } from '../start-error.ts';

/** A store of one member, in memory, over gRPC on loopback. Option: `port` (any free one). */
export async function runComponent(options: CommandOptions): Promise<void> {
  const member = createEtcdMember(createHostEnvironment());
  const port = wholeNumber(options, 'port', highestPort) ?? 0;
  const server = await refusingToStart(serveEtcd(member, { port }));
  const stop = async (): Promise<void> => {
    await server.close();
    member.kill();
  };
  await runUntilSignal({ stop }, [`etcd listens at ${server.url}`]);
}
