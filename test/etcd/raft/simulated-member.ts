import { emptyConfiguration } from '../../../reference/etcd/raft/configuration-change.ts';
import type {
  Configuration,
  Entry,
  MemberId,
  Raft,
  RaftOptions,
  RaftSnapshot,
  Ready,
} from '../../../reference/etcd/raft/types.ts';
import type { RandomStream } from '../../../reference/sim/environment.ts';
import type { InvariantChecker } from './invariant-checker.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import type { SimulatedMessage, SimulatedNetwork } from './simulated-network.ts';

/** Where a broken variant is put in: around the machine, around what it hands out, around what it finds again. */
export interface Sabotage {
  readonly create?: (options: RaftOptions<string>) => Raft<string>;
  readonly altered?: (ready: Ready<string>) => Ready<string>;
  readonly restored?: (
    restored: NonNullable<RaftOptions<string>['restored']>,
  ) => NonNullable<RaftOptions<string>['restored']>;
}

export interface MemberParts {
  readonly id: MemberId;
  readonly random: RandomStream;
  readonly network: SimulatedNetwork;
  readonly checker: InvariantChecker;
  /** Undefined: it joins. */
  readonly configuration: Configuration | undefined;
  readonly create: (options: RaftOptions<string>) => Raft<string>;
  readonly sabotage: Sabotage;
  readonly settings: Partial<RaftOptions<string>>;
  readonly durableOn: (id: MemberId, index: number, term: number) => boolean;
}

interface ToApply {
  readonly snapshot: RaftSnapshot | undefined;
  readonly entries: readonly Entry<string>[];
  persisted: boolean;
}

interface PendingRead {
  readonly context: string;
  readonly committedBefore: number;
}

/** One member: the machine, its disk, its application, and the driver between them, each of which may lag. */
export class SimulatedMember {
  readonly id: MemberId;
  readonly disk: SimulatedDisk = new SimulatedDisk();
  /** Undefined while it is down. */
  raft: Raft<string> | undefined;
  appliedIndex = 0;
  appliedTerm = 0;
  configuration: Configuration = emptyConfiguration;
  changesApplied = 0;
  snapshotsInstalled = 0;
  readsServed = 0;
  readonly #parts: MemberParts;
  #toApply: ToApply[] = [];
  #reads: PendingRead[] = [];

  constructor(parts: MemberParts) {
    this.id = parts.id;
    this.#parts = parts;
    this.start();
  }

  start(): void {
    const { random, configuration, create, sabotage, settings } = this.#parts;
    const { hardState, snapshot, entries, used } = this.disk;
    const found = { hardState, snapshot, entries: [...entries] };
    this.appliedIndex = snapshot?.index ?? 0;
    this.appliedTerm = snapshot?.term ?? 0;
    this.configuration = snapshot?.configuration ?? configuration ?? emptyConfiguration;
    this.#toApply = [];
    this.#reads = [];
    this.raft = create({
      id: this.id,
      random: (bound) => random.below(bound),
      sizeOf: (data) => data.length,
      ...settings,
      ...(used ? { restored: sabotage.restored?.(found) ?? found } : {}),
      ...(configuration === undefined ? {} : { configuration }),
    });
    this.raft.snapshotSource = () => this.#takeSnapshot();
    this.#parts.checker.started(this.id, this.disk);
  }

  crash(): void {
    this.disk.crash(this.#parts.random.below(6));
    this.raft = undefined;
  }

  step(message: SimulatedMessage): void {
    this.raft?.step(message);
    this.look();
  }

  tick(): void {
    this.raft?.tick();
    this.look();
  }

  read(context: string): void {
    if (this.raft?.readIndex(context) !== true) return;
    this.#reads.push({ context, committedBefore: this.#parts.checker.highestCommit });
    this.look();
  }

  /** Takes a ready, if there is one, and begins what it asks for. */
  takeReady(): boolean {
    const { raft } = this;
    const { checker, network, sabotage } = this.#parts;
    if (raft?.hasReady() !== true) return false;
    const taken = raft.ready();
    checker.took(raft.status(), taken);
    const ready = sabotage.altered?.(taken) ?? taken;
    for (const message of ready.messages) network.send(message);
    const toApply: ToApply = { snapshot: ready.snapshot, entries: ready.committed, persisted: false };
    if (ready.snapshot !== undefined || ready.committed.length > 0) this.#toApply.push(toApply);
    this.disk.write(ready, () => {
      toApply.persisted = true;
      for (const message of ready.messagesAfterPersist) network.send(message);
      raft.persisted(ready);
      this.look();
    });
    this.#serveReads(ready);
    return true;
  }

  applyOne(): boolean {
    const [next] = this.#toApply;
    if (next === undefined || this.raft === undefined) return false;
    if (next.snapshot !== undefined && !next.persisted) return false;
    this.#toApply.shift();
    if (next.snapshot !== undefined) this.#install(next.snapshot);
    for (const entry of next.entries) this.#apply(this.raft, entry);
    this.raft.appliedTo(this.appliedIndex);
    this.look();
    return true;
  }

  /** Saves the application's state and forgets the log, except for some entries that laggards may still want. */
  compact(keep: number): void {
    const snapshot = this.#takeSnapshot();
    if (snapshot === undefined || this.raft === undefined) return;
    this.disk.saveSnapshot(snapshot);
    this.raft.compact(Math.max(0, this.appliedIndex - keep));
  }

  look(): void {
    if (this.raft?.role === 'leader') this.#parts.checker.looked(this.raft.status(), this.#parts.durableOn);
  }

  #serveReads(ready: Ready<string>): void {
    for (const { context, index } of ready.readStates) {
      const asked = this.#reads.find((read) => read.context === context);
      if (asked === undefined) continue;
      this.readsServed += 1;
      this.#reads = this.#reads.filter((read) => read !== asked);
      this.#parts.checker.readServed(this.id, index, asked.committedBefore);
    }
  }

  #install(snapshot: RaftSnapshot): void {
    this.snapshotsInstalled += 1;
    this.appliedIndex = snapshot.index;
    this.appliedTerm = snapshot.term;
    this.configuration = snapshot.configuration;
  }

  #apply(raft: Raft<string>, entry: Entry<string>): void {
    if (entry.index !== this.appliedIndex + 1)
      throw new Error(`${this.id} applies ${entry.index} out of order`);
    this.#parts.checker.applied(this.id, entry);
    if (entry.kind === 'configuration') {
      this.configuration = raft.applyChange(entry.change);
      this.changesApplied += 1;
      // Fewer may decide more: that is judged under this configuration, not under the next.
      this.look();
    }
    this.appliedIndex = entry.index;
    this.appliedTerm = entry.term;
  }

  #takeSnapshot(): RaftSnapshot | undefined {
    if (this.appliedIndex === 0) return undefined;
    const { appliedIndex: index, appliedTerm: term, configuration } = this;
    return { index, term, configuration, content: undefined };
  }
}
