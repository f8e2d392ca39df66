import type {
  EtcdRangeRequest,
  EtcdRangeResponse,
  EtcdResponseHeader,
  EtcdTxnRequest,
  EtcdWatchCreateRequest,
  EtcdWatchResponse,
} from '../../schemas/types/etcd.ts';
import type { Environment, Timer } from '../sim/environment.ts';
import { applyCommand } from './command.ts';
import type { Command, CommandAnswers, CommandKind } from './command.ts';
import { LeaseDeadlines } from './lease-deadlines.ts';
import { MemberConnection } from './member-connection.ts';
import type { MemberClient, MemberCore, PausableWatch } from './member-core.ts';
import { MvccStore } from './mvcc-store.ts';
import type { StoreSnapshot } from './mvcc-store.ts';
import type { Outcome } from './refusal.ts';
import { WatchHub } from './watch-hub.ts';
import type { Delivery, Watch } from './watch-hub.ts';

export interface EtcdMemberOptions {
  readonly name?: string;
  /** Begin with this content instead of an empty store. */
  readonly snapshot?: StoreSnapshot;
  /** Shorter leases are granted this long; absent: 2, as an etcd with its default election timeout. */
  readonly minLeaseTtlSeconds?: number;
  /** Absent: ten minutes, as etcd has it. */
  readonly progressNotifyIntervalMs?: number;
  /** Absent: 128. */
  readonly maxTxnOperations?: number;
  /** Absent: 1.5 MiB. */
  readonly maxRequestBytes?: number;
}

export interface MemberStatus {
  readonly name: string;
  readonly clusterId: string;
  readonly memberId: string;
  readonly raftTerm: number;
  /** Commands applied so far. */
  readonly appliedIndex: number;
  readonly revision: number;
  readonly storedBytes: number;
}

/**
 * One member of an etcd cluster, in process. Commands are applied in the order in which they are called; the answer and
 * the watch responses come afterwards, never synchronously, watch responses of one member in the order of revisions.
 */
export interface EtcdMember {
  connect(): MemberClient;
  /** The content now, to begin another member with. Leases begin their time anew there. */
  snapshot(): StoreSnapshot;
  status(): MemberStatus;
  /** Ends all connections at once, and each watch with a cancellation; what was applied stays. */
  kill(): void;
  /** Serves again after `kill()`: leases begin their time anew, the term rises. */
  restart(): void;
}

export function createEtcdMember(environment: Environment, options: EtcdMemberOptions = {}): EtcdMember {
  return new SingleMember(environment, options);
}

class SingleMember implements EtcdMember, MemberCore {
  readonly limits: MemberCore['limits'];
  readonly store: MvccStore;
  readonly #environment: Environment;
  readonly #options: EtcdMemberOptions;
  readonly #identity: { readonly clusterId: string; readonly memberId: string };
  readonly #listeners = new Map<Watch, (response: EtcdWatchResponse) => void>();
  readonly #connections = new Set<MemberConnection>();
  #hub: WatchHub;
  #deadlines = new LeaseDeadlines();
  #leaseTimer: Timer | undefined;
  #progressTimer: Timer | undefined;
  #outbox: Delivery[] = [];
  #running = true;
  #raftTerm = 2;
  #appliedIndex = 0;

  constructor(environment: Environment, options: EtcdMemberOptions) {
    this.#environment = environment;
    this.#options = options;
    const random = environment.random(`etcd/${options.name ?? 'default'}/identity`);
    const newId = (): string => (BigInt(random.below(2 ** 50)) * 8192n + 1n).toString();
    this.#identity = { clusterId: newId(), memberId: newId() };
    this.limits = {
      maxTxnOperations: options.maxTxnOperations ?? 128,
      maxRequestBytes: options.maxRequestBytes ?? 1.5 * 1024 * 1024,
    };
    const header = (revision: number): EtcdResponseHeader => this.#headerAt(revision);
    this.store = new MvccStore(header, options.snapshot);
    this.#hub = new WatchHub(this.store, header);
    this.#startLeases();
  }

  connect(): MemberClient {
    const connection = new MemberConnection(this, () => this.#connections.delete(connection));
    if (this.#running) this.#connections.add(connection);
    else void connection.close();
    return connection;
  }

  snapshot(): StoreSnapshot {
    return this.store.snapshot();
  }

  status(): MemberStatus {
    return {
      name: this.#options.name ?? 'default',
      ...this.#identity,
      raftTerm: this.#raftTerm,
      appliedIndex: this.#appliedIndex,
      revision: this.store.revision,
      storedBytes: this.store.storedBytes(),
    };
  }

  kill(): void {
    this.#running = false;
    this.#leaseTimer?.cancel();
    this.#progressTimer?.cancel();
    this.#progressTimer = undefined;
    this.#outbox = [];
    const listeners = [...this.#listeners.values()];
    const response = this.#hub.stoppedResponse();
    for (const connection of [...this.#connections]) void connection.close();
    void Promise.resolve().then(() => {
      for (const listener of listeners) listener(response);
    });
  }

  restart(): void {
    if (this.#running) return;
    this.#running = true;
    this.#raftTerm += 1;
    this.#hub = new WatchHub(this.store, (revision) => this.#headerAt(revision));
    this.#deadlines = new LeaseDeadlines();
    this.#startLeases();
  }

  header(): EtcdResponseHeader {
    return this.#headerAt(this.store.revision);
  }

  newLeaseId(): number {
    const random = this.#environment.random('etcd/lease-ids');
    for (;;) {
      const id = random.below(2 ** 48 - 1) + 1;
      if (!this.store.hasLease(id)) return id;
    }
  }

  propose<Kind extends CommandKind>(command: Command<Kind>): Outcome<CommandAnswers[Kind]> {
    this.#appliedIndex += 1;
    const { outcome, record } = applyCommand(this.store, command);
    if (record !== undefined) this.#send(this.#hub.publish(record));
    if (outcome.accepted) this.#followLease(command as Command);
    return outcome;
  }

  read(request: EtcdRangeRequest): Outcome<EtcdRangeResponse> {
    return this.store.range(request);
  }

  /** A transaction that writes nothing needs no place in the log. */
  readTxn(request: EtcdTxnRequest): Outcome<CommandAnswers['txn']> {
    return this.store.txn(request).outcome;
  }

  grantedTtl(askedSeconds: number): number {
    return Math.max(askedSeconds, this.#options.minLeaseTtlSeconds ?? 2);
  }

  renewLease(id: number): number | undefined {
    const lease = this.store.lease(id);
    if (lease === undefined) return undefined;
    this.#startLease(id, lease.ttlSeconds);
    return lease.ttlSeconds;
  }

  remainingTtl(id: number): number | undefined {
    const deadline = this.#deadlines.get(id);
    return deadline === undefined ? undefined : Math.floor((deadline - this.#now()) / 1000);
  }

  openWatch(
    request: EtcdWatchCreateRequest,
    onResponse: (response: EtcdWatchResponse) => void,
  ): PausableWatch {
    const hub = this.#hub;
    const { watch, deliveries } = hub.open(request);
    this.#listeners.set(watch, onResponse);
    this.#send(deliveries);
    if (watch.progressNotify) this.#startProgress();
    return {
      requestProgress: () => {
        this.#send(hub.progress(watch));
      },
      pause: () => {
        hub.pause(watch);
      },
      resume: () => {
        if (hub === this.#hub) this.#send(hub.resume(watch));
      },
      close: () => {
        hub.close(watch);
        this.#listeners.delete(watch);
      },
    };
  }

  #headerAt(revision: number): EtcdResponseHeader {
    return { ...this.#identity, revision, raftTerm: this.#raftTerm };
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

  #followLease(command: Command): void {
    if (command.kind === 'leaseGrant') this.#startLease(command.body.id, command.body.ttlSeconds);
    if (command.kind === 'leaseRevoke') {
      this.#deadlines.remove(command.body.id);
      this.#armLeaseTimer();
    }
  }

  #startLeases(): void {
    for (const lease of this.store.leases()) this.#startLease(lease.id, lease.ttlSeconds);
  }

  #startLease(id: number, ttlSeconds: number): void {
    this.#deadlines.set(id, this.#now() + ttlSeconds * 1000);
    this.#armLeaseTimer();
  }

  #armLeaseTimer(): void {
    this.#leaseTimer?.cancel();
    const earliest = this.#deadlines.earliest();
    if (earliest === undefined) return;
    this.#leaseTimer = this.#environment.timers.after(Math.max(0, earliest.deadlineMs - this.#now()), () => {
      this.#revokeExpired();
    });
  }

  #revokeExpired(): void {
    for (;;) {
      const earliest = this.#deadlines.earliest();
      if (earliest === undefined || earliest.deadlineMs > this.#now()) break;
      this.#environment.trace.record({
        actor: 'etcd',
        action: 'expire',
        object: `lease/${earliest.id.toString(16)}`,
      });
      this.#deadlines.remove(earliest.id);
      this.propose({ kind: 'leaseRevoke', body: { id: earliest.id } });
    }
    this.#armLeaseTimer();
  }

  #startProgress(): void {
    if (this.#progressTimer !== undefined) return;
    this.#progressTimer = this.#environment.timers.after(
      this.#options.progressNotifyIntervalMs ?? 600_000,
      () => {
        this.#progressTimer = undefined;
        this.#send(this.#hub.progressRound());
        if (this.#hub.progressWatchCount > 0) this.#startProgress();
      },
    );
  }
}
