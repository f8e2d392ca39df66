import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Command } from '../../../reference/etcd/command.ts';
import { commandCodec } from '../../../reference/etcd/codec/command-codec.ts';
import { ByteReader } from '../../../reference/etcd/codec/byte-reader.ts';
import { ByteWriter } from '../../../reference/etcd/codec/byte-writer.ts';
import { MvccStore } from '../../../reference/etcd/mvcc-store.ts';
import { checkTxn } from '../../../reference/etcd/request-checks.ts';
import { hashStore } from '../../../reference/etcd/store-hash.ts';
import { puts, ranges, txns } from '../store-arbitraries.ts';

const ids = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }).map(String);
const texts = fc.string({ unit: 'binary', maxLength: 12 });
const whole = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.nat(200));

const commands: fc.Arbitrary<Command> = fc.oneof(
  puts.map((body) => ({ kind: 'put' as const, body })),
  fc.tuple(ranges, fc.boolean()).map(([range, prevKv]) => ({
    kind: 'deleteRange' as const,
    body: { ...range, prevKv },
  })),
  txns.map((body) => ({ kind: 'txn' as const, body })),
  fc
    .record({ revision: whole, physical: fc.boolean() })
    .map((body) => ({ kind: 'compaction' as const, body })),
  fc.record({ id: whole, ttlSeconds: whole }).map((body) => ({ kind: 'leaseGrant' as const, body })),
  fc.record({ id: whole }).map((body) => ({ kind: 'leaseRevoke' as const, body })),
  fc
    .record({
      memberId: ids,
      alarm: fc.constantFrom('NOSPACE' as const, 'CORRUPT' as const),
      raised: fc.boolean(),
    })
    .map((body) => ({ kind: 'alarm' as const, body })),
  fc
    .record({ memberId: ids, name: texts, clientUrls: fc.array(texts, { maxLength: 3 }) })
    .map((body) => ({ kind: 'memberAttributes' as const, body })),
  fc
    .record({
      id: ids,
      name: texts,
      peerUrls: fc.array(texts, { maxLength: 3 }),
      clientUrls: fc.array(texts, { maxLength: 3 }),
      isLearner: fc.boolean(),
    })
    .map((body) => ({ kind: 'member' as const, body })),
);

const proposals = fc.record({
  origin: ids,
  boot: fc.maxSafeNat(),
  sequence: fc.maxSafeNat(),
  command: commands,
});

/** Without what means the same as its absence: false, 0, a first name of a list, an end without bytes. */
function essence(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: [...value] };
  if (Array.isArray(value)) return value.map(essence);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(
    ([name, field]) =>
      ![false, 0, 'NONE', 'KEY'].includes(field as never) &&
      !(name === 'rangeEnd' && (field as Uint8Array).length === 0),
  );
  return Object.fromEntries(fields.map(([name, field]) => [name, essence(field)]));
}

describe('the codec of commands', () => {
  test('gives back what it was given', () => {
    fc.assert(
      fc.property(proposals, (proposal) => {
        const decoded = commandCodec.decode(commandCodec.encode(proposal));
        expect(essence(decoded)).toEqual(essence(proposal));
      }),
      { numRuns: 2000 },
    );
  });

  test('a decoded command does to a store what the command itself does', () => {
    fc.assert(
      fc.property(fc.array(txns, { maxLength: 20 }), (history) => {
        const [direct, decoded] = [newStore(), newStore()];
        for (const [sequence, body] of history.entries()) {
          if (checkTxn(body, 128) !== undefined) continue;
          const command = { kind: 'txn' as const, body };
          const bytes = commandCodec.encode({ origin: '1', boot: 1, sequence, command });
          const copy = commandCodec.decode(bytes).command;
          direct.txn(body);
          if (copy.kind === 'txn') decoded.txn(copy.body);
          bytes.fill(0xee, 0, 1);
        }
        expect(decoded.revision).toBe(direct.revision);
        expect(hashStore(decoded)).toBe(hashStore(direct));
      }),
      { numRuns: 200 },
    );
  });

  test('refuses bytes that are cut off, go on or are of another version', () => {
    const bytes = commandCodec.encode({
      origin: '7',
      boot: 1,
      sequence: 2,
      command: { kind: 'put', body: { key: Uint8Array.of(1, 2), value: Uint8Array.of(3) } },
    });
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => commandCodec.decode(bytes.subarray(0, length))).toThrow('malformed bytes');
    }
    expect(() => commandCodec.decode(Uint8Array.of(...bytes, 0))).toThrow('something follows their end');
    expect(() => commandCodec.decode(bytes.with(0, 9))).toThrow('a command of version 9, not 1');
  });

  test('whole numbers of every size come back', () => {
    const numbers = fc.oneof(
      fc.maxSafeInteger(),
      fc.integer({ min: -300, max: 300 }),
      fc.constantFrom(2 ** 53, -(2 ** 53), 2 ** 63, -(2 ** 63), 2 ** 31, 2 ** 32, 63, 64, 127, 128),
    );
    fc.assert(
      fc.property(fc.array(numbers), (list) => {
        const writer = new ByteWriter(1);
        for (const each of list) writer.number(each);
        const reader = new ByteReader(writer.take());
        expect(list.map(() => reader.number())).toEqual(list.map((each) => each + 0));
        reader.end();
      }),
      { numRuns: 500 },
    );
  });
});

function newStore(): MvccStore {
  const store = new MvccStore((revision) => ({ clusterId: '1', memberId: '1', revision, raftTerm: 1 }));
  store.grantLease(7, 60);
  return store;
}
