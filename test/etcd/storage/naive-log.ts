import type { RestoredLog, PersistBatch } from '../../../reference/etcd/storage/types.ts';

/** What a log comes to after `batches`, as simply as it can be said. */
export function naiveLog(
  batches: readonly PersistBatch<string>[],
  saved: RestoredLog<string>['snapshot'],
): RestoredLog<string> {
  let snapshot: RestoredLog<string>['snapshot'];
  let entries: RestoredLog<string>['entries'] = [];
  let hardState: RestoredLog<string>['hardState'] = { term: 0, vote: undefined, commit: 0 };
  for (const batch of batches) {
    if (batch.snapshot !== undefined) {
      snapshot = batch.snapshot;
      entries = [];
    }
    const first = batch.entries[0];
    if (first !== undefined) {
      entries = [...entries.filter(({ index }) => index < first.index), ...batch.entries];
    }
    hardState = batch.hardState ?? hardState;
  }
  const newest = (saved?.index ?? 0) > (snapshot?.index ?? 0) ? saved : snapshot;
  return {
    snapshot: newest,
    entries: entries.filter(({ index }) => index > (newest?.index ?? 0)),
    hardState: { ...hardState, commit: Math.max(hardState.commit, newest?.index ?? 0) },
  };
}
