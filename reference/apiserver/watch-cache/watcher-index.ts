import type { KubeObject } from '../resource-definition.ts';
import type { EqualityTerm } from '../selectors/selection.ts';
import type { CacheEvent } from './cache-event.ts';
import type { Watcher } from './watcher.ts';

interface TermBuckets {
  readonly read: (object: KubeObject) => string;
  readonly byValue: Map<string, Set<Watcher>>;
}

/**
 * Finds the watchers that a change may concern without asking the others: by the one object, by an equality of the
 * selector, else by namespace.
 */
export class WatcherIndex {
  /** By the exact key or the prefix (`/registry/pods/dev/`) that they watch, where no equality narrows it further. */
  readonly #byScope = new Map<string, Set<Watcher>>();
  readonly #byTerm = new Map<string, TermBuckets>();
  readonly #all = new Set<Watcher>();

  get size(): number {
    return this.#all.size;
  }

  all(): readonly Watcher[] {
    return [...this.#all];
  }

  add(watcher: Watcher): void {
    this.#all.add(watcher);
    const { scope, selection } = watcher.parts;
    const term = scope.endsWith('/') ? selection.term : undefined;
    if (term === undefined) bucket(this.#byScope, scope).add(watcher);
    else bucket(this.#termBuckets(term, watcher).byValue, term.value).add(watcher);
  }

  remove(watcher: Watcher): void {
    this.#all.delete(watcher);
    const { scope, selection } = watcher.parts;
    drop(this.#byScope, scope, watcher);
    const term = selection.term;
    if (term === undefined) return;
    const name = termName(term, watcher);
    const buckets = this.#byTerm.get(name);
    if (buckets === undefined) return;
    drop(buckets.byValue, term.value, watcher);
    if (buckets.byValue.size === 0) this.#byTerm.delete(name);
  }

  /** Hands the event to each watcher that it may concern, once. */
  offer(event: CacheEvent): void {
    if (this.#all.size === 0) return;
    const key = (event.current ?? event.previous)?.key ?? '';
    for (const scope of scopesOf(key)) this.#offerTo(this.#byScope.get(scope), event);
    for (const buckets of this.#byTerm.values()) {
      const after = event.current === undefined ? undefined : buckets.read(event.current.object);
      const before = event.previous === undefined ? undefined : buckets.read(event.previous.object);
      if (after !== undefined) this.#offerTo(buckets.byValue.get(after), event);
      if (before !== undefined && before !== after) this.#offerTo(buckets.byValue.get(before), event);
    }
  }

  #offerTo(watchers: ReadonlySet<Watcher> | undefined, event: CacheEvent): void {
    if (watchers === undefined) return;
    // A watcher that is ended on the way takes itself out of the set; sets allow that while they are walked.
    for (const watcher of watchers) watcher.offer(event);
  }

  #termBuckets(term: EqualityTerm, watcher: Watcher): TermBuckets {
    const name = termName(term, watcher);
    const known = this.#byTerm.get(name);
    if (known !== undefined) return known;
    const definition = watcher.parts.definition;
    const conversion = definition.conversion;
    const read =
      conversion === undefined
        ? term.read
        : (object: KubeObject) => term.read(conversion.fromStorage(object));
    const made: TermBuckets = { read, byValue: new Map() };
    this.#byTerm.set(name, made);
    return made;
  }
}

/** Two versions of one resource may read one term from different fields. */
function termName(term: EqualityTerm, watcher: Watcher): string {
  return `${watcher.parts.definition.group}/${watcher.parts.definition.version} ${term.name}`;
}

/** The key itself and every folder above it. */
function* scopesOf(key: string): Generator<string> {
  yield key;
  for (let at = key.lastIndexOf('/'); at > 0; at = key.lastIndexOf('/', at - 1)) yield key.slice(0, at + 1);
}

function bucket<K>(map: Map<K, Set<Watcher>>, key: K): Set<Watcher> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = new Set<Watcher>();
  map.set(key, made);
  return made;
}

function drop<K>(map: Map<K, Set<Watcher>>, key: K, watcher: Watcher): void {
  const watchers = map.get(key);
  if (watchers === undefined) return;
  watchers.delete(watcher);
  if (watchers.size === 0) map.delete(key);
}
