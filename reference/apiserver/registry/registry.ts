import type { EtcdConnection } from '../../../schemas/types/etcd.ts';
import type { ValueTransformers } from '../encryption/value-transformers.ts';
import type { Fields } from '../fields.ts';
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

/** The way to the store for objects of one kind: `pods`, `deployments.apps`. */
export type ConnectionFor = (type: string) => EtcdConnection;

/** All served resources. Two versions of one resource share one object store. */
export class Registry {
  readonly #entries = new Map<string, ResourceEntry>();
  readonly #stores = new Map<string, ObjectStore>();
  readonly #groupVersions = new Set<string>();
  readonly #connectionFor: ConnectionFor;
  readonly #feed: StoreFeed;
  readonly #transformers: ValueTransformers;

  constructor(connectionFor: ConnectionFor, feed: StoreFeed, transformers: ValueTransformers) {
    this.#connectionFor = connectionFor;
    this.#feed = feed;
    this.#transformers = transformers;
  }

  add(definition: ResourceDefinition, hooks?: WriteHooks): void {
    const prefix = definition.storagePrefix;
    const store = this.#stores.get(prefix) ?? this.#storeOf(definition);
    this.#stores.set(prefix, store);
    this.#groupVersions.add(`${definition.group}/${definition.version}`);
    this.#entries.set(keyOf(definition.group, definition.version, definition.plural), {
      definition,
      store,
      hooks,
    });
  }

  #storeOf(definition: ResourceDefinition): ObjectStore {
    const { storagePrefix: prefix, storageKind: kind, plural, conversion, strategy } = definition;
    const transformer = this.#transformers({ group: kind.group, resource: plural });
    const type = kind.group === '' ? plural : `${plural}.${kind.group}`;
    // What another version leaves out is not told by this one's defaults.
    const complete =
      conversion === undefined
        ? (draft: Fields): void => {
            strategy.applyDefaults(draft);
          }
        : undefined;
    return new ObjectStore(this.#connectionFor(type), this.#feed, { prefix, kind, transformer, complete });
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
