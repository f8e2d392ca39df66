import type { EtcdKeyValue, EtcdRangeRequest, EtcdSortTarget } from '../../schemas/types/etcd.ts';
import { spanOf } from './key-text.ts';
import { entryAt, withoutValue } from './key-version.ts';
import type { KeyVersion } from './key-version.ts';
import type { OrderedTree } from './ordered-tree.ts';

export interface RangeResult {
  readonly kvs: readonly EtcdKeyValue[];
  readonly more: boolean;
  readonly count: number;
}

/**
 * What a range request finds at `revision`. As in etcd the filters on revisions do not change `count`, and a sort in a
 * named order looks at every key before the limit cuts. Any target but the key sorts in rising order where no order is
 * named, but then only the first keys, one more than the limit, are looked at.
 */
export function readRange(
  keys: OrderedTree<KeyVersion>,
  request: EtcdRangeRequest,
  revision: number,
): RangeResult {
  const span = spanOf(request);
  const countAll = (): number =>
    keys.weight(span, revision, (newest) => (entryAt(newest, revision) === undefined ? 0 : 1));
  if (request.countOnly === true) return { kvs: [], more: false, count: countAll() };

  const limit = request.limit ?? 0;
  const cutsEarly = limit > 0 && (request.sortOrder ?? 'NONE') === 'NONE' && !isFiltered(request);
  const found: EtcdKeyValue[] = [];
  const enough = cutsEarly ? limit + 1 : Number.POSITIVE_INFINITY;
  keys.walk(span, (_key, newest) => {
    const entry = entryAt(newest, revision);
    if (entry !== undefined) found.push(entry);
    return found.length < enough;
  });
  const count = found.length === enough ? countAll() : found.length;
  let kvs: readonly EtcdKeyValue[] = isFiltered(request)
    ? found.filter((entry) => passes(entry, request))
    : found;
  if (isSorted(request)) kvs = sorted(kvs, request);
  const more = limit > 0 && kvs.length > limit;
  if (more) kvs = kvs.slice(0, limit);
  return { kvs: request.keysOnly === true ? kvs.map(withoutValue) : kvs, more, count };
}

function isSorted(request: EtcdRangeRequest): boolean {
  return (request.sortOrder ?? 'NONE') !== 'NONE' || (request.sortTarget ?? 'KEY') !== 'KEY';
}

function isFiltered(request: EtcdRangeRequest): boolean {
  return (
    (request.minModRevision ?? 0) !== 0 ||
    (request.maxModRevision ?? 0) !== 0 ||
    (request.minCreateRevision ?? 0) !== 0 ||
    (request.maxCreateRevision ?? 0) !== 0
  );
}

function passes(entry: EtcdKeyValue, request: EtcdRangeRequest): boolean {
  return (
    within(entry.modRevision, request.minModRevision, request.maxModRevision) &&
    within(entry.createRevision, request.minCreateRevision, request.maxCreateRevision)
  );
}

/** A bound of 0 is no bound. */
function within(revision: number, least = 0, most = 0): boolean {
  return (least === 0 || revision >= least) && (most === 0 || revision <= most);
}

function sorted(kvs: readonly EtcdKeyValue[], request: EtcdRangeRequest): EtcdKeyValue[] {
  const compare = comparisons[request.sortTarget ?? 'KEY'];
  const sign = request.sortOrder === 'DESCEND' ? -1 : 1;
  return kvs.toSorted((left, right) => sign * compare(left, right));
}

type Comparison = (left: EtcdKeyValue, right: EtcdKeyValue) => number;

const comparisons: Readonly<Record<EtcdSortTarget, Comparison>> = {
  KEY: (left, right) => compareBytes(left.key, right.key),
  VERSION: (left, right) => left.version - right.version,
  CREATE: (left, right) => left.createRevision - right.createRevision,
  MOD: (left, right) => left.modRevision - right.modRevision,
  VALUE: (left, right) => compareBytes(left.value, right.value),
};

/** Negative, 0 or positive as `left` comes before, with or after `right`, bytewise; a prefix comes first. */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
