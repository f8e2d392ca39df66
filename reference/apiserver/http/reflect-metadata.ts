type MetadataKey = string | symbol;
type MetadataTable = Map<MetadataKey, unknown>;

interface MetadataApi {
  getMetadata?: (key: MetadataKey, target: object) => unknown;
  getOwnMetadata?: (key: MetadataKey, target: object) => unknown;
  defineMetadata?: (key: MetadataKey, value: unknown, target: object) => void;
}

/**
 * The certificate library keeps notes about its classes through `Reflect.getMetadata` and its kin, a proposal that no
 * engine has; it refuses to load without. This gives it the three functions that it calls, unless someone else has
 * already: notes on a class are seen by those that extend it.
 */
export function ensureReflectMetadata(): void {
  const reflect = Reflect as MetadataApi;
  if (reflect.getMetadata !== undefined) return;
  const tables = new WeakMap<object, MetadataTable>();
  const own = (key: MetadataKey, target: object): unknown => tables.get(target)?.get(key);
  reflect.getOwnMetadata = own;
  reflect.getMetadata = (key, target) => {
    for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at) as object | null) {
      if (tables.get(at)?.has(key) === true) return own(key, at);
    }
    return undefined;
  };
  reflect.defineMetadata = (key, value, target) => {
    const table: MetadataTable = tables.get(target) ?? new Map<MetadataKey, unknown>();
    tables.set(target, table.set(key, value));
  };
}
