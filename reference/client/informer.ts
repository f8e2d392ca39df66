import type { Environment, Timer } from '../sim/environment.ts';
import type { ApiList, ApiStatus, WatchEvent } from './api-object.ts';
import { Backoff, relistBackoff } from './backoff.ts';
import type { SelectOptions, WatchHandle, WatchOptions, WatchSink } from './kube-client.ts';
import { isRefusal, KubeError } from './kube-error.ts';
import { resourceOf, type ObjectOf, type Target } from './kinds.ts';
import { keyOf, metadataOf, ObjectCache, type IndexFunction, type ObjectKey } from './object-cache.ts';

/**
 * What a handler of an informer is told. Calls come one at a time, each after the cache shows the change.
 *
 * - For one object: `added`, any number of `updated`, `deleted`, and again. The last thing told agrees with the server
 *   once nothing changes any more, whatever connections dropped in between.
 * - States between two that are told may be missed while a connection is down; a change that was seen is told once.
 * - An object replaced by another of the same name (its uid differs) is told as `deleted`, then `added`.
 * - `deleted` gives the last state that was seen, which is not the final one where the deletion itself was missed.
 * - At a resync `updated` is told with the same object twice.
 */
export interface InformerHandler<T> {
  added?(object: T): void;
  updated?(before: T, after: T): void;
  deleted?(last: T): void;
}

export interface InformerOptions<T> extends SelectOptions {
  /** Tells every object anew at this interval; absent: never. */
  readonly resyncMs?: number;
  readonly indexers?: Readonly<Record<string, IndexFunction<T>>>;
}

/** What an informer needs of a client. */
export interface InformerSource {
  list(target: Target, options: SelectOptions): Promise<ApiList<unknown>>;
  watch(target: Target, options: WatchOptions, sink: WatchSink<unknown>): Promise<WatchHandle>;
}

type ObjectEvent<T> = Exclude<WatchEvent<T>, { readonly type: 'ERROR' }>;

/** A watch is ended by the server after five to ten minutes, so that clients spread themselves anew over servers. */
const shortestWatchSeconds = 300;

/** A watch that ends sooner than this counts as a failure: the next one waits. */
const shortLivedMs = 1_000;

/**
 * A cache of one collection, kept current by a list and a watch from the list's resource version. A watch that ends is
 * resumed from the last version seen; where that version is too old (410) the collection is listed anew. Failures are
 * retried for ever with growing delays. Nothing is kept that a restart would not rebuild.
 */
export class Informer<T> {
  readonly #environment: Environment;
  readonly #source: InformerSource;
  readonly #target: Target;
  readonly #options: InformerOptions<T>;
  readonly #cache: ObjectCache<T>;
  readonly #backoff: Backoff;
  readonly #handlers: InformerHandler<T>[] = [];
  readonly #waiting: (() => void)[] = [];
  #watch: WatchHandle | undefined;
  #timer: Timer | undefined;
  #resyncTimer: Timer | undefined;
  #version: string | undefined;
  #hasSynced = false;
  /** Rises with every stop, so that answers to an earlier life are recognized. */
  #life = 0;
  #isRunning = false;

  constructor(
    environment: Environment,
    source: { readonly client: InformerSource; readonly target: Target },
    options: InformerOptions<T> = {},
  ) {
    this.#environment = environment;
    this.#source = source.client;
    this.#target = source.target;
    this.#options = options;
    this.#cache = new ObjectCache(options.indexers);
    this.#backoff = new Backoff(
      relistBackoff,
      environment.random(`informer/${resourceOf(source.target).plural}`),
    );
  }

  /** True from the first complete list on, also while the connection is down. */
  get hasSynced(): boolean {
    return this.#hasSynced;
  }

  /** The resource version that the cache has reached. */
  get resourceVersion(): string | undefined {
    return this.#version;
  }

  get(key: ObjectKey): T | undefined {
    return this.#cache.get(key);
  }

  list(): readonly T[] {
    return this.#cache.list();
  }

  byIndex(index: string, value: string): readonly T[] {
    return this.#cache.byIndex(index, value);
  }

  /** A handler added late is told `added` of everything that is there, at once. */
  addHandler(handler: InformerHandler<T>): void {
    this.#handlers.push(handler);
    for (const object of this.#cache.list()) handler.added?.(object);
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    void this.#listThenWatch(this.#life);
    this.#scheduleResync();
  }

  /** Ends at once; nothing is told afterwards. The cache stays as it is, and `start` goes on from a new list. */
  stop(): void {
    this.#isRunning = false;
    this.#life += 1;
    this.#watch?.close();
    this.#watch = undefined;
    this.#timer?.cancel();
    this.#resyncTimer?.cancel();
  }

  /** Resolves after the first complete list. */
  synced(): Promise<void> {
    if (this.#hasSynced) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #listThenWatch(life: number): Promise<void> {
    try {
      const list = await this.#source.list(this.#target, this.#selection());
      if (life !== this.#life) return;
      this.#replace(list.items as T[]);
      this.#version = list.metadata.resourceVersion ?? '';
      this.#markSynced();
      await this.#openWatch(life);
    } catch {
      this.#later(life, () => this.#listThenWatch(life));
    }
  }

  async #openWatch(life: number): Promise<void> {
    const openedAt = this.#environment.clock.now();
    let isExpired = false;
    const seconds =
      shortestWatchSeconds + this.#environment.random('informer/watch').below(shortestWatchSeconds);
    const options = {
      ...this.#selection(),
      ...(this.#version === undefined ? {} : { resourceVersion: this.#version }),
      allowWatchBookmarks: true,
      timeoutSeconds: seconds,
    };
    try {
      const watch = await this.#source.watch(this.#target, options, {
        onEvent: (event) => {
          if (life !== this.#life) return;
          if (event.type === 'ERROR') isExpired = isTooOld(event.object);
          else this.#apply(event as ObjectEvent<T>);
        },
        onEnd: () => {
          if (life === this.#life) this.#afterWatch(life, { openedAt, isExpired });
        },
      });
      if (life === this.#life) this.#watch = watch;
      else watch.close();
    } catch (error) {
      if (life !== this.#life) return;
      const mustRelist = isTooOld(error) || error instanceof KubeError;
      this.#later(life, () => (mustRelist ? this.#listThenWatch(life) : this.#openWatch(life)));
    }
  }

  #afterWatch(life: number, ended: { readonly openedAt: number; readonly isExpired: boolean }): void {
    this.#watch = undefined;
    if (ended.isExpired) {
      this.#later(life, () => this.#listThenWatch(life));
      return;
    }
    const livedMs = this.#environment.clock.now() - ended.openedAt;
    if (livedMs < shortLivedMs) {
      this.#later(life, () => this.#openWatch(life));
      return;
    }
    this.#backoff.reset();
    void this.#openWatch(life);
  }

  #later(life: number, action: () => Promise<void>): void {
    if (life !== this.#life) return;
    this.#timer = this.#environment.timers.after(this.#backoff.nextMs(), () => {
      if (life === this.#life) void action();
    });
  }

  #apply(event: ObjectEvent<T>): void {
    this.#backoff.reset();
    const { object } = event;
    this.#version = metadataOf(object).resourceVersion ?? this.#version;
    switch (event.type) {
      case 'ADDED':
      case 'MODIFIED':
        this.#put(object);
        return;
      case 'DELETED':
        this.#remove(keyOf(object), object);
        return;
      case 'BOOKMARK':
        return;
    }
  }

  #put(object: T): void {
    const key = keyOf(object);
    const before = this.#cache.get(key);
    if (before !== undefined && metadataOf(before).uid !== metadataOf(object).uid) this.#remove(key, before);
    const known = this.#cache.get(key);
    if (known !== undefined && metadataOf(known).resourceVersion === metadataOf(object).resourceVersion)
      return;
    this.#cache.set(key, object);
    for (const handler of this.#handlers) {
      if (known === undefined) handler.added?.(object);
      else handler.updated?.(known, object);
    }
  }

  #remove(key: ObjectKey, last: T): void {
    if (this.#cache.get(key) === undefined) return;
    this.#cache.delete(key);
    for (const handler of this.#handlers) handler.deleted?.(last);
  }

  #replace(objects: readonly T[]): void {
    const listed = new Set(objects.map((object) => keyOf(object)));
    for (const key of this.#cache.keys()) {
      const gone = this.#cache.get(key);
      if (!listed.has(key) && gone !== undefined) this.#remove(key, gone);
    }
    for (const object of objects) this.#put(object);
  }

  #selection(): SelectOptions {
    const { namespace, labelSelector, fieldSelector, metadataOnly } = this.#options;
    return {
      ...(metadataOnly === undefined ? {} : { metadataOnly }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
    };
  }

  #markSynced(): void {
    if (this.#hasSynced) return;
    this.#hasSynced = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #scheduleResync(): void {
    const { resyncMs } = this.#options;
    if (resyncMs === undefined || !this.#isRunning) return;
    this.#resyncTimer = this.#environment.timers.after(resyncMs, () => {
      for (const object of this.#cache.list()) {
        for (const handler of this.#handlers) handler.updated?.(object, object);
      }
      this.#scheduleResync();
    });
  }
}

/** An informer whose objects have the type of their kind. Not started yet. */
export function createInformer<R extends Target>(
  environment: Environment,
  source: { readonly client: InformerSource; readonly target: R },
  options: InformerOptions<ObjectOf<R>> = {},
): Informer<ObjectOf<R>> {
  return new Informer<ObjectOf<R>>(environment, source, options);
}

/** 410: the version is older than the history that the server keeps; 504 with a cause: the server is behind. */
function isTooOld(problem: unknown): boolean {
  if (isRefusal(problem, 'Expired') || isRefusal(problem, 'Gone')) return true;
  const code = (problem as ApiStatus | undefined)?.code;
  return code === 410;
}
