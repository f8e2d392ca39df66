import type { ApiObject } from './api-object.ts';

/** `namespace/name`, or the name alone where there is no namespace. */
export type ObjectKey = string;

export function keyOf(object: unknown): ObjectKey {
  const { namespace, name } = metadataOf(object);
  return namespace === undefined || namespace === '' ? (name ?? '') : `${namespace}/${name ?? ''}`;
}

/** The metadata of what came from an API server, whose type says the same. */
export function metadataOf(object: unknown): NonNullable<ApiObject['metadata']> {
  return (object as ApiObject).metadata ?? {};
}

/** Values under which an object can be found again; pure. */
export type IndexFunction<T> = (object: T) => readonly string[];

/** Objects by key, with indexes that are kept as objects come and go: looking up costs what is found. */
export class ObjectCache<T> {
  readonly #objects = new Map<ObjectKey, T>();
  readonly #indexers: ReadonlyMap<string, IndexFunction<T>>;
  readonly #indexes = new Map<string, Map<string, Set<ObjectKey>>>();

  constructor(indexers: Readonly<Record<string, IndexFunction<T>>> = {}) {
    this.#indexers = new Map(Object.entries(indexers));
    for (const name of this.#indexers.keys()) this.#indexes.set(name, new Map());
  }

  get size(): number {
    return this.#objects.size;
  }

  get(key: ObjectKey): T | undefined {
    return this.#objects.get(key);
  }

  /** In order of arrival. */
  list(): readonly T[] {
    return [...this.#objects.values()];
  }

  keys(): readonly ObjectKey[] {
    return [...this.#objects.keys()];
  }

  /** The objects for which the index function gives this value. Throws where there is no such index. */
  byIndex(index: string, value: string): readonly T[] {
    const keys = this.#index(index).get(value);
    if (keys === undefined) return [];
    return [...keys].map((key) => this.#objects.get(key)).filter((object) => object !== undefined);
  }

  set(key: ObjectKey, object: T): void {
    this.#unindex(key);
    this.#objects.set(key, object);
    for (const [name, indexer] of this.#indexers) {
      const index = this.#index(name);
      for (const value of indexer(object)) {
        const keys = index.get(value) ?? new Set();
        keys.add(key);
        index.set(value, keys);
      }
    }
  }

  delete(key: ObjectKey): void {
    this.#unindex(key);
    this.#objects.delete(key);
  }

  #unindex(key: ObjectKey): void {
    const object = this.#objects.get(key);
    if (object === undefined) return;
    for (const [name, indexer] of this.#indexers) {
      const index = this.#index(name);
      for (const value of indexer(object)) {
        const keys = index.get(value);
        keys?.delete(key);
        if (keys?.size === 0) index.delete(value);
      }
    }
  }

  #index(name: string): Map<string, Set<ObjectKey>> {
    const index = this.#indexes.get(name);
    if (index === undefined) throw new TypeError(`there is no index "${name}"`);
    return index;
  }
}
