import type { StoredObject } from '../registry/stored-object.ts';
import { CacheEvent } from './cache-event.ts';
import { SortedObjects } from './sorted-objects.ts';
import { WatcherIndex } from './watcher-index.ts';

/**
 * The state of one resource as of the feed's revision, the recent changes that led to it, and those who want to hear
 * of the next. Purely in memory: the feed fills it, in revision order.
 */
export class ResourceCache {
  /** `/registry/pods/`: every key of the resource begins with it. */
  readonly prefix: string;
  readonly objects: SortedObjects = new SortedObjects();
  readonly watchers: WatcherIndex = new WatcherIndex();
  readonly #historyLimit: number;
  #history: CacheEvent[] = [];
  /** Everything after this revision is in the history. */
  #completeSince = 0;

  constructor(prefix: string, historyLimit: number) {
    this.prefix = prefix;
    this.#historyLimit = historyLimit;
  }

  /** Begins anew from a snapshot: what was before `revision` can no longer be replayed. */
  reset(revision: number): void {
    this.#history = [];
    this.#completeSince = revision;
  }

  /** Forgets changes up to `revision`, as after a compaction of the store. */
  forget(revision: number): void {
    if (revision <= this.#completeSince) return;
    this.#history = this.#history.filter((event) => event.revision > revision);
    this.#completeSince = revision;
  }

  put(stored: StoredObject): void {
    const previous = this.objects.get(stored.key);
    this.objects.set(stored);
    this.#happened(new CacheEvent(stored.revision, stored, previous));
  }

  remove(key: string, revision: number): void {
    const previous = this.objects.get(key);
    if (previous === undefined) return;
    this.objects.delete(key);
    this.#happened(new CacheEvent(revision, undefined, previous));
  }

  /** The changes after `revision`, or undefined where not all of them are kept. */
  since(revision: number): readonly CacheEvent[] | undefined {
    if (revision < this.#completeSince) return undefined;
    let low = 0;
    let high = this.#history.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#history[middle]?.revision ?? 0) <= revision) low = middle + 1;
      else high = middle;
    }
    return this.#history.slice(low);
  }

  get completeSince(): number {
    return this.#completeSince;
  }

  endWatchers(): void {
    for (const watcher of this.watchers.all()) watcher.end();
  }

  #happened(event: CacheEvent): void {
    this.#history.push(event);
    // Dropped by the half, so that a change costs the same however long the history is.
    if (this.#history.length > 2 * this.#historyLimit) {
      const dropped = this.#history.length - this.#historyLimit;
      this.#completeSince = this.#history[dropped - 1]?.revision ?? this.#completeSince;
      this.#history = this.#history.slice(dropped);
    }
    this.watchers.offer(event);
    event.forgetFrames();
  }
}
