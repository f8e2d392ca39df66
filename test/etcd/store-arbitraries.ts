import fc from 'fast-check';
import type {
  EtcdCompare,
  EtcdPutRequest,
  EtcdRangeRequest,
  EtcdTxnRequest,
} from '../../schemas/types/etcd.ts';

/** Few keys, close together, some a prefix of others, with bytes at both ends, so that commands meet. */
export const keys: fc.Arbitrary<Uint8Array> = fc
  .array(fc.constantFrom(0x00, 0x2f, 0x61, 0x62, 0x80, 0xff), { minLength: 1, maxLength: 3 })
  .map((bytes) => Uint8Array.from(bytes));

const values: fc.Arbitrary<Uint8Array> = fc
  .array(fc.constantFrom(0x00, 0x31, 0x32, 0xff), { maxLength: 2 })
  .map((bytes) => Uint8Array.from(bytes));

export const leaseIds: fc.Arbitrary<number> = fc.constantFrom(0, 0, 0, 7, 8, 9);

export const ranges: fc.Arbitrary<{ key: Uint8Array; rangeEnd?: Uint8Array }> = fc.oneof(
  fc.record({ key: keys }),
  fc.record({ key: keys, rangeEnd: keys }),
  fc.constant({ key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) }),
);

export const puts: fc.Arbitrary<EtcdPutRequest> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ key: keys, value: values, lease: leaseIds }) },
  {
    weight: 1,
    arbitrary: fc.record({
      key: keys,
      value: fc.constant(new Uint8Array(0)),
      ignoreValue: fc.constant(true),
    }),
  },
  { weight: 1, arbitrary: fc.record({ key: keys, value: values, ignoreLease: fc.constant(true) }) },
);

const revisions = fc.constantFrom(0, 0, 1, 2, 3, 5, 8, 13, 21);

export const rangeRequests: fc.Arbitrary<EtcdRangeRequest> = fc
  .tuple(
    ranges,
    fc.record({
      revision: revisions,
      limit: fc.constantFrom(0, 0, 1, 2, 5),
      sortOrder: fc.constantFrom('NONE', 'NONE', 'ASCEND', 'DESCEND'),
      sortTarget: fc.constantFrom('KEY', 'KEY', 'VERSION', 'CREATE', 'MOD', 'VALUE'),
      keysOnly: fc.boolean(),
      countOnly: fc.constantFrom(false, false, true),
      minModRevision: revisions,
      maxModRevision: revisions,
      minCreateRevision: revisions,
      maxCreateRevision: revisions,
    }),
  )
  .map(([range, options]) => ({ ...range, ...options }));

const numbers = fc.nat(8);

const compares: fc.Arbitrary<EtcdCompare> = fc
  .tuple(
    ranges,
    fc.constantFrom('EQUAL', 'GREATER', 'LESS', 'NOT_EQUAL'),
    fc.oneof(
      fc.record({ version: numbers }),
      fc.record({ createRevision: numbers }),
      fc.record({ modRevision: numbers }),
      fc.record({ value: values }),
      fc.record({ lease: leaseIds }),
    ),
  )
  .map(([range, result, target]) => ({ ...range, result, target }));

const operations = fc.oneof(
  puts.map((put) => ({ put })),
  ranges.map((deleteRange) => ({ deleteRange })),
);

export const txns: fc.Arbitrary<EtcdTxnRequest> = fc.record({
  compare: fc.array(compares, { maxLength: 2 }),
  success: fc.array(operations, { maxLength: 4 }),
  failure: fc.array(operations, { maxLength: 4 }),
});
