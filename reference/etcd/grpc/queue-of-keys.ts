import type { EtcdKeyValue, EtcdResponseHeader, EtcdTxnResponse } from '../../../schemas/types/etcd.ts';
import type { MemberClient, PausableWatch } from '../member-core.ts';
import { EtcdError, refusals } from '../refusal.ts';
import type { CallContext } from './method.ts';

/**
 * The order in which clients wait for a lock or an office: each has a key under one prefix, named after its lease, and the
 * oldest key is whose turn it is (the recipe of etcd's `concurrency` package, so that its clients take part).
 */
export class QueueOfKeys {
  readonly #client: MemberClient;
  readonly #prefix: Uint8Array;

  constructor(client: MemberClient, name: Uint8Array) {
    this.#client = client;
    this.#prefix = Buffer.concat([name, Buffer.from('/')]);
  }

  /** Takes a place, or finds the one that the lease has. The value is set only where the place is new. */
  async enter(lease: number, value: Uint8Array): Promise<Place> {
    const key = Buffer.concat([this.#prefix, Buffer.from(lease.toString(16))]);
    const answer = await this.#client.txn({
      compare: [{ key, result: 'EQUAL', target: { createRevision: 0 } }],
      success: [{ put: { key, value, lease } }],
      failure: [{ range: { key } }],
    });
    const { header } = answer;
    if (answer.succeeded) return { key, createRevision: header.revision, header };
    const [found] = rangeOf(answer);
    if (found === undefined) return { key, createRevision: header.revision, header };
    return { key, createRevision: found.createRevision, header, value: found.value };
  }

  /** The oldest key, whose turn it is. */
  async first(): Promise<{ readonly header: EtcdResponseHeader; readonly first?: EtcdKeyValue }> {
    const { header, kvs } = await this.#client.range({
      ...this.range(),
      sortOrder: 'ASCEND',
      sortTarget: 'CREATE',
      limit: 1,
    });
    return kvs[0] === undefined ? { header } : { header, first: kvs[0] };
  }

  /**
   * Resolves when nobody stands before the place, with the header of the answer that showed it. A caller that gives up leaves
   * the queue: the promise rejects and the key is deleted.
   */
  async awaitTurn(place: Place, context: CallContext): Promise<EtcdResponseHeader> {
    for (;;) {
      const { header, kvs } = await this.#client.range({
        ...this.range(),
        maxCreateRevision: place.createRevision - 1,
        sortOrder: 'DESCEND',
        sortTarget: 'CREATE',
        limit: 1,
      });
      const [before] = kvs;
      if (before === undefined) return await this.#confirm(place, header);
      try {
        await deletionOf(this.#client, before.key, header.revision + 1, context);
      } catch (error) {
        await this.#client.deleteRange({ key: place.key });
        throw error;
      }
    }
  }

  range(): { readonly key: Uint8Array; readonly rangeEnd: Uint8Array } {
    const rangeEnd = Uint8Array.from(this.#prefix);
    rangeEnd[rangeEnd.length - 1] = '/'.charCodeAt(0) + 1;
    return { key: this.#prefix, rangeEnd };
  }

  /** The lease may have run out while its holder waited: then the place is lost. */
  async #confirm(place: Place, header: EtcdResponseHeader): Promise<EtcdResponseHeader> {
    const { kvs } = await this.#client.range({ key: place.key });
    if (kvs[0]?.createRevision !== place.createRevision) throw new EtcdError(refusals.leaseNotFound);
    return header;
  }
}

export interface Place {
  readonly key: Uint8Array;
  readonly createRevision: number;
  readonly header: EtcdResponseHeader;
  /** What was found there; absent where the place is new. */
  readonly value?: Uint8Array;
}

function rangeOf(answer: EtcdTxnResponse): readonly EtcdKeyValue[] {
  const [first] = answer.responses;
  return first !== undefined && 'range' in first ? first.range.kvs : [];
}

/** Resolves when the key is deleted after a revision; rejects where the caller gives up. */
function deletionOf(
  client: MemberClient,
  key: Uint8Array,
  startRevision: number,
  context: CallContext,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const watch: PausableWatch = client.watch({ key, startRevision, noPut: true }, (response) => {
      if (response.events.length > 0) {
        watch.close();
        resolve();
      } else if (response.canceled) {
        // Compacted history may hold the deletion: the caller looks again.
        if (response.compactRevision > 0) resolve();
        else reject(new EtcdError(refusals.stopped));
      }
    });
    context.onAbort(() => {
      watch.close();
      reject(new EtcdError(refusals.canceled));
    });
  });
}
