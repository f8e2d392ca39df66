import type { Breach } from './chaos-report.ts';

interface KnownLease {
  readonly id: number;
  readonly ttlMs: number;
  /** Before this moment it must not end by itself. */
  lastsUntil: number;
  /** Somebody has asked for its end: it may be gone at any moment. */
  revokeAsked: boolean;
  gone: boolean;
}

/** What clients know of their leases, each with one key that is deleted with it. */
export class LeaseBook {
  readonly #byKey = new Map<string, KnownLease>();
  readonly #now: () => number;
  readonly #onBreach: (breach: Breach) => void;
  ended = 0;

  constructor(now: () => number, onBreach: (breach: Breach) => void) {
    this.#now = now;
    this.#onBreach = onBreach;
  }

  granted(
    key: string,
    lease: { readonly id: number; readonly ttlMs: number; readonly askedAt: number },
  ): void {
    const { id, ttlMs, askedAt } = lease;
    this.#byKey.set(key, { id, ttlMs, lastsUntil: askedAt + ttlMs, revokeAsked: false, gone: false });
  }

  /** `ttlMs` 0: the member says that there is no such lease. */
  kept(key: string, ttlMs: number, askedAt: number): void {
    const lease = this.#byKey.get(key);
    if (lease === undefined) return;
    if (ttlMs > 0) lease.lastsUntil = Math.max(lease.lastsUntil, askedAt + ttlMs);
    else if (!lease.revokeAsked && this.#now() < lease.lastsUntil)
      this.#early(key, lease, 'is not known any longer');
  }

  revokeAsked(key: string): void {
    const lease = this.#byKey.get(key);
    if (lease !== undefined) lease.revokeAsked = true;
  }

  deleted(key: string): void {
    const lease = this.#byKey.get(key);
    if (lease === undefined) return;
    this.ended += 1;
    lease.gone = true;
    if (!lease.revokeAsked && this.#now() < lease.lastsUntil) this.#early(key, lease, 'is deleted');
  }

  /** Nobody has kept a lease for long enough. `left` are the keys that are there. */
  conclude(left: readonly string[]): void {
    for (const key of left) {
      const lease = this.#byKey.get(key);
      if (lease !== undefined && this.#now() > lease.lastsUntil)
        this.#onBreach({
          requirement: 'ETCD-17e',
          message: `${key} outlives its lease ${lease.id.toString(16)}`,
        });
    }
  }

  #early(key: string, { lastsUntil }: KnownLease, what: string): void {
    this.#onBreach({
      requirement: 'ETCD-17d',
      message: `${key} ${what} ${lastsUntil - this.#now()} ms before its lease may end`,
    });
  }
}
