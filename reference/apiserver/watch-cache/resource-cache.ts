import type { StorageForm, StoredObject, UnreadableValue } from '../registry/stored-object.ts';
import { CacheEvent } from './cache-event.ts';
import { SortedObjects } from './sorted-objects.ts';
import { WatcherIndex } from './watcher-index.ts';

/** An object as it is now and as it was. */
export interface CacheChange {
  readonly stored: StoredObject | undefined;
  readonly previous: StoredObject | undefined;
}

/**
 * The state of one resource as of the feed's revision, the recent changes that led to it, and those who want to hear
 * of the next. Purely in memory: the feed fills it, in revision order.
 */
export class ResourceCache {
  /** `/registry/pods/`: every key of the resource begins with it. */
  readonly prefix: string;
  readonly objects: SortedObjects = new SortedObjects();
  readonly watchers: WatcherIndex = new WatcherIndex();
  readonly form: StorageForm;
  /** Values that are there and cannot be decrypted, by key. Usually none. */
  readonly #unreadable = new Map<string, UnreadableValue>();
  readonly #historyLimit: number;
  readonly #followers: ((change: CacheChange) => void)[] = [];
  #history: CacheEvent[] = [];
  /** Everything after this revision is in the history. */
  #completeSince = 0;

  constructor(prefix: string, options: { historyLimit: number; form: StorageForm }) {
    this.prefix = prefix;
    this.#historyLimit = options.historyLimit;
    this.form = options.form;
  }

  /** Tells of every change from now on, in order, as soon as the cache shows it. */
  follow(follower: (change: CacheChange) => void): void {
    this.#followers.push(follower);
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

  /** The first value below `prefix` that is there and cannot be shown. */
  unreadableUnder(prefix: string): UnreadableValue | undefined {
    if (this.#unreadable.size === 0) return undefined;
    return [...this.#unreadable.values()].find(({ key }) => key.startsWith(prefix));
  }

  /** Something was written that cannot be read: nobody who follows the resource may believe to have seen everything. */
  hide(value: UnreadableValue, revision: number): void {
    this.#unreadable.set(value.key, value);
    const previous = this.objects.get(value.key);
    this.objects.delete(value.key);
    for (const follower of this.#followers) follower({ stored: undefined, previous });
    this.reset(revision);
    this.endWatchers();
  }

  /** Begins anew from a snapshot at `revision`: drops what is no longer there, and what was before can not be replayed. */
  settle(present: ReadonlySet<string>, revision: number): void {
    for (const { key } of [...this.objects.range(this.prefix), ...this.#unreadable.values()]) {
      if (!present.has(key)) this.remove(key, revision);
    }
    this.reset(revision);
  }

  put(stored: StoredObject): void {
    this.#unreadable.delete(stored.key);
    const previous = this.objects.get(stored.key);
    this.objects.set(stored);
    for (const follower of this.#followers) follower({ stored, previous });
    this.#happened(new CacheEvent(stored.revision, stored, previous));
  }

  remove(key: string, revision: number): void {
    this.#unreadable.delete(key);
    const previous = this.objects.get(key);
    if (previous === undefined) return;
    this.objects.delete(key);
    for (const follower of this.#followers) follower({ stored: undefined, previous });
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
