import fc from 'fast-check';
import type { WatchMessage } from '../../../schemas/etcd/response-encoder.ts';
import type {
  EtcdDeleteRangeResponse,
  EtcdEvent,
  EtcdKeyValue,
  EtcdPutResponse,
  EtcdRangeResponse,
  EtcdResponseHeader,
  EtcdTxnResponse,
} from '../../../schemas/types/etcd.ts';

const bytes = fc.uint8Array({ maxLength: 12 }).map((value) => Buffer.from(value));
const large = fc.oneof(fc.nat(), fc.maxSafeNat());
const signed = fc.oneof(fc.integer(), fc.maxSafeInteger());
const flag = fc.boolean();
const digits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);

export const anyRangeRequest: fc.Arbitrary<object> = fc.record(
  {
    key: bytes,
    rangeEnd: bytes,
    limit: signed,
    revision: signed,
    sortOrder: fc.constantFrom('NONE', 'ASCEND', 'DESCEND'),
    sortTarget: fc.constantFrom('KEY', 'VERSION', 'CREATE', 'MOD', 'VALUE'),
    serializable: flag,
    keysOnly: flag,
    countOnly: flag,
    minModRevision: large,
    maxModRevision: large,
    minCreateRevision: large,
    maxCreateRevision: large,
  },
  { requiredKeys: [] },
);

export const anyPutRequest: fc.Arbitrary<object> = fc.record(
  { key: bytes, value: bytes, lease: signed, prevKv: flag, ignoreValue: flag, ignoreLease: flag },
  { requiredKeys: [] },
);

export const anyDeleteRangeRequest: fc.Arbitrary<object> = fc.record(
  { key: bytes, rangeEnd: bytes, prevKv: flag },
  { requiredKeys: [] },
);

const target = fc.oneof(
  fc.record({ version: signed }),
  fc.record({ createRevision: signed }),
  fc.record({ modRevision: signed }),
  fc.record({ value: bytes }),
  fc.record({ lease: signed }),
  fc.constant({}),
);

/** The union and the target need not agree. */
const compare = fc
  .tuple(
    fc.record({
      result: fc.constantFrom('EQUAL', 'GREATER', 'LESS', 'NOT_EQUAL'),
      target: fc.constantFrom('VERSION', 'CREATE', 'MOD', 'VALUE', 'LEASE'),
      key: bytes,
      rangeEnd: bytes,
    }),
    target,
  )
  .map(([base, union]) => ({ ...base, ...union }));

export const anyTxnRequest: fc.Arbitrary<object> = fc.letrec<{ txn: object; operation: object }>((tie) => ({
  operation: fc.oneof(
    { maxDepth: 3 },
    fc.record({ requestRange: anyRangeRequest }),
    fc.record({ requestPut: anyPutRequest }),
    fc.record({ requestDeleteRange: anyDeleteRangeRequest }),
    fc.record({ requestTxn: tie('txn') }),
  ),
  txn: fc.record({
    compare: fc.array(compare, { maxLength: 3 }),
    success: fc.array(tie('operation'), { maxLength: 3 }),
    failure: fc.array(tie('operation'), { maxLength: 2 }),
  }),
})).txn;

const header: fc.Arbitrary<EtcdResponseHeader> = fc.record({
  clusterId: digits,
  memberId: digits,
  revision: large,
  raftTerm: large,
});

const keyValue: fc.Arbitrary<EtcdKeyValue> = fc.record({
  key: bytes,
  value: bytes,
  createRevision: large,
  modRevision: large,
  version: large,
  lease: large,
});

export const anyRangeResponse: fc.Arbitrary<EtcdRangeResponse> = fc.record({
  header,
  kvs: fc.array(keyValue, { maxLength: 4 }),
  more: flag,
  count: large,
});

export const anyPutResponse: fc.Arbitrary<EtcdPutResponse> = fc.record(
  { header, prevKv: keyValue },
  { requiredKeys: ['header'] },
);

export const anyDeleteRangeResponse: fc.Arbitrary<EtcdDeleteRangeResponse> = fc.record({
  header,
  deleted: large,
  prevKvs: fc.array(keyValue, { maxLength: 4 }),
});

export const anyTxnResponse: fc.Arbitrary<EtcdTxnResponse> = fc.letrec<{
  txn: EtcdTxnResponse;
  operation: EtcdTxnResponse['responses'][number];
}>((tie) => ({
  operation: fc.oneof(
    { maxDepth: 3 },
    fc.record({ range: anyRangeResponse }),
    fc.record({ put: anyPutResponse }),
    fc.record({ deleteRange: anyDeleteRangeResponse }),
    fc.record({ txn: tie('txn') }),
  ),
  txn: fc.record({ header, succeeded: flag, responses: fc.array(tie('operation'), { maxLength: 3 }) }),
})).txn;

const event: fc.Arbitrary<EtcdEvent> = fc.record(
  { type: fc.constantFrom('PUT', 'DELETE'), kv: keyValue, prevKv: keyValue },
  { requiredKeys: ['type', 'kv'] },
);

export const anyWatchMessage: fc.Arbitrary<WatchMessage> = fc.record({
  header,
  watchId: signed,
  created: flag,
  canceled: flag,
  compactRevision: large,
  cancelReason: fc.string(),
  fragment: flag,
  events: fc.array(event, { maxLength: 4 }),
});
