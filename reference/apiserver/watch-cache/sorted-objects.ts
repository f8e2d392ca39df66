import type { StoredObject } from '../registry/stored-object.ts';

/** Objects in key order. Looking up costs a hash; a prefix is a slice, found by halving. */
export class SortedObjects {
  readonly #byKey = new Map<string, StoredObject>();
  #keys: string[] = [];
  /** Keys that came since the last sort: creating many objects in a row must not shift the array each time. */
  #unsorted: string[] = [];
  #holes = 0;

  get size(): number {
    return this.#byKey.size;
  }

  get(key: string): StoredObject | undefined {
    return this.#byKey.get(key);
  }

  set(stored: StoredObject): void {
    if (!this.#byKey.has(stored.key)) this.#unsorted.push(stored.key);
    this.#byKey.set(stored.key, stored);
  }

  delete(key: string): void {
    if (this.#byKey.delete(key)) this.#holes += 1;
  }

  /** The objects with the prefix, from `startKey` on where given, in key order. */
  *range(prefix: string, startKey: string = prefix): Generator<StoredObject> {
    this.#tidy();
    for (let at = lowerBound(this.#keys, startKey); at < this.#keys.length; at += 1) {
      const key = this.#keys[at] ?? '';
      if (!key.startsWith(prefix)) return;
      const stored = this.#byKey.get(key);
      if (stored !== undefined) yield stored;
    }
  }

  #tidy(): void {
    if (this.#holes > 0) this.#keys = this.#keys.filter((key) => this.#byKey.has(key));
    if (this.#unsorted.length > 0) {
      const fresh = [...new Set(this.#unsorted)].filter((key) => this.#byKey.has(key)).sort(byCodeUnit);
      this.#keys = merge(this.#keys, fresh);
      this.#unsorted = [];
    }
    this.#holes = 0;
  }
}

function byCodeUnit(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Merges two sorted lists; a key in both stays once. */
function merge(left: readonly string[], right: readonly string[]): string[] {
  if (left.length === 0) return [...right];
  const merged: string[] = [];
  let at = 0;
  for (const key of right) {
    for (let next = left[at]; next !== undefined && next < key; next = left[at]) {
      merged.push(next);
      at += 1;
    }
    if (left[at] === key) at += 1;
    merged.push(key);
  }
  for (; at < left.length; at += 1) merged.push(left[at] ?? '');
  return merged;
}

function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
