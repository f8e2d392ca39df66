import type { EtcdConnection } from '../../../schemas/types/etcd.ts';
import type { ResourceDefinition } from '../resource-definition.ts';
import type { StoreFeed } from '../watch-cache/store-feed.ts';
import { ObjectStore } from './object-store.ts';
import type { WriteHooks } from './write-hooks.ts';

/** One served resource: its definition, and where its objects are. */
export interface ResourceEntry {
  readonly definition: ResourceDefinition;
  readonly store: ObjectStore;
  /** What else a write of this resource takes, such as an address. */
  readonly hooks: WriteHooks | undefined;
}

/** All served resources. Two versions of one resource share one object store. */
export class Registry {
  readonly #entries = new Map<string, ResourceEntry>();
  readonly #stores = new Map<string, ObjectStore>();
  readonly #groupVersions = new Set<string>();
  readonly #store: EtcdConnection;
  readonly #feed: StoreFeed;

  constructor(store: EtcdConnection, feed: StoreFeed) {
    this.#store = store;
    this.#feed = feed;
  }

  add(definition: ResourceDefinition, hooks?: WriteHooks): void {
    const prefix = definition.storagePrefix;
    const kind = definition.storageKind;
    const store = this.#stores.get(prefix) ?? new ObjectStore(this.#store, this.#feed, { prefix, kind });
    this.#stores.set(prefix, store);
    this.#groupVersions.add(`${definition.group}/${definition.version}`);
    this.#entries.set(keyOf(definition.group, definition.version, definition.plural), {
      definition,
      store,
      hooks,
    });
  }

  find(group: string, version: string, plural: string): ResourceEntry | undefined {
    return this.#entries.get(keyOf(group, version, plural));
  }

  /** True where some resource of the group version is served. */
  serves(group: string, version: string): boolean {
    return this.#groupVersions.has(`${group}/${version}`);
  }

  servesGroup(group: string): boolean {
    return this.definitions().some((definition) => definition.group === group);
  }

  definitions(): readonly ResourceDefinition[] {
    return [...this.#entries.values()].map((entry) => entry.definition);
  }
}

function keyOf(group: string, version: string, plural: string): string {
  return `${group}/${version}/${plural}`;
}
