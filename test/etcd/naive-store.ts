import type {
  EtcdCompare,
  EtcdEvent,
  EtcdKeyValue,
  EtcdRangeRequest,
  EtcdRequestOp,
  EtcdTxnRequest,
} from '../../schemas/types/etcd.ts';

type Content = ReadonlyMap<string, EtcdKeyValue>;

/**
 * The store as a beginner would write it: the whole content of every revision in a list, keys in hexadecimal. Says what
 * each request should give without sharing one line with the store that it is compared with.
 */
export class NaiveStore {
  /** `contents[r]` is the content at revision r. */
  readonly contents: Content[] = [new Map(), new Map()];
  readonly events: EtcdEvent[][] = [[], []];
  compacted = -1;

  get revision(): number {
    return this.contents.length - 1;
  }

  get now(): Content {
    return this.contents[this.revision] ?? new Map<string, EtcdKeyValue>();
  }

  range(
    request: EtcdRangeRequest,
  ): { keys: string[]; count: number; more: boolean } | 'compacted' | 'future' {
    const asked = request.revision ?? 0;
    if (asked > this.revision) return 'future';
    if (asked > 0 && asked < this.compacted) return 'compacted';
    const content = asked > 0 ? (this.contents[asked] ?? new Map<string, EtcdKeyValue>()) : this.now;
    const inside = [...content.values()].filter((entry) => inRange(hex(entry.key), request));
    const limit = request.limit ?? 0;
    const passing = inside.filter((entry) => passes(entry, request));
    const ordered = (request.sortOrder ?? 'NONE') !== 'NONE';
    const filters = [request.minModRevision, request.maxModRevision, request.minCreateRevision];
    const filtered = [...filters, request.maxCreateRevision].some((bound) => (bound ?? 0) !== 0);
    passing.sort((left, right) => (hex(left.key) < hex(right.key) ? -1 : 1));
    const wanted = ordered || filtered || limit <= 0 ? passing : passing.slice(0, limit + 1);
    wanted.sort(order(request));
    const cut = limit > 0 ? wanted.slice(0, limit) : wanted;
    const shown = request.countOnly === true ? [] : cut;
    return {
      keys: shown.map((entry) => describeEntry(entry, request.keysOnly === true)),
      count: inside.length,
      more: request.countOnly !== true && wanted.length > cut.length,
    };
  }

  /** Null where a lease or a key that must exist does not. */
  txn(request: EtcdTxnRequest, leases: ReadonlySet<number>): { succeeded: boolean } | null {
    const before = this.now;
    const after = new Map(before);
    const events: EtcdEvent[] = [];
    const succeeded = request.compare.every((compare) => holds(before, compare));
    for (const operation of succeeded ? request.success : request.failure) {
      if (!this.#run(operation, { after, events, leases })) return null;
    }
    if (events.length > 0) {
      this.contents.push(after);
      this.events.push(events);
    }
    return { succeeded };
  }

  #run(
    operation: EtcdRequestOp,
    state: { after: Map<string, EtcdKeyValue>; events: EtcdEvent[]; leases: ReadonlySet<number> },
  ): boolean {
    const next = this.revision + 1;
    if ('put' in operation) {
      const { key, value, lease = 0, ignoreValue = false, ignoreLease = false } = operation.put;
      const old = state.after.get(hex(key));
      // Asked of the store before the transaction: what that has deleted itself is kept as nothing.
      if (!this.now.has(hex(key)) && (ignoreValue || ignoreLease)) return false;
      if (lease !== 0 && !state.leases.has(lease)) return false;
      const entry: EtcdKeyValue = {
        key,
        value: ignoreValue ? (old?.value ?? value) : value,
        lease: ignoreLease ? (old?.lease ?? 0) : lease,
        createRevision: old?.createRevision ?? next,
        modRevision: next,
        version: (old?.version ?? 0) + 1,
      };
      state.after.set(hex(key), entry);
      const before = this.now.get(hex(key));
      const created = entry.createRevision === next || before === undefined;
      state.events.push(created ? { type: 'PUT', kv: entry } : { type: 'PUT', kv: entry, prevKv: before });
    }
    if ('deleteRange' in operation) {
      for (const key of [...state.after.keys()].sort()) {
        const old = state.after.get(key);
        if (old === undefined || !inRange(key, operation.deleteRange)) continue;
        state.after.delete(key);
        const kv = {
          key: old.key,
          value: new Uint8Array(0),
          createRevision: 0,
          modRevision: next,
          version: 0,
          lease: 0,
        };
        const before = this.now.get(key);
        state.events.push(
          before === undefined ? { type: 'DELETE', kv } : { type: 'DELETE', kv, prevKv: before },
        );
      }
    }
    return true;
  }
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function describeEntry(entry: EtcdKeyValue, keyOnly = false): string {
  const { createRevision, modRevision, version, lease } = entry;
  return [hex(entry.key), keyOnly ? '' : hex(entry.value), createRevision, modRevision, version, lease].join(
    ' ',
  );
}

export function inRange(key: string, range: { key: Uint8Array; rangeEnd?: Uint8Array }): boolean {
  const from = hex(range.key);
  if (range.rangeEnd === undefined || range.rangeEnd.length === 0) return key === from;
  return key >= from && (hex(range.rangeEnd) === '00' || key < hex(range.rangeEnd));
}

function passes(entry: EtcdKeyValue, request: EtcdRangeRequest): boolean {
  if (request.minModRevision && entry.modRevision < request.minModRevision) return false;
  if (request.maxModRevision && entry.modRevision > request.maxModRevision) return false;
  if (request.minCreateRevision && entry.createRevision < request.minCreateRevision) return false;
  if (request.maxCreateRevision && entry.createRevision > request.maxCreateRevision) return false;
  return true;
}

function order(request: EtcdRangeRequest): (left: EtcdKeyValue, right: EtcdKeyValue) => number {
  const byKey = (left: EtcdKeyValue, right: EtcdKeyValue): number =>
    hex(left.key) < hex(right.key) ? -1 : 1;
  const target = request.sortTarget ?? 'KEY';
  if ((request.sortOrder ?? 'NONE') === 'NONE' && target === 'KEY') return byKey;
  const sign = request.sortOrder === 'DESCEND' ? -1 : 1;
  const field = (entry: EtcdKeyValue): string =>
    ({
      KEY: hex(entry.key),
      VALUE: hex(entry.value),
      VERSION: String(entry.version).padStart(9, '0'),
      CREATE: String(entry.createRevision).padStart(9, '0'),
      MOD: String(entry.modRevision).padStart(9, '0'),
    })[target];
  return (left, right) => {
    if (field(left) === field(right)) return byKey(left, right);
    return field(left) < field(right) ? -sign : sign;
  };
}

function holds(content: Content, compare: EtcdCompare): boolean {
  const entries = [...content.entries()].filter(([key]) => inRange(key, compare)).map(([, entry]) => entry);
  const target = compare.target;
  if (entries.length === 0 && 'value' in target) return false;
  const nothing = { value: new Uint8Array(0), createRevision: 0, modRevision: 0, version: 0, lease: 0 };
  return (entries.length === 0 ? [nothing] : entries).every((entry) => {
    const [left, right] =
      'value' in target
        ? [hex(entry.value), hex(target.value)]
        : 'version' in target
          ? [entry.version, target.version]
          : 'createRevision' in target
            ? [entry.createRevision, target.createRevision]
            : 'modRevision' in target
              ? [entry.modRevision, target.modRevision]
              : [entry.lease, target.lease];
    if (compare.result === 'EQUAL') return left === right;
    if (compare.result === 'NOT_EQUAL') return left !== right;
    return compare.result === 'GREATER' ? left > right : left < right;
  });
}
