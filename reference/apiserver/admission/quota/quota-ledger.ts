import { equalAmounts, type Amounts } from '../../../quota/amounts.ts';
import { readQuota, statusJson, type Quota } from '../../../quota/quota.ts';
import { cloneJson } from '../../fields.ts';
import type { ObjectStore } from '../../registry/object-store.ts';
import type { StoredObject } from '../../registry/stored-object.ts';
import { judge, type Charge, type Denial, type Judgement } from './charge.ts';
import type { LimitedResource } from './limited-resources.ts';

/** One request that waits to be charged. */
export interface Entry {
  readonly charge: Charge;
  /** Nothing is written down for it. */
  readonly dryRun: boolean;
}

/** Why the request is refused; undefined where it is not. */
type Outcome = Denial | undefined;

interface Waiting {
  readonly entry: Entry;
  readonly answer: (outcome: Outcome) => void;
  readonly fail: (error: unknown) => void;
  outcome: Outcome;
}

/**
 * Charges requests to the quotas of their namespace, one group of requests after the other: what came while a group was at work
 * is the next group and shares its writes. Every change of a quota is written upon exactly the state on which it was judged,
 * so that any number of servers may charge at the same time; and a refusal rests on the newest state of the store.
 *
 * A request that one quota let through and another then refuses, because of what a second server charged in between, stays
 * charged to the first until the quota controller counts anew. The same holds for requests that fail later for other reasons.
 */
export class QuotaLedger {
  readonly #quotas: () => ObjectStore;
  readonly #limited: readonly LimitedResource[];
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(quotas: () => ObjectStore, limited: readonly LimitedResource[]) {
    this.#quotas = quotas;
    this.#limited = limited;
  }

  /** Whether anything is to be asked at all about requests in the namespace. */
  concerns(namespace: string): boolean {
    return this.#limited.length > 0 || this.#cached(namespace).length > 0;
  }

  /** Resolves once the charge stands in the store, or why it does not. */
  charge(namespace: string, entry: Entry): Promise<Outcome> {
    return new Promise((answer, fail) => {
      const waiting = { entry, answer, fail, outcome: undefined };
      const group = this.#waiting.get(namespace);
      if (group !== undefined) {
        group.push(waiting);
        return;
      }
      this.#waiting.set(namespace, [waiting]);
      void this.#workOff(namespace);
    });
  }

  async #workOff(namespace: string): Promise<void> {
    for (;;) {
      const group = this.#waiting.get(namespace) ?? [];
      if (group.length === 0) break;
      this.#waiting.set(namespace, []);
      try {
        await this.#settle(namespace, group);
        for (const { answer, outcome } of group) answer(outcome);
      } catch (error) {
        for (const { fail } of group) fail(error);
      }
    }
    this.#waiting.delete(namespace);
  }

  async #settle(namespace: string, group: readonly Waiting[]): Promise<void> {
    const cached = this.#cached(namespace);
    this.#judgeAll(cached, group);
    // The cache may lag behind.
    if (group.some(({ outcome }) => outcome !== undefined)) this.#judgeAll(await this.#newest(cached), group);
    for (const { key } of cached) {
      const accepted = group.filter(({ entry, outcome }) => outcome === undefined && !entry.dryRun);
      if (accepted.length > 0) await this.#write(key, accepted);
    }
  }

  /** Each request as though those before it had been charged. */
  #judgeAll(stored: readonly StoredObject[], group: readonly Waiting[]): void {
    let quotas = stored.map(({ object }) => readQuota(object));
    for (const waiting of group) {
      const judgement = judge(quotas, waiting.entry.charge, this.#limited);
      waiting.outcome = denialIn(judgement);
      if ('why' in judgement || waiting.entry.dryRun) continue;
      quotas = quotas.map((quota, index) => withUsed(quota, judgement[index]));
    }
  }

  /** Charges one quota with all that still fits into the state that the write rests on. */
  async #write(key: string, accepted: readonly Waiting[]): Promise<void> {
    await this.#quotas().update(key, ({ object }) => {
      const before = readQuota(object);
      let quota = before;
      for (const waiting of accepted) {
        const judgement = judge([quota], waiting.entry.charge, []);
        waiting.outcome = denialIn(judgement);
        if (!('why' in judgement)) quota = withUsed(quota, judgement[0]);
      }
      // What does not change is not written.
      if (equalAmounts(quota.used, before.used)) return { write: cloneJson(object) };
      return { write: { ...cloneJson(object), status: statusJson(quota.hard, quota.used) } };
    });
  }

  #cached(namespace: string): readonly StoredObject[] {
    const { cache } = this.#quotas();
    return [...cache.objects.range(`${cache.prefix}${namespace}/`)];
  }

  async #newest(stored: readonly StoredObject[]): Promise<readonly StoredObject[]> {
    const store = this.#quotas();
    const read = await Promise.all(stored.map(({ key }) => store.read(key)));
    return read.filter((quota) => quota !== undefined);
  }
}

function denialIn(judgement: Judgement): Outcome {
  return 'why' in judgement ? judgement : undefined;
}

function withUsed(quota: Quota, used: Amounts | undefined): Quota {
  return used === undefined ? quota : { ...quota, used };
}
