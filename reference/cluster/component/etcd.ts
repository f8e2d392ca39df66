import { createHostEnvironment } from '../../sim/host-environment.ts';
import { AutoCompaction, retentionOf } from '../auto-compaction.ts';
import { runUntilSignal, textOption, type CommandOptions } from '../foreground.ts';
import { memberOptions } from '../member-options.ts';
import { StartError } from '../start-error.ts';
import { startMember } from '../start-member.ts';

/** One member of an etcd over gRPC, in memory or on a data directory, alone or with peers. Options: `member-options.ts`. */
export async function runComponent(options: CommandOptions): Promise<void> {
  let fail: (error: StartError) => void = () => undefined;
  const ended = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const environment = createHostEnvironment({ timersKeepAlive: true });
  const retention = retentionOf(
    textOption(options, 'autoCompactionMode'),
    textOption(options, 'autoCompactionRetention'),
  );
  const running = await startMember(environment, {
    ...memberOptions(options),
    onEnd: (why) => {
      fail(
        new StartError(
          why.kind === 'removed'
            ? 'this member was removed from its cluster: its data directory is of no use any longer'
            : `the disk failed, and what it holds is not known any longer: ${why.reason}`,
        ),
      );
    },
  });
  const compaction =
    retention === undefined ? undefined : new AutoCompaction(environment, running.member, retention);
  const stop = async (): Promise<void> => {
    await compaction?.stop();
    await running.stop();
  };
  const lines = running.repaired.map((sentence) => `recovery: ${sentence}`);
  await Promise.race([runUntilSignal({ stop }, [`etcd listens at ${running.server.url}`, ...lines]), ended]);
}
