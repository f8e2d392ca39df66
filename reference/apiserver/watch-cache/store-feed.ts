import type {
  EtcdConnection,
  EtcdEvent,
  EtcdKeyValue,
  EtcdWatchHandle,
  EtcdWatchResponse,
} from '../../../schemas/types/etcd.ts';
import type { Environment, Timer } from '../../sim/environment.ts';
import { decodeStored, type PendingWrite, type StoredObject } from '../registry/stored-object.ts';
import { prefixEnd, utf8 } from '../registry/store-key.ts';
import { ResourceCache } from './resource-cache.ts';

export interface StoreFeedOptions {
  /** Changes of one resource that can be replayed, at least. */
  readonly historyLimit: number;
  /** How long a reader may wait for a revision that the store has not reached. */
  readonly freshnessTimeoutMs: number;
}

interface Waiter {
  readonly revision: number;
  readonly resolve: (reached: boolean) => void;
  readonly timer: Timer;
}

const root = '/registry/';
const decoder = new TextDecoder();

/**
 * Fills the caches of all resources by one list and one watch of the store, so that they always stand at one common
 * revision and a consistent read needs to wait for one number only.
 */
export class StoreFeed {
  readonly #environment: Environment;
  readonly #store: EtcdConnection;
  readonly #options: StoreFeedOptions;
  readonly #caches = new Map<string, ResourceCache>();
  readonly #pending = new Map<string, PendingWrite>();
  #waiters: Waiter[] = [];
  #watch: EtcdWatchHandle | undefined;
  #revision = 0;
  #stopped = false;

  constructor(environment: Environment, store: EtcdConnection, options: StoreFeedOptions) {
    this.#environment = environment;
    this.#store = store;
    this.#options = options;
  }

  /** Every change up to this revision of the store is in the caches. */
  get revision(): number {
    return this.#revision;
  }

  /** The cache for a storage prefix such as `pods` or `services/specs`. */
  cache(storagePrefix: string): ResourceCache {
    const known = this.#caches.get(storagePrefix);
    if (known !== undefined) return known;
    const made = new ResourceCache(`${root}${storagePrefix}/`, this.#options.historyLimit);
    made.reset(this.#revision);
    this.#caches.set(storagePrefix, made);
    return made;
  }

  async start(): Promise<void> {
    await this.#resync();
  }

  stop(): void {
    this.#stopped = true;
    this.#watch?.close();
    for (const waiter of this.#waiters.splice(0)) {
      waiter.timer.cancel();
      waiter.resolve(false);
    }
    for (const cache of this.#caches.values()) cache.endWatchers();
  }

  /** The write may come back as an event before its own answer does: then its object is not decoded again. */
  expect(pending: PendingWrite): void {
    this.#pending.set(pending.key, pending);
  }

  forgetExpected(pending: PendingWrite): void {
    if (this.#pending.get(pending.key) === pending) this.#pending.delete(pending.key);
  }

  /** Waits until the caches have reached `revision`. Answers false where that takes too long. */
  async reach(revision: number): Promise<boolean> {
    if (this.#revision >= revision) return true;
    this.#watch?.requestProgress();
    return new Promise((resolve) => {
      const timer = this.#environment.timers.after(this.#options.freshnessTimeoutMs, () => {
        this.#waiters = this.#waiters.filter((waiter) => waiter.timer !== timer);
        resolve(false);
      });
      this.#waiters.push({ revision, resolve, timer });
    });
  }

  /** Waits until the caches hold everything that was acknowledged before the call. */
  async reachNewest(): Promise<boolean> {
    const answer = await this.#store.range({ key: utf8(root), countOnly: true });
    return this.reach(answer.header.revision);
  }

  async #resync(): Promise<void> {
    const answer = await this.#store.range({ key: utf8(root), rangeEnd: prefixEnd(root) });
    if (this.#stopped) return;
    const present = new Set<string>();
    const changed: EtcdKeyValue[] = [];
    for (const kv of answer.kvs) {
      const key = decoder.decode(kv.key);
      present.add(key);
      if (this.#cacheOf(key)?.objects.get(key)?.revision !== kv.modRevision) changed.push(kv);
    }
    for (const kv of changed.toSorted((left, right) => left.modRevision - right.modRevision)) this.#put(kv);
    for (const cache of this.#caches.values()) {
      for (const stored of [...cache.objects.range(cache.prefix)]) {
        if (!present.has(stored.key)) cache.remove(stored.key, answer.header.revision);
      }
      cache.reset(answer.header.revision);
    }
    this.#advance(answer.header.revision);
    this.#follow(answer.header.revision + 1);
  }

  #follow(startRevision: number): void {
    const request = { key: utf8(root), rangeEnd: prefixEnd(root), startRevision, progressNotify: true };
    this.#watch = this.#store.watch(request, (response) => {
      this.#receive(response);
    });
  }

  #receive(response: EtcdWatchResponse): void {
    if (this.#stopped) return;
    if (response.canceled) {
      this.#recover(response.compactRevision > 0);
      return;
    }
    for (const event of response.events) this.#apply(event);
    const last = response.events.at(-1);
    if (last !== undefined) this.#advance(last.kv.modRevision);
    else if (!response.created) this.#advance(response.header.revision);
  }

  /** The store ended the watch: go on where it stopped, or, where that history is gone, from a new snapshot. */
  #recover(compacted: boolean): void {
    this.#environment.timers.after(compacted ? 0 : 100, () => {
      if (this.#stopped) return;
      if (!compacted) this.#follow(this.#revision + 1);
      else {
        for (const cache of this.#caches.values()) cache.endWatchers();
        this.#resync().catch(() => {
          this.#recover(true);
        });
      }
    });
  }

  #apply(event: EtcdEvent): void {
    if (event.type === 'PUT') this.#put(event.kv);
    else {
      const key = decoder.decode(event.kv.key);
      this.#cacheOf(key)?.remove(key, event.kv.modRevision);
    }
  }

  #put(kv: EtcdKeyValue): void {
    const key = decoder.decode(kv.key);
    const cache = this.#cacheOf(key);
    if (cache === undefined) return;
    const stored = this.#decode(key, kv);
    if (stored !== undefined) cache.put(stored);
  }

  #decode(key: string, kv: EtcdKeyValue): StoredObject | undefined {
    const pending = this.#pending.get(key);
    if (pending !== undefined && sameBytes(pending.bytes, kv.value)) return pending.toStored(kv.modRevision);
    return decodeStored(key, kv.modRevision, kv.value);
  }

  #cacheOf(key: string): ResourceCache | undefined {
    const first = key.indexOf('/', root.length);
    if (first < 0) return undefined;
    const known = this.#caches.get(key.slice(root.length, first));
    if (known !== undefined) return known;
    const second = key.indexOf('/', first + 1);
    return second < 0 ? undefined : this.#caches.get(key.slice(root.length, second));
  }

  #advance(revision: number): void {
    if (revision <= this.#revision) return;
    this.#revision = revision;
    if (this.#waiters.length === 0) return;
    const due = this.#waiters.filter((waiter) => waiter.revision <= revision);
    this.#waiters = this.#waiters.filter((waiter) => waiter.revision > revision);
    for (const waiter of due) {
      waiter.timer.cancel();
      waiter.resolve(true);
    }
  }
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left === right) return true;
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
