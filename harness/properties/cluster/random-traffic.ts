import type { HistoryStoreOperation } from '../../history/history.ts';
import type { ClusterCase } from './cluster-case.ts';
import type { Draws } from './draws.ts';
import type { StoreClient, StoreRequest } from './store-client.ts';

/** Keys that are written by themselves, and keys that transactions and ranges touch together. */
export const singleKeys = ['a', 'b', 'c'] as const;
export const groupKeys = ['g/1', 'g/2', 'g/3'] as const;
export const groupRange: { readonly key: string; readonly rangeEnd: string } = { key: 'g/', rangeEnd: 'g0' };

/** One client that asks one member after the other for something by chance. */
export class RandomTraffic {
  readonly #client: StoreClient;
  readonly #made: ClusterCase;
  readonly #draws: Draws;
  /** What it was shown of each key last: what its compares are made of. */
  readonly #known = new Map<string, { readonly mod: number; readonly value: string }>();
  #written = 0;

  constructor(made: ClusterCase, number: number) {
    this.#made = made;
    this.#client = made.client(`client-${number}`);
    this.#draws = made.draws(10 + number);
  }

  async run(isOver: () => boolean): Promise<void> {
    const { time, cluster } = this.#made;
    while (!isOver()) {
      const member = this.#draws.between(1, cluster.size);
      const record = await this.#client.perform(member, this.#request());
      this.#learn(record);
      await time.sleep(this.#draws.between(1, record.outcome === 'ok' ? 40 : 80)).over;
    }
  }

  #value(): string {
    this.#written += 1;
    return `${this.#client.name.slice(7)}.${this.#written}`;
  }

  #request(): StoreRequest {
    const draws = this.#draws;
    const key = draws.percent(65) ? draws.one(singleKeys) : draws.one(groupKeys);
    const draw = draws.below(100);
    if (draw < 27) return { type: 'get', key };
    if (draw < 32) return { type: 'get', key, serializable: true };
    if (draw < 55) return { type: 'put', key, value: this.#value() };
    if (draw < 62) return { type: 'delete', key };
    if (draw < 82) return this.#compareAndSwap(key);
    if (draw < 90) return this.#groupWrite();
    if (draw < 97) return { type: 'get', ...groupRange };
    const [value, again] = [this.#value(), this.#value()];
    // No key may be put twice: the whole transaction must be refused.
    const puts = [value, again].map((word) => ({ type: 'put' as const, key, value: word }));
    return { type: 'txn', compare: [], success: puts, failure: [] };
  }

  #compareAndSwap(key: string): StoreRequest {
    const known = this.#known.get(key);
    const byValue = known !== undefined && this.#draws.percent(25);
    const compare = byValue
      ? { key, target: 'value' as const, is: known.value }
      : { key, target: 'mod' as const, is: known?.mod ?? 0 };
    return {
      type: 'txn',
      compare: [compare],
      success: [{ type: 'put', key, value: this.#value() }],
      failure: [{ type: 'get', key }],
    };
  }

  #groupWrite(): StoreRequest {
    const [first = 'g/1', second = 'g/2'] = this.#draws.shuffled(groupKeys);
    const written = this.#draws.percent(80)
      ? { type: 'put' as const, key: second, value: this.#value() }
      : { type: 'delete' as const, key: second };
    return {
      type: 'txn',
      compare: [],
      success: [{ type: 'put', key: first, value: this.#value() }, written, { type: 'get', ...groupRange }],
      failure: [],
    };
  }

  #learn({ request, answer }: HistoryStoreOperation): void {
    if (answer === undefined) return;
    const shown = [...(answer.kvs ?? []), ...(answer.responses ?? []).flatMap(({ kvs }) => kvs ?? [])];
    for (const { key, mod, value } of shown) this.#known.set(key, { mod, value });
    if (request.type === 'put') this.#known.set(request.key, { mod: answer.revision, value: request.value });
    if (request.type === 'get' && request.rangeEnd === undefined && shown.length === 0)
      this.#known.delete(request.key);
  }
}
