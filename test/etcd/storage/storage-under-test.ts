import type { Disk } from '../../../reference/sim/disk.ts';
import { createSimulatedDisk } from '../../../reference/sim/simulated-disk.ts';
import type { SimulatedDisk } from '../../../reference/sim/simulated-disk.ts';
import { createVirtualEnvironment } from '../../../reference/sim/virtual-environment.ts';
import type { VirtualEnvironment } from '../../../reference/sim/virtual-environment.ts';
import type { Configuration, Entry, HardState, RaftSnapshot } from '../../../reference/etcd/raft/types.ts';
import { openStorage } from '../../../reference/etcd/storage/durable-storage.ts';
import type { OpenedStorage, StorageOptions } from '../../../reference/etcd/storage/durable-storage.ts';
import type { MemberStorage, PersistBatch, StorageIdentity } from '../../../reference/etcd/storage/types.ts';
import { listCodec, textCodec } from './plain-codecs.ts';

export const identity: StorageIdentity = {
  clusterId: '14841639068965178418',
  memberId: '10276657743932975437',
};

export const configuration: Configuration = {
  voters: [identity.memberId],
  outgoing: [],
  learners: [],
  learnersNext: [],
  autoLeave: false,
};

export function entry(index: number, term = 1, data = `value ${index} of term ${term}`): Entry<string> {
  return { kind: 'command', index, term, data };
}

export function snapshotAt(index: number, content: readonly string[], term = 1): RaftSnapshot {
  return { index, term, configuration, content };
}

export type PartialBatch = Partial<PersistBatch<string>>;

export function batchOf(batch: PartialBatch): PersistBatch<string> {
  return { snapshot: undefined, entries: [], hardState: undefined, mustSync: true, ...batch };
}

export function persisted(storage: MemberStorage<string>, batch: PartialBatch): Promise<void> {
  return new Promise((resolve) => {
    storage.persist(batchOf(batch), resolve);
  });
}

export type OpenChanges = Partial<Omit<StorageOptions<string>, 'disk'>>;

/** A failure of the disk fails the test unless it is expected. */
export function opened(
  disk: Disk,
  environment: StorageOptions<string>['environment'],
  changes: OpenChanges = {},
): Promise<OpenedStorage<string>> {
  return openStorage<string>({
    disk,
    identity,
    codec: textCodec,
    snapshotCodec: listCodec,
    environment,
    onFailure: (error) => {
      throw error;
    },
    ...changes,
  });
}

export interface SimulatedPlace {
  readonly environment: VirtualEnvironment;
  readonly disk: SimulatedDisk;
  readonly open: (changes?: OpenChanges) => Promise<OpenedStorage<string>>;
}

export function simulatedPlace(seed = 1): SimulatedPlace {
  const environment = createVirtualEnvironment({ seed });
  const disk = createSimulatedDisk({ environment, name: 'm1' });
  return { environment, disk, open: (changes) => opened(disk.attach(), environment, changes) };
}

/** A hard state, most of which does not matter. */
export function hardState(commit: number, term = 1): HardState {
  return { term, vote: identity.memberId, commit };
}

/** Promise turns enough for what a disk without delays has been asked for. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
}
