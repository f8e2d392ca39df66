import type { MemberParts, MemberState } from '../../../reference/etcd/member-parts.ts';
import type { Disk, DiskFile } from '../../../reference/sim/disk.ts';
import type { Environment } from '../../../reference/sim/environment.ts';
import { storageWith, type Sabotage } from './sabotage.ts';

const crashes = ['powerOff', 'powerOffAll', 'kill'] as const;

function withoutSync(disk: Disk, reached: () => void): Disk {
  const file = (inner: DiskFile): DiskFile => ({
    get size() {
      return inner.size;
    },
    append: (chunks) => inner.append(chunks),
    readAt: (position, length) => inner.readAt(position, length),
    truncate: (size) => inner.truncate(size),
    sync: async () => {
      reached();
    },
    close: () => inner.close(),
  });
  return {
    ...disk,
    open: async (name, how, options) => file(await disk.open(name, how, options)),
  };
}

/** Says that a batch is durable when it is asked for; the disk is slow, and writes it a while later. */
function hurried(
  storage: MemberParts['storage'],
  environment: Environment,
  reached: () => void,
): MemberParts['storage'] {
  const lagMs = 5;
  return storageWith(storage, {
    persist: (batch, done) => {
      if (batch.entries.length > 0) reached();
      done();
      environment.timers.after(lagMs, () => {
        storage.persist(batch, () => undefined);
      });
    },
    saveSnapshot: async (snapshot) => {
      await new Promise<void>((resolve) => {
        environment.timers.after(lagMs, resolve);
      });
      await storage.saveSnapshot(snapshot);
    },
  });
}

const withHurriedStorage: Sabotage['seams'] = (reached) => ({
  assemble: (parts, environment) => ({ ...parts, storage: hurried(parts.storage, environment, reached) }),
});

export const diskSabotages: readonly Sabotage[] = [
  {
    id: 'never-syncs',
    title: 'A member takes for durable what lies in the memory of its disk',
    breaks: ['ETCD-9', 'ETCD-12', 'ETCD-12a', 'ETCD-13', 'ETCD-16', 'ETCD-17a', 'ETCD-17b'],
    members: 3,
    faults: crashes,
    minutes: 0.5,
    firstSeed: 1,
    seeds: 6,
    seams: (reached) => ({ disk: (disk) => withoutSync(disk, reached) }),
  },
  {
    id: 'alone-acknowledges-before-the-disk',
    title: 'A member alone answers a write while its disk is still at work on it',
    upstream:
      'etcd-io/etcd#14370: a cluster of one member acknowledged writes before they were in its log, and a crash lost them',
    breaks: ['ETCD-9', 'ETCD-12', 'ETCD-16', 'ETCD-17a', 'ETCD-17b', 'ETCD-17d'],
    members: 1,
    faults: crashes,
    minutes: 1,
    firstSeed: 1,
    seeds: 10,
    seams: withHurriedStorage,
  },
  {
    id: 'acknowledges-entries-before-the-disk',
    title: 'A follower says that it has entries which its disk has not',
    breaks: ['ETCD-9', 'ETCD-12', 'ETCD-13', 'ETCD-16', 'ETCD-17a', 'ETCD-17b'],
    members: 3,
    faults: crashes,
    minutes: 1,
    firstSeed: 1,
    seeds: 10,
    seams: withHurriedStorage,
  },
  {
    id: 'forgets-its-vote',
    title: 'A member that starts again knows its term, but not whom it has voted for',
    breaks: ['ETCD-9', 'ETCD-13', 'ETCD-12', 'ETCD-17a', 'ETCD-17b'],
    members: 3,
    faults: ['crashVoters'],
    minutes: 1,
    firstSeed: 1,
    seeds: 40,
    seams: (reached) => ({
      assemble: (parts) => {
        if (parts.restored?.hardState.vote === undefined) return parts;
        reached();
        const { restored } = parts;
        return { ...parts, restored: { ...restored, hardState: { ...restored.hardState, vote: undefined } } };
      },
    }),
  },
  {
    id: 'applies-again-after-a-crash',
    title:
      'A snapshot says that it is older than it is, and what it holds is applied once more after a restart',
    upstream:
      'etcd-io/etcd#13766: the place up to which the log was applied was not saved with the data, and a crash made members differ',
    breaks: ['ETCD-9', 'ETCD-17f', 'ETCD-17b'],
    members: 3,
    faults: crashes,
    minutes: 0.6,
    firstSeed: 1,
    seeds: 6,
    seams: (reached) => ({
      assemble: (parts) => ({
        ...parts,
        storage: storageWith(parts.storage, {
          saveSnapshot: (snapshot) => {
            reached();
            const content = { ...(snapshot.content as MemberState), requests: [] };
            return parts.storage.saveSnapshot({
              ...snapshot,
              index: Math.max(2, snapshot.index - 3),
              content,
            });
          },
        }),
      }),
    }),
  },
];
