import type { History, StoreAnswer, StoreEntry } from '../../harness/history/history.ts';

type Record = History['records'][number]['record'];

interface Entry extends StoreEntry {
  readonly deleted?: boolean;
}

export interface SimulationOptions {
  readonly operations: number;
  readonly clients: number;
  readonly keys: number;
  readonly seed: number;
  /** Of a hundred requests, how many are never answered; half of them are done, some long after. */
  readonly unanswered: number;
}

/** A repeatable source of numbers in [0, bound). */
export function numbers(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

/** The history of concurrent clients of a store that does each request at once, at a moment between call and answer. */
export function simulatedHistory(options: SimulationOptions): History {
  const below = numbers(options.seed);
  const store = new Map<string, Entry>();
  let revision = 1;
  const moments: { readonly at: number; readonly run: () => void }[] = [];
  const records: { readonly at: number; readonly record: Record }[] = [];
  const perClient = Math.ceil(options.operations / options.clients);
  for (let client = 0; client < options.clients; client += 1) {
    let time = below(10);
    for (let number = 0; number < perClient; number += 1) {
      const at = time + below(5);
      const length = 1 + below(10);
      const key = `k${below(options.keys)}`;
      const lost = below(100) < options.unanswered;
      const moment = lost ? at + below(200) : at + below(length + 1);
      const draw = below(10);
      const value = `c${client}-${number}`;
      const happens = !lost || below(2) === 0;
      const end = at + length;
      moments.push({
        at: moment,
        run: () => {
          const made = happens ? done({ draw, key, value }) : undefined;
          const request = made?.request ?? { type: 'put' as const, key, value };
          const about = { kind: 'store' as const, client: `c${client}`, member: 1 + below(3), at, request };
          records.push({
            at,
            record:
              lost || made === undefined
                ? { ...about, outcome: 'unknown' }
                : { ...about, end, outcome: 'ok', answer: made.answer },
          });
        },
      });
      time = end + 1;
    }
  }
  type Request = Extract<Record, { kind: 'store' }>['request'];
  const done = ({
    draw,
    key,
    value,
  }: {
    draw: number;
    key: string;
    value: string;
  }): { request: Request; answer: StoreAnswer } => {
    const old = store.get(key);
    if (draw < 5)
      return { request: { type: 'get', key }, answer: { revision, kvs: old === undefined ? [] : [old] } };
    if (draw === 5) {
      if (old !== undefined) revision += 1;
      store.delete(key);
      return { request: { type: 'delete', key }, answer: { revision, deleted: old === undefined ? 0 : 1 } };
    }
    const put = (): void => {
      revision += 1;
      const version = (old?.version ?? 0) + 1;
      store.set(key, { key, value, create: old?.create ?? revision, mod: revision, version });
    };
    if (draw < 9) {
      put();
      return { request: { type: 'put', key, value }, answer: { revision } };
    }
    const is = below(2) === 0 ? (old?.mod ?? 0) : 1;
    const succeeded = is === (old?.mod ?? 0);
    if (succeeded) put();
    return {
      request: {
        type: 'txn',
        compare: [{ key, target: 'mod', is }],
        success: [{ type: 'put', key, value }],
        failure: [],
      },
      answer: { revision, succeeded, responses: succeeded ? [{}] : [] },
    };
  };
  for (const { run } of moments.sort((one, other) => one.at - other.at)) run();
  const ordered = records
    .sort((one, other) => one.at - other.at)
    .map(({ record }, index) => ({ line: index + 2, record }));
  return { header: { kind: 'history', version: 1, requirements: ['ETCD-17'] }, records: ordered };
}
