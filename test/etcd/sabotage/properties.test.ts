import { AssertionError } from 'node:assert';
import { expect, test } from 'vitest';
import type { Ports } from '../../../harness/ports/ports.ts';
import { clusterProperties } from '../../../harness/properties/cluster/index.ts';
import type { MemberSeams } from '../../../reference/adapter/simulated-member.ts';
import { SimulatedStore } from '../../../reference/adapter/simulated-store.ts';
import { createVirtualEnvironment } from '../../../reference/sim/virtual-environment.ts';
import { sabotages } from './index.ts';

const seeds = [1, 2, 3];

/** The harness's own property on members of which each is put together with the seams. Rejects where it finds something. */
async function judged(property: string, seed: number, seams: MemberSeams): Promise<void> {
  const found = clusterProperties.find(({ id }) => id === property);
  if (found === undefined) throw new Error(`there is no property ${property}`);
  const environment = createVirtualEnvironment({ seed, traceLimit: 1 });
  const store = await SimulatedStore.start(environment, found.storeMembers ?? 1, seams);
  const ports: Ports = {
    etcdCluster: store,
    etcdFaults: store,
    clock: {
      kind: 'virtual',
      now: async () => environment.clock.now(),
      advance: (durationMs) => environment.advance(durationMs),
      settle: () => environment.settle(),
    },
  };
  try {
    await found.run({ ports, seed, runs: 1, suffix: 's' });
  } finally {
    await store.close();
  }
}

test.each([
  ['never-syncs', 'three-members-are-linearizable-under-faults', 'ETCD-17'],
  ['reads-without-a-quorum', 'three-members-are-linearizable-under-faults', 'ETCD-17'],
  ['forwards-under-another-number', 'three-members-are-linearizable-under-faults', 'ETCD-17f'],
  ['snapshot-forgets-what-was-applied', 'three-members-are-linearizable-under-faults', 'ETCD-17f'],
  ['watches-miss-what-a-snapshot-brings', 'watches-keep-their-guarantees-under-faults', 'ETCD-17b'],
  ['old-leader-revokes-leases', 'leases-live-their-time-under-leader-changes', 'ETCD-17d'],
  ['snapshot-loses-the-leases', 'leases-live-their-time-under-leader-changes', 'ETCD-17e'],
])('%s is caught by %s (%s)', { timeout: 30_000 }, async (id, property, requirement) => {
  const sabotage = sabotages.find((each) => each.id === id);
  expect(clusterProperties.find((each) => each.id === property)?.requirements).toContain(requirement);
  let reached = 0;
  for (const seed of seeds) {
    const seams = sabotage?.seams(() => {
      reached += 1;
    });
    const found = await judged(property, seed, seams ?? {}).catch((error: unknown) => error);
    if (found === undefined) continue;
    expect(found).toBeInstanceOf(AssertionError);
    expect(reached).toBeGreaterThan(0);
    return;
  }
  expect.fail(`${seeds.length} seeds found nothing, and it happened ${reached} times`);
});
