import {
  hasWritten,
  isInRange,
  mayWrite,
  plainRequests,
  requestText,
  seenWrites,
  storeOperations,
  type PlainRequest,
  type SeenWrite,
  type StoreOperation,
  type StoreRequest,
} from './store-operation.ts';
import type { History } from '../history/history.ts';
import type { SearchedOperation } from './linearizability-search.ts';
import { applyStep, sightingName, type Foresight, type Step, type StoreState } from './store-machine.ts';

/** Keys that operations touch together, and those operations: what can be judged by itself. */
export interface KeyGroup {
  readonly keys: readonly string[];
  readonly operations: readonly StoreOperation[];
}

/** Parts a history by keys. Left out: reads that need not be fresh, what was refused, and keys that vanish with leases. */
export function keyGroups(history: History): readonly KeyGroup[] {
  const operations = storeOperations(history).filter(
    ({ record }) =>
      record.outcome !== 'refused' &&
      plainRequests(record.request).length > 0 &&
      !isStaleRead(record.request) &&
      (record.outcome === 'ok' || mayWrite(record.request)),
  );
  const keys = [...new Set(operations.flatMap(({ record }) => keysNamed(record.request)))].sort();
  const groups = new DisjointKeys(keys);
  for (const { record } of operations) groups.join(keysTouched(record.request, keys));
  const byGroup = Map.groupBy(operations, ({ record }) =>
    groups.of(keysTouched(record.request, keys)[0] ?? requestText(record.request)),
  );
  return [...byGroup].flatMap(([group, members]) => {
    const leased = members.some(({ record }) =>
      plainRequests(record.request).some((request) => request.type === 'put' && (request.lease ?? 0) !== 0),
    );
    return leased ? [] : [{ keys: keys.filter((key) => groups.of(key) === group), operations: members }];
  });
}

function isStaleRead(request: StoreRequest): boolean {
  return request.type === 'get' && request.serializable === true;
}

function keysNamed(request: StoreRequest): readonly string[] {
  const compared = request.type === 'txn' ? request.compare.map(({ key }) => key) : [];
  const single = plainRequests(request).filter(
    (plain) => plain.type === 'put' || plain.rangeEnd === undefined,
  );
  return [...single.map(({ key }) => key), ...compared];
}

function keysTouched(request: StoreRequest, keys: readonly string[]): readonly string[] {
  const ranges = plainRequests(request).filter(
    (plain) => plain.type !== 'put' && plain.rangeEnd !== undefined,
  );
  const inRanges =
    ranges.length === 0 ? [] : keys.filter((key) => ranges.some((range) => isInRange(range, key)));
  return [...keysNamed(request), ...inRanges];
}

class DisjointKeys {
  readonly #parent: Map<string, string>;

  constructor(keys: readonly string[]) {
    this.#parent = new Map(keys.map((key) => [key, key]));
  }

  of(key: string): string {
    let root = key;
    for (
      let above = this.#parent.get(root);
      above !== undefined && above !== root;
      above = this.#parent.get(root)
    )
      root = above;
    this.#parent.set(key, root);
    return root;
  }

  join(keys: readonly string[]): void {
    const [first, ...others] = keys;
    if (first === undefined) return;
    for (const key of others) this.#parent.set(this.of(key), this.of(first));
  }
}

/** What readers and watches were shown of the values that only one request writes. */
export class Sightings implements Foresight {
  readonly byName: ReadonlyMap<string, SeenWrite>;
  readonly #compared: ReadonlySet<string>;
  readonly #byKey: ReadonlyMap<string, readonly SeenWrite[]>;

  constructor(history: History) {
    const operations = storeOperations(history);
    const writers = new Map<string, number>();
    for (const name of operations.flatMap(({ record }) => putNames(plainRequests(record.request))))
      writers.set(name, (writers.get(name) ?? 0) + 1);
    const seen = new Map<string, SeenWrite>();
    for (const write of seenWrites(history)) {
      const name = sightingName(write.key, write.value);
      const known = seen.get(name);
      if (write.deleted || writers.get(name) !== 1) continue;
      if (known === undefined || write.at < known.at) seen.set(name, write);
    }
    this.byName = seen;
    const inOrder = [...seen.values()].sort((one, other) => one.mod - other.mod);
    this.#byKey = Map.groupBy(inOrder, ({ key }) => key);
    this.#compared = new Set(
      operations.flatMap(({ record: { request } }) =>
        request.type === 'txn' ? request.compare.map(({ is }) => String(is)) : [],
      ),
    );
  }

  next(key: string, revision: number): SeenWrite | undefined {
    const writes = this.#byKey.get(key) ?? [];
    let [low, high] = [0, writes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((writes[middle]?.mod ?? 0) <= revision) low = middle + 1;
      else high = middle;
    }
    return writes[low];
  }

  /** When the effect of a request was first shown to anybody, and what must have been its answer. */
  of({ record: { request } }: StoreOperation): Sighting | undefined {
    for (const name of putNames(plainRequests(request))) {
      const write = this.byName.get(name);
      if (write === undefined) continue;
      const taken = request.type === 'txn' ? { succeeded: putNames(request.success).includes(name) } : {};
      return { at: write.at, answer: { revision: write.mod, ...taken } };
    }
    return undefined;
  }

  /** The request with one and the same word for all values that nobody was ever shown. */
  anonymous(request: StoreRequest): StoreRequest {
    const hidden = (plain: PlainRequest): PlainRequest => {
      if (plain.type !== 'put' || this.#compared.has(plain.value)) return plain;
      return this.byName.has(sightingName(plain.key, plain.value)) ? plain : { ...plain, value: neverShown };
    };
    if (request.type === 'txn')
      return { ...request, success: request.success.map(hidden), failure: request.failure.map(hidden) };
    return request.type === 'put' ? hidden(request) : request;
  }
}

const neverShown = '\0never shown';

export interface Sighting {
  readonly at: number;
  readonly answer: { readonly revision: number; readonly succeeded?: boolean };
}

function putNames(requests: readonly PlainRequest[]): readonly string[] {
  return requests.flatMap((plain) => (plain.type === 'put' ? [sightingName(plain.key, plain.value)] : []));
}

/**
 * Operations as the search takes them. One without an answer that somebody has seen the effect of did happen, before that.
 * `foresees`: a put must fit at once what readers will be shown of it, which is faster; without, it is the reader that
 * does not fit, which is easier to understand.
 */
export function searchedOperations(
  operations: readonly StoreOperation[],
  sightings: Sightings,
  foresees: boolean,
): readonly SearchedOperation<StoreState>[] {
  const likenesses = new Map<string, number>();
  return operations.map((operation) => {
    const { record } = operation;
    const answered = record.outcome === 'ok';
    const seen = answered ? undefined : sightings.of(operation);
    const request = answered || seen ? record.request : sightings.anonymous(record.request);
    const likeness = JSON.stringify(request);
    const like = likenesses.get(likeness) ?? likenesses.size;
    likenesses.set(likeness, like);
    const answer = answered ? record.answer : seen?.answer;
    const told = answer === undefined ? {} : { answer };
    const shown = foresees ? { foresight: sightings } : {};
    const step: Step = { request, placeholder: -1 - like, ...shown, ...told };
    return {
      calledAt: record.at,
      returnedAt: (answered ? record.end : seen?.at) ?? Infinity,
      mustHappen: answered || seen !== undefined,
      latest: (answer?.revision ?? Infinity) + (hasWritten(record) || seen !== undefined ? 0 : 0.5),
      reaches: answer?.revision ?? -Infinity,
      likeness,
      apply: (state) => applyStep(step, state),
    };
  });
}
