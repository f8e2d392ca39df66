import type { EtcdConnection } from '../../../schemas/types/etcd.ts';
import type { EtcdCluster, EtcdFaults } from '../../ports/ports.ts';

/** Every fault that may end a leader's time, followed by `then`. */
export function onLeaderChange(faults: EtcdFaults, then: () => void): Partial<EtcdFaults> {
  const after =
    <Given extends readonly unknown[]>(fault: (...given: Given) => Promise<void>) =>
    async (...given: Given): Promise<void> => {
      await fault(...given);
      then();
    };
  return {
    kill: after((member: number) => faults.kill(member)),
    partition: after((groups: readonly (readonly number[])[]) => faults.partition(groups)),
    moveLeader: after((options: { readonly from: number; readonly to: number }) =>
      faults.moveLeader(options),
    ),
  };
}

/** Does something at the first member that lets it, in the background: whoever asked does not wait for it. */
export function somewhere(cluster: EtcdCluster, action: (store: EtcdConnection) => Promise<unknown>): void {
  const attempt = async (): Promise<void> => {
    for (let member = 1; member <= cluster.size; member += 1) {
      const store = await cluster.connect(member);
      try {
        await action(store);
        return;
      } catch {
        // The member is down or has no leader: the next one may have.
      } finally {
        await store.close();
      }
    }
  };
  void attempt();
}
