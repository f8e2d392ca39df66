import type {
  EtcdResponseHeader,
  EtcdWatchCreateRequest,
  EtcdWatchResponse,
} from '../../schemas/types/etcd.ts';
import type { Environment, Timer } from '../sim/environment.ts';
import { applyCommand } from './command.ts';
import type { Command, CommandAnswers, CommandKind } from './command.ts';
import { LeaseDeadlines } from './lease-deadlines.ts';
import type { PausableWatch } from './member-core.ts';
import { MvccStore } from './mvcc-store.ts';
import type { StoreSnapshot } from './mvcc-store.ts';
import type { Outcome } from './refusal.ts';
import { WatchHub } from './watch-hub.ts';
import type { Delivery, Watch } from './watch-hub.ts';

export interface ServedStoreOptions {
  readonly header: (revision: number) => EtcdResponseHeader;
  readonly content: StoreSnapshot | undefined;
  readonly progressNotifyIntervalMs: number;
  /** A lease's time is over at the member that leads: it is to be revoked by everybody. */
  readonly onExpired: (id: number) => void;
}

/** How often the history that was compacted is cleared away, a slice each time. */
const sweepIntervalMs = 1;

/**
 * A member's copy of the store together with what only this member keeps: its watches, and while it leads the time that
 * leases have left. Commands are applied in the order of the calls; watch responses follow, never synchronously, in the
 * order of revisions.
 */
export class ServedStore {
  readonly #environment: Environment;
  readonly #options: ServedStoreOptions;
  readonly #listeners = new Map<Watch, (response: EtcdWatchResponse) => void>();
  #store: MvccStore;
  #hub: WatchHub;
  #deadlines: LeaseDeadlines | undefined;
  #leaseTimer: Timer | undefined;
  #progressTimer: Timer | undefined;
  #sweepTimer: Timer | undefined;
  #outbox: Delivery[] = [];
  #stopped = false;

  constructor(environment: Environment, options: ServedStoreOptions) {
    this.#environment = environment;
    this.#options = options;
    this.#store = new MvccStore(options.header, options.content);
    this.#hub = new WatchHub(this.#store, options.header);
  }

  get store(): MvccStore {
    return this.#store;
  }

  apply<Kind extends CommandKind>(command: Command<Kind>): Outcome<CommandAnswers[Kind]> {
    const { outcome, record } = applyCommand(this.#store, command);
    if (record !== undefined) this.#send(this.#hub.publish(record));
    if (outcome.accepted) this.#follow(command as Command);
    return outcome;
  }

  /** Takes over another member's state. Watches go on from where they were, or are cancelled where history no longer reaches. */
  replace(content: StoreSnapshot): void {
    this.#store = new MvccStore(this.#options.header, content);
    this.#send(this.#hub.moveTo(this.#store));
    this.#sweep();
  }

  /** From now on this member tells when leases end. Each begins its whole time anew, so that none ends early. */
  startLeases(): void {
    this.#deadlines = new LeaseDeadlines();
    for (const lease of this.#store.leases()) this.#startLease(lease.id, lease.ttlSeconds);
  }

  /** Another member does. */
  stopLeases(): void {
    this.#deadlines = undefined;
    this.#leaseTimer?.cancel();
  }

  /** Starts the lease's time anew and returns it in seconds; undefined where there is no such lease, or its time is over. */
  renewLease(id: number): number | undefined {
    const lease = this.#store.lease(id);
    if (lease === undefined || this.#deadlines?.get(id) === undefined) return undefined;
    this.#startLease(id, lease.ttlSeconds);
    return lease.ttlSeconds;
  }

  /** Gives a lease a little more time, whose revocation could not be agreed on; none where it has got time meanwhile. */
  retryLease(id: number, delayMs: number): void {
    if (this.#store.lease(id) === undefined || this.#deadlines?.get(id) !== undefined) return;
    this.#deadlines?.set(id, this.#now() + delayMs);
    this.#armLeaseTimer();
  }

  /** Whole seconds; undefined where there is no such lease or its time is over. */
  remainingTtl(id: number): number | undefined {
    const deadline = this.#deadlines?.get(id);
    return deadline === undefined ? undefined : Math.floor((deadline - this.#now()) / 1000);
  }

  openWatch(
    request: EtcdWatchCreateRequest,
    onResponse: (response: EtcdWatchResponse) => void,
  ): PausableWatch {
    const { watch, deliveries } = this.#hub.open(request);
    this.#listeners.set(watch, onResponse);
    this.#send(deliveries);
    if (watch.progressNotify) this.#startProgress();
    return {
      requestProgress: () => {
        this.#send(this.#hub.progress(watch));
      },
      pause: () => {
        this.#hub.pause(watch);
      },
      resume: () => {
        if (!this.#stopped) this.#send(this.#hub.resume(watch));
      },
      close: () => {
        this.#hub.close(watch);
        this.#listeners.delete(watch);
      },
    };
  }

  /** Ends every watch with a cancellation, and all timers. */
  stop(): void {
    this.#stopped = true;
    for (const timer of [this.#leaseTimer, this.#progressTimer, this.#sweepTimer]) timer?.cancel();
    this.#outbox = [];
    const listeners = [...this.#listeners.values()];
    this.#listeners.clear();
    const response = this.#hub.stoppedResponse();
    void Promise.resolve().then(() => {
      for (const listener of listeners) listener(response);
    });
  }

  #now(): number {
    return this.#environment.clock.now();
  }

  /** Hands responses over once the caller at work is done, all that gathered meanwhile in one go. */
  #send(deliveries: readonly Delivery[]): void {
    if (deliveries.length === 0) return;
    if (this.#outbox.length === 0)
      void Promise.resolve().then(() => {
        this.#empty();
      });
    for (const delivery of deliveries) this.#outbox.push(delivery);
  }

  #empty(): void {
    const deliveries = this.#outbox;
    this.#outbox = [];
    for (const { watch, response } of deliveries) this.#listeners.get(watch)?.(response);
  }

  #follow(command: Command): void {
    if (command.kind === 'compaction') this.#sweep();
    if (this.#deadlines === undefined) return;
    if (command.kind === 'leaseGrant') this.#startLease(command.body.id, command.body.ttlSeconds);
    if (command.kind === 'leaseRevoke') {
      this.#deadlines.remove(command.body.id);
      this.#armLeaseTimer();
    }
  }

  /** Clears compacted history away in slices, so that a large compaction holds nobody up. */
  #sweep(): void {
    this.#sweepTimer?.cancel();
    if (!this.#store.compactStep()) return;
    this.#sweepTimer = this.#environment.timers.after(sweepIntervalMs, () => {
      this.#sweep();
    });
  }

  #startLease(id: number, ttlSeconds: number): void {
    this.#deadlines?.set(id, this.#now() + ttlSeconds * 1000);
    this.#armLeaseTimer();
  }

  #armLeaseTimer(): void {
    this.#leaseTimer?.cancel();
    const earliest = this.#deadlines?.earliest();
    if (earliest === undefined || this.#stopped) return;
    this.#leaseTimer = this.#environment.timers.after(Math.max(0, earliest.deadlineMs - this.#now()), () => {
      this.#expire();
    });
  }

  #expire(): void {
    for (;;) {
      const earliest = this.#deadlines?.earliest();
      if (earliest === undefined || earliest.deadlineMs > this.#now()) break;
      this.#environment.trace.record({
        actor: 'etcd',
        action: 'expire',
        object: `lease/${earliest.id.toString(16)}`,
      });
      this.#deadlines?.remove(earliest.id);
      this.#options.onExpired(earliest.id);
    }
    this.#armLeaseTimer();
  }

  #startProgress(): void {
    if (this.#progressTimer !== undefined) return;
    this.#progressTimer = this.#environment.timers.after(this.#options.progressNotifyIntervalMs, () => {
      this.#progressTimer = undefined;
      this.#send(this.#hub.progressRound());
      if (this.#hub.progressWatchCount > 0) this.#startProgress();
    });
  }
}
