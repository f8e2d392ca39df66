import type { Bytes } from '../../schemas/types/etcd.ts';
import type { KeyText } from './key-text.ts';
import { OrderedTree } from './ordered-tree.ts';
import type { Measure } from './ordered-tree.ts';

export interface Lease {
  readonly id: number;
  readonly ttlSeconds: number;
}

/** What of the leases is replicated: that they exist, and what hangs on them. When they end is the leader's own affair. */
export interface LeaseTable {
  readonly leases: ReadonlyMap<number, Lease>;
  /** The bytes of each key by lease and key, as `attachmentKey` has it. */
  readonly attachments: OrderedTree<Bytes>;
}

/** How attachments are summed up: by their number. */
export const oneEach: Measure<Bytes> = { weight: () => 1, stamp: () => 0 };

/** Leases and the keys attached to them. */
export class Lessor {
  readonly #leases: Map<number, Lease>;
  /** By lease and key: all keys of a lease are one span, in key order. */
  readonly #attachments: OrderedTree<Bytes>;

  constructor(table?: LeaseTable) {
    this.#leases = new Map(table?.leases);
    this.#attachments = table?.attachments.fork() ?? new OrderedTree(oneEach);
  }

  has(id: number): boolean {
    return this.#leases.has(id);
  }

  get(id: number): Lease | undefined {
    return this.#leases.get(id);
  }

  /** In order of their granting. */
  list(): readonly Lease[] {
    return [...this.#leases.values()];
  }

  add(lease: Lease): void {
    this.#leases.set(lease.id, lease);
  }

  /** The keys must have been detached. */
  remove(id: number): void {
    this.#leases.delete(id);
  }

  attach(id: number, key: KeyText, bytes: Bytes): void {
    this.#attachments.set(attachmentKey(id, key), bytes);
  }

  detach(id: number, key: KeyText): void {
    this.#attachments.delete(attachmentKey(id, key));
  }

  /** The attached keys in key order. */
  keysOf(id: number): readonly Bytes[] {
    const keys: Bytes[] = [];
    const from = attachmentKey(id, '' as KeyText);
    // What follows the digits is a byte: nothing of this lease lies above.
    const to = `${from}\u0100` as KeyText;
    this.#attachments.walk({ from, to }, (_key, bytes) => {
      keys.push(bytes);
      return true;
    });
    return keys;
  }

  snapshot(): LeaseTable {
    return { leases: new Map(this.#leases), attachments: this.#attachments.fork() };
  }
}

/** How many characters of an attachment's key name the lease; the key follows. */
export const leaseDigits = 16;

function attachmentKey(id: number, key: KeyText): KeyText {
  return `${id.toString(16).padStart(leaseDigits, '0')}${key}` as KeyText;
}
