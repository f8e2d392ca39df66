import type { EtcdConnection, EtcdKeyValue, EtcdTxnResponse } from '../../../schemas/types/etcd.ts';
import type { ResourceCache } from '../watch-cache/resource-cache.ts';
import type { StoreFeed } from '../watch-cache/store-feed.ts';
import {
  headOf,
  PendingWrite,
  decodeStored,
  UnreadableValue,
  type StorageForm,
  type StoredObject,
} from './stored-object.ts';
import { equalJson, isFields, type Fields } from '../fields.ts';
import type { KubeObject } from '../resource-definition.ts';
import { Refusal } from '../status.ts';
import { lastingUtf8, prefixEnd, utf8 } from './store-key.ts';

/** The kind in which a resource is stored. */
export interface StorageKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export type CreateOutcome = StoredObject | 'exists';

/** What an update function decides for the state that it was shown. */
export type UpdateDecision = Refusal | { readonly write: Fields; readonly ttlSeconds?: number } | 'delete';

export interface UpdateOutcome {
  /** The state after the write; for a deletion the last state. */
  readonly stored: StoredObject;
  /** The revision at which the object is gone. */
  readonly deletedAt?: number;
  /** False where the new state equals the old one, so that nothing was written. */
  readonly written: boolean;
}

export interface ListedPage {
  readonly items: readonly StoredObject[];
  readonly revision: number;
  readonly more: boolean;
  /** Keys in the range, whatever the limit. */
  readonly count: number;
}

/**
 * Objects of one resource in the store: create, compare-and-swap updates and deletions, reads at a revision. Knows
 * nothing of requests. Every write goes through a transaction that names the revision it is based on.
 */
export class ObjectStore {
  readonly cache: ResourceCache;
  readonly #store: EtcdConnection;
  readonly #feed: StoreFeed;
  readonly #storage: StorageForm & { readonly head: string };

  constructor(
    store: EtcdConnection,
    feed: StoreFeed,
    storage: StorageForm & { readonly prefix: string; readonly kind: StorageKind },
  ) {
    this.#store = store;
    this.#feed = feed;
    this.#storage = { ...storage, head: headOf(storage.kind) };
    this.cache = feed.cache(storage.prefix, storage);
  }

  keyOf(namespace: string, name: string): string {
    return namespace === '' ? `${this.cache.prefix}${name}` : `${this.cache.prefix}${namespace}/${name}`;
  }

  /** The newest state, from the store itself. */
  async read(key: string): Promise<StoredObject | undefined> {
    const answer = await this.#store.range({ key: utf8(key) });
    const kv = answer.kvs[0];
    return kv === undefined ? undefined : this.#decode(key, kv);
  }

  async create(key: string, draft: Fields, ttlSeconds?: number): Promise<CreateOutcome> {
    const pending = new PendingWrite(key, draft, this.#storage);
    const answer = await this.#swap(pending, 0, ttlSeconds);
    return answer.succeeded ? pending.toStored(answer.header.revision) : 'exists';
  }

  /**
   * Shows `decide` the newest state until its decision can be written upon exactly that state. `decide` may run several
   * times; it starts from what the cache holds, which is usually the newest. Answers undefined where there is no object.
   */
  async update(
    key: string,
    decide: (current: StoredObject) => Promise<UpdateDecision> | UpdateDecision,
  ): Promise<UpdateOutcome | Refusal | undefined> {
    const cached = this.cache.objects.get(key);
    let current = cached ?? (await this.read(key));
    let fresh = current !== cached;
    for (;;) {
      if (current === undefined) return undefined;
      const decision = await decide(current);
      if (decision instanceof Refusal) {
        // The cache may lag behind; a refusal must rest on the newest state.
        if (fresh) return decision;
        const newest = await this.read(key);
        fresh = true;
        if (newest?.revision === current.revision) return decision;
        current = newest;
        continue;
      }
      const outcome = await this.#write(current, decision, fresh);
      if ('stored' in outcome) return outcome;
      current = outcome.newest;
      fresh = true;
    }
  }

  /** One page of the state at `revision` (0: the newest), in key order. */
  async page(
    prefix: string,
    options: { startKey: string; revision: number; limit: number },
  ): Promise<ListedPage> {
    const answer = await this.#store.range({
      key: utf8(options.startKey),
      rangeEnd: prefixEnd(prefix),
      revision: options.revision,
      limit: options.limit,
    });
    const items = answer.kvs.flatMap((kv) => this.#decode(new TextDecoder().decode(kv.key), kv) ?? []);
    const revision = options.revision > 0 ? options.revision : answer.header.revision;
    return { items, revision, more: answer.more, count: answer.count };
  }

  async #write(
    current: StoredObject,
    decision: Exclude<UpdateDecision, Refusal>,
    fresh: boolean,
  ): Promise<UpdateOutcome | { readonly newest: StoredObject | undefined }> {
    if (decision === 'delete') return this.#remove(current);
    // What lies there in an old form is written anew even where nothing changes: that is how keys are rotated.
    if (!current.stale && sameState(current.object, decision.write)) {
      if (fresh) return { stored: current, written: false };
      const newest = await this.read(current.key);
      return newest?.revision === current.revision ? { stored: current, written: false } : { newest };
    }
    const pending = new PendingWrite(current.key, decision.write, this.#storage);
    const answer = await this.#swap(pending, current.revision, decision.ttlSeconds);
    if (answer.succeeded) return { stored: pending.toStored(answer.header.revision), written: true };
    return { newest: this.#found(current.key, answer) };
  }

  async #remove(
    current: StoredObject,
  ): Promise<UpdateOutcome | { readonly newest: StoredObject | undefined }> {
    const key = utf8(current.key);
    const answer = await this.#store.txn({
      compare: [{ key, result: 'EQUAL', target: { modRevision: current.revision } }],
      success: [{ deleteRange: { key } }],
      failure: [{ range: { key } }],
    });
    if (answer.succeeded) return { stored: current, deletedAt: answer.header.revision, written: true };
    return { newest: this.#found(current.key, answer) };
  }

  /** Writes where the key still stands at `revision`; 0 stands for a key that does not exist. */
  async #swap(
    pending: PendingWrite,
    revision: number,
    ttlSeconds: number | undefined,
  ): Promise<EtcdTxnResponse> {
    const lease = ttlSeconds === undefined ? undefined : await this.#store.leaseGrant({ ttlSeconds });
    // A new key lasts as long as its value; the store keeps the one that it has.
    const key = revision === 0 ? lastingUtf8(pending.key) : utf8(pending.key);
    this.#feed.expect(pending);
    try {
      return await this.#store.txn({
        compare: [{ key, result: 'EQUAL', target: { modRevision: revision } }],
        success: [
          { put: { key, value: pending.bytes, ...(lease === undefined ? {} : { lease: lease.id }) } },
        ],
        failure: revision === 0 ? [] : [{ range: { key } }],
      });
    } finally {
      this.#feed.forgetExpected(pending);
    }
  }

  #found(key: string, answer: EtcdTxnResponse): StoredObject | undefined {
    const first = answer.responses[0];
    const kv = first !== undefined && 'range' in first ? first.range.kvs[0] : undefined;
    return kv === undefined ? undefined : this.#decode(key, kv);
  }

  #decode(key: string, kv: EtcdKeyValue): StoredObject | undefined {
    const cached = this.cache.objects.get(key);
    if (cached?.revision === kv.modRevision) return cached;
    const value = { key, revision: kv.modRevision, bytes: kv.value };
    const decoded = decodeStored(value, this.#storage);
    if (decoded instanceof UnreadableValue) throw new Error(decoded.message);
    return decoded;
  }
}

/** Equality but for the resourceVersion, and whatever the order of keys. */
function sameState(before: KubeObject, after: Fields): boolean {
  const metadata = isFields(after['metadata']) ? after['metadata'] : {};
  const comparable = {
    ...after,
    metadata: { ...metadata, resourceVersion: before.metadata?.resourceVersion },
  };
  return equalJson(before, comparable);
}
