import { expect, test } from 'vitest';
import { WriteLedger } from '../../../reference/etcd/raft/write-ledger.ts';

test('what a later write replaces is never durable by the earlier one, even if the same entries come again', () => {
  const ledger = new WriteLedger();
  ledger.begin(1, 5, undefined);
  // A leader of a later term replaces everything after 3, and is replaced itself by one that brings the old entries back.
  ledger.replacedAfter(3);
  ledger.begin(2, 4, undefined);
  ledger.replacedAfter(3);
  ledger.begin(3, 5, undefined);
  expect(ledger.settle(1)?.lastIndex).toBe(3);
  expect(ledger.settle(2)?.lastIndex).toBe(3);
  expect(ledger.settle(3)?.lastIndex).toBe(5);
});

test('several writes are settled at once, with the newest state among them', () => {
  const ledger = new WriteLedger();
  const hardState = { term: 2, vote: '1', commit: 0 } as const;
  ledger.begin(1, 2, hardState);
  ledger.begin(2, 4, undefined);
  ledger.begin(5, 6, undefined);
  expect(ledger.settle(3)).toEqual({ lastIndex: 4, hardState });
  expect(ledger.settle(4)).toBeUndefined();
});
