import type {
  EtcdConnection,
  EtcdEvent,
  EtcdKeyValue,
  EtcdWatchHandle,
  EtcdWatchResponse,
} from '../../../schemas/types/etcd.ts';
import type { Environment, Timer } from '../../sim/environment.ts';
import {
  decodeStored,
  UnreadableValue,
  type PendingWrite,
  type StorageForm,
  type StoredObject,
} from '../registry/stored-object.ts';
import { prefixEnd, utf8 } from '../registry/store-key.ts';
import { ResourceCache } from './resource-cache.ts';

export interface StoreFeedOptions {
  /** Where everything lies, with a slash at the end: `/registry/`. */
  readonly root: string;
  /** Changes of one resource that can be replayed, at least. */
  readonly historyLimit: number;
  /** How long a reader may wait for a revision that the store has not reached. */
  readonly freshnessTimeoutMs: number;
  /**
   * The store's answer to a request for progress comes after all events before it. Where it may overtake them (etcd before
   * 3.4.31 and 3.5.13) the whole store is watched instead, so that there is an event for every revision.
   */
  readonly orderedProgress: boolean;
  /** How often to make sure that the watch still follows the store; absent: never, as in one process. */
  readonly watchProbeMs?: number;
}

interface Waiter {
  readonly revision: number;
  readonly resolve: (reached: boolean) => void;
  readonly timer: Timer;
}

const decoder = new TextDecoder();
const wholeStore = Uint8Array.of(0);
const pageSize = 10_000;
const progressPeriodMs = 100;
const shortestPauseMs = 100;
const longestPauseMs = 1000;

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
  /** Counts the watches, so that nothing that an earlier one still says is taken for the present one's. */
  #turn = 0;
  #revision = 0;
  #pauseMs = shortestPauseMs;
  #progressTimer: Timer | undefined;
  #probeTimer: Timer | undefined;
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
  cache(storagePrefix: string, form: StorageForm): ResourceCache {
    const known = this.#caches.get(storagePrefix);
    if (known !== undefined) return known;
    const { root, historyLimit } = this.#options;
    const made = new ResourceCache(`${root}${storagePrefix}/`, { historyLimit, form });
    made.reset(this.#revision);
    this.#caches.set(storagePrefix, made);
    return made;
  }

  async start(): Promise<void> {
    await this.#resync();
    this.#probeLater();
  }

  stop(): void {
    this.#stopped = true;
    this.#watch?.close();
    this.#progressTimer?.cancel();
    this.#probeTimer?.cancel();
    for (const waiter of this.#waiters.splice(0)) {
      waiter.timer.cancel();
      waiter.resolve(false);
    }
    this.endWatchers();
  }

  /** Ends every watch; new ones may be opened. */
  endWatchers(): void {
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
    return new Promise((resolve) => {
      const timer = this.#environment.timers.after(this.#options.freshnessTimeoutMs, () => {
        this.#waiters = this.#waiters.filter((waiter) => waiter.timer !== timer);
        resolve(false);
      });
      this.#waiters.push({ revision, resolve, timer });
      if (this.#progressTimer === undefined) this.#askForProgress();
    });
  }

  /** Waits until the caches hold everything that was acknowledged before the call. */
  async reachNewest(): Promise<boolean> {
    const answer = await this.#store.range({ key: utf8(this.#options.root), countOnly: true });
    return this.reach(answer.header.revision);
  }

  /** As long as somebody waits: a store that has not handed out all events yet may pass over a request. */
  #askForProgress(): void {
    this.#progressTimer = undefined;
    if (this.#stopped || this.#waiters.length === 0 || !this.#options.orderedProgress) return;
    this.#watch?.requestProgress();
    this.#progressTimer = this.#environment.timers.after(progressPeriodMs, () => {
      this.#askForProgress();
    });
  }

  #probeLater(): void {
    const { watchProbeMs } = this.#options;
    if (watchProbeMs === undefined || this.#stopped) return;
    this.#probeTimer = this.#environment.timers.after(watchProbeMs, () => {
      void this.#probe().finally(() => {
        this.#probeLater();
      });
    });
  }

  /** A watch can fall silent without ending: its member is paused, or cut off from the others. */
  async #probe(): Promise<void> {
    const watch = this.#watch;
    const isCurrent = await this.reachNewest().catch(() => true);
    if (isCurrent || this.#stopped || watch !== this.#watch) return;
    watch?.close();
    this.#follow(this.#revision + 1);
  }

  async #resync(): Promise<void> {
    const { kvs, revision } = await this.#readAll();
    if (this.#stopped) return;
    const present = new Set<string>();
    const changed: EtcdKeyValue[] = [];
    for (const kv of kvs) {
      const key = decoder.decode(kv.key);
      present.add(key);
      if (this.#cacheOf(key)?.objects.get(key)?.revision !== kv.modRevision) changed.push(kv);
    }
    for (const kv of changed.toSorted((left, right) => left.modRevision - right.modRevision)) this.#put(kv);
    for (const cache of this.#caches.values()) cache.settle(present, revision);
    this.#advance(revision);
    this.#follow(revision + 1);
  }

  /** One state of everything, in pieces that fit into a message. */
  async #readAll(): Promise<{ readonly kvs: readonly EtcdKeyValue[]; readonly revision: number }> {
    const kvs: EtcdKeyValue[] = [];
    const rangeEnd = prefixEnd(this.#options.root);
    let key = utf8(this.#options.root);
    let revision = 0;
    for (;;) {
      const page = await this.#store.range({ key, rangeEnd, revision, limit: pageSize });
      if (revision === 0) revision = page.header.revision;
      for (const kv of page.kvs) kvs.push(kv);
      const last = page.kvs.at(-1);
      if (!page.more || last === undefined) return { kvs, revision };
      key = Buffer.concat([last.key, Uint8Array.of(0)]);
    }
  }

  #follow(startRevision: number): void {
    const { root, orderedProgress } = this.#options;
    const range = orderedProgress
      ? { key: utf8(root), rangeEnd: prefixEnd(root) }
      : { key: wholeStore, rangeEnd: wholeStore };
    try {
      const turn = (this.#turn += 1);
      this.#watch = this.#store.watch({ ...range, startRevision, progressNotify: true }, (response) => {
        if (turn === this.#turn) this.#receive(response);
      });
    } catch {
      // A connection that was closed from below says so at once.
      this.#recover(false);
    }
  }

  #receive(response: EtcdWatchResponse): void {
    if (this.#stopped) return;
    if (response.canceled) {
      this.#recover(response.compactRevision > 0);
      return;
    }
    this.#pauseMs = shortestPauseMs;
    for (const event of response.events) this.#apply(event);
    const last = response.events.at(-1);
    if (last !== undefined) this.#advance(last.kv.modRevision);
    else if (!response.created && this.#options.orderedProgress) this.#advance(response.header.revision);
  }

  /**
   * The store ended the watch: go on where it stopped, or, where that history is gone, from a new snapshot. What fails is
   * tried again, less and less often, for as long as the server runs.
   */
  #recover(compacted: boolean): void {
    this.#watch = undefined;
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    this.#environment.timers.after(pauseMs, () => {
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
    const stored = this.#decode(key, kv, cache.form);
    if (stored instanceof UnreadableValue) cache.hide(stored, kv.modRevision);
    else if (stored !== undefined) cache.put(stored);
    // What is no object is not there, also where one was: a server that starts now sees the same.
    else cache.remove(key, kv.modRevision);
  }

  #decode(key: string, kv: EtcdKeyValue, form: StorageForm): StoredObject | UnreadableValue | undefined {
    const pending = this.#pending.get(key);
    if (pending !== undefined && sameBytes(pending.bytes, kv.value)) return pending.toStored(kv.modRevision);
    return decodeStored({ key, revision: kv.modRevision, bytes: kv.value }, form);
  }

  #cacheOf(key: string): ResourceCache | undefined {
    const { root } = this.#options;
    if (!key.startsWith(root)) return undefined;
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
