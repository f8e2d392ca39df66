import { describe, expect, test } from 'vitest';
import type { Command } from '../../reference/etcd/command.ts';
import { capped, costOf, wouldExceed } from '../../reference/etcd/quota.ts';

const [key, value] = [new Uint8Array(10), new Uint8Array(90)];
const put = { put: { key, value } };
const txn = (success: readonly object[], failure: readonly object[] = []): Command =>
  ({ kind: 'txn', body: { compare: [], success, failure } }) as Command;

describe('the quota', () => {
  test.each<[string, Command, number]>([
    ['a put', { kind: 'put', body: { key, value } }, 356],
    ['a lease', { kind: 'leaseGrant', body: { id: 1, ttlSeconds: 5 } }, 64],
    ['the dearer branch of a transaction', txn([put], [put, put]), 712],
    [
      'a transaction whose puts are all in an inner one',
      txn([{ txn: { compare: [], success: [put], failure: [] } }]),
      0,
    ],
    ['a transaction that reads and deletes', txn([{ range: { key } }, { deleteRange: { key } }]), 0],
    ['a deletion', { kind: 'deleteRange', body: { key } }, 0],
    ['a compaction', { kind: 'compaction', body: { revision: 5 } }, 0],
    ['the end of a lease', { kind: 'leaseRevoke', body: { id: 1 } }, 0],
    ['the end of an alarm', { kind: 'alarm', body: { memberId: '1', alarm: 'NOSPACE', raised: false } }, 0],
  ])('reckons %s', (_what, command, cost) => {
    expect(costOf(command)).toBe(cost);
    expect(capped(command)).toBe(cost > 0);
    expect(wouldExceed(command, 1000, 1000 + cost)).toBe(cost > 0);
    expect(wouldExceed(command, 1000, 1001 + cost)).toBe(false);
    expect(wouldExceed(command, 1e15, 0)).toBe(false);
  });
});
