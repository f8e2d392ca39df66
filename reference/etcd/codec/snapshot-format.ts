/**
 * A snapshot is a row of blocks: a byte that says what it is, four bytes of its length (lowest first), its bytes.
 * `state` comes first and `end` last; keys come in rising order, log records in order of their revisions.
 */
export const blockKinds = {
  /** Revisions, sizes, members, alarms, applied requests, leases. */
  state: 1,
  /** Some keys with their history. */
  keys: 2,
  /** Part of the history of one key that is too long for a block, oldest first; the last part says so. */
  history: 3,
  /** Some records of the revision log. */
  log: 4,
  /** A lease and some of the keys attached to it. */
  attachments: 5,
  end: 6,
} as const;

export const blockHeaderLength = 5;

/** What every snapshot begins with, and the version of its format. */
export const snapshotMark = 'plimsoll-store';
export const snapshotVersion = 1;
