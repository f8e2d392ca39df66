import type { Environment, Timer } from '../sim/environment.ts';
import type { ProposedCommand } from './command.ts';
import { invariant } from './invariant.ts';
import { LogWindow } from './log-window.ts';
import { RaftNode } from './raft/raft-node.ts';
import { standardRules, type SafetyRules } from './raft/safety-rules.ts';
import type {
  ConfigurationChange,
  Entry,
  Message,
  Raft,
  RaftOptions,
  RaftSnapshot,
  ReadState,
  Ready,
} from './raft/types.ts';
import { sizeOfCommand } from './request-size.ts';
import type { MemberStorage } from './storage/types.ts';

/** Where a snapshot could not be written, for want of room mostly, the next one waits so long. */
const saveAgainMs = 10_000;
/** The share of the usual length of the log from which on a snapshot at the end pays. */
const worthSnapshotAtEnd = 0.25;

/** What the log does to the member that it belongs to. None of these is called while another one is at work. */
export interface LogHandlers {
  send(message: Message<ProposedCommand>): void;
  /** Entries stand in this member's log from now on; whether they stay there is not decided. */
  logged(entries: readonly Entry<ProposedCommand>[]): void;
  /** A committed entry, each once, in the order of the log. */
  apply(entry: Entry<ProposedCommand>): void;
  /** A leader's state takes the place of this member's. */
  install(snapshot: RaftSnapshot): void;
  readable(states: readonly ReadState[]): void;
  /** Everything that came in this turn is gathered: reads that wait may ask. */
  gathered(): void;
  /** Role, leader or term may have changed. */
  turned(): void;
  /** The state now, to keep or to send. */
  content(): unknown;
}

export interface LogOptions {
  readonly raft: Omit<RaftOptions<ProposedCommand>, 'sizeOf'>;
  /** Absent: the right ones. */
  readonly rules: SafetyRules | undefined;
  readonly storage: MemberStorage<ProposedCommand>;
  readonly handlers: LogHandlers;
  /** Alone and in memory: what is proposed is applied before `propose` returns. */
  readonly synchronous: boolean;
  readonly heartbeatMs: number;
  /** Applied entries that stay in memory for members that lag behind. */
  readonly entriesKept: number;
  /** A snapshot is written once the log has grown by this much, and by as much as the last snapshot had. */
  readonly snapshotBytes: number;
}

/**
 * The log of one member: joins the Raft state machine to the disk, the way to the other members, and the state that the
 * committed entries lead to. What comes in during one turn of the event loop is written, synced and sent together.
 */
export class ReplicatedLog {
  readonly raft: Raft<ProposedCommand>;
  readonly #environment: Environment;
  readonly #options: LogOptions;
  readonly #window: LogWindow;
  #ticker: Timer | undefined;
  #turnOrdered = false;
  #draining = false;
  #unfinished = 0;
  #applied: number;
  #appliedTerm: number;
  #saving = false;
  #stopped = false;

  constructor(environment: Environment, options: LogOptions) {
    this.#environment = environment;
    this.#options = options;
    this.#window = new LogWindow(options.entriesKept);
    const { restored } = options.raft;
    this.#applied = restored?.snapshot?.index ?? 0;
    this.#appliedTerm = restored?.snapshot?.term ?? 0;
    this.raft = new RaftNode<ProposedCommand>(
      {
        ...options.raft,
        appliedIndex: this.#applied,
        sizeOf: ({ command }) => sizeOfCommand(command),
      },
      options.rules ?? standardRules,
    );
    this.raft.snapshotSource = (): RaftSnapshot => this.#snapshot();
  }

  get applied(): number {
    return this.#applied;
  }

  /** Begins: what the disk held is applied, a member alone takes the lead, others wait for a leader. */
  start(): void {
    const { voters, outgoing } = this.raft.status().configuration;
    if (voters.length === 1 && voters[0] === this.#options.raft.id && outgoing.length === 0)
      this.raft.campaign();
    this.#keepTime();
    this.drain();
  }

  receive(message: Message<ProposedCommand>): void {
    if (this.#stopped) return;
    this.raft.step(message);
    this.stir();
  }

  /** There is something to do: at the end of this turn, or at once where nobody else can join in. */
  stir(): void {
    if (this.#stopped) return;
    if (this.#options.synchronous) {
      this.drain();
      return;
    }
    if (this.#turnOrdered) return;
    this.#turnOrdered = true;
    this.#environment.timers.after(0, () => {
      this.#turnOrdered = false;
      this.drain();
    });
  }

  drain(): void {
    if (this.#draining || this.#stopped) return;
    this.#draining = true;
    const { handlers } = this.#options;
    handlers.gathered();
    while (!this.#isStopped() && this.raft.hasReady()) this.#carryOut(this.raft.ready());
    this.#draining = false;
    if (this.#isStopped()) return;
    handlers.turned();
    this.#saveSnapshot();
  }

  applyChange(change: ConfigurationChange): ReturnType<Raft<ProposedCommand>['applyChange']> {
    const configuration = this.raft.applyChange(change);
    this.#keepTime();
    return configuration;
  }

  /**
   * Before an end in order: where much log would have to be gone through at the next start, a snapshot is written, which is
   * read ten times as fast. Never rejects: without it everything is there too.
   */
  async shortenRecovery(): Promise<void> {
    const { storage, snapshotBytes, heartbeatMs } = this.#options;
    if (this.#stopped || storage.bytesSinceSnapshot < snapshotBytes * worthSnapshotAtEnd) return;
    // What is being written just now is mostly done with by then.
    if (this.#unfinished > 0) {
      await new Promise<void>((resolve) => {
        this.#environment.timers.after(heartbeatMs, resolve);
      });
    }
    if (this.#isStopped() || this.#saving || this.#unfinished > 0) return;
    this.#saving = true;
    await storage.saveSnapshot(this.#snapshot()).catch(() => undefined);
    this.#saving = false;
  }

  stop(): void {
    this.#stopped = true;
    this.#ticker?.cancel();
  }

  #isStopped(): boolean {
    return this.#stopped;
  }

  #carryOut(ready: Ready<ProposedCommand>): void {
    const { handlers, storage } = this.#options;
    for (const message of ready.messages) handlers.send(message);
    if (ready.entries.length > 0) handlers.logged(ready.entries);
    const { snapshot, entries, hardState, mustSync } = ready;
    const nothing = snapshot === undefined && entries.length === 0 && hardState === undefined;
    this.#unfinished += 1;
    if (nothing && this.#unfinished === 1) this.#persisted(ready);
    else
      storage.persist({ snapshot, entries, hardState, mustSync }, () => {
        this.#persisted(ready);
      });
    for (const entry of ready.committed) this.#apply(entry);
    if (ready.committed.length > 0) this.raft.appliedTo(this.#applied);
    if (ready.readStates.length > 0) handlers.readable(ready.readStates);
  }

  #persisted(ready: Ready<ProposedCommand>): void {
    if (this.#stopped) return;
    this.#unfinished -= 1;
    if (ready.snapshot !== undefined) {
      this.#applied = ready.snapshot.index;
      this.#appliedTerm = ready.snapshot.term;
      this.#options.handlers.install(ready.snapshot);
    }
    for (const message of ready.messagesAfterPersist) this.#options.handlers.send(message);
    this.raft.persisted(ready);
    this.drain();
  }

  #apply(entry: Entry<ProposedCommand>): void {
    invariant(entry.index === this.#applied + 1, `entry ${entry.index} is applied after ${this.#applied}`);
    this.#applied = entry.index;
    this.#appliedTerm = entry.term;
    this.#options.handlers.apply(entry);
    const bytes = entry.kind === 'command' ? sizeOfCommand(entry.data.command) : 0;
    const forget = this.#window.applied(entry.index, bytes);
    if (forget !== undefined) {
      this.raft.appliedTo(this.#applied);
      this.raft.compact(forget);
    }
  }

  /** A member alone that leads needs no time; everybody else does. */
  #keepTime(): void {
    if (this.#ticker !== undefined || this.#stopped || !this.#needsTime()) return;
    this.#ticker = this.#environment.timers.after(this.#options.heartbeatMs, () => {
      this.#ticker = undefined;
      this.raft.tick();
      this.stir();
      this.#keepTime();
    });
  }

  #needsTime(): boolean {
    const { role, configuration } = this.raft.status();
    const { voters, outgoing, learners } = configuration;
    return role !== 'leader' || voters.length + outgoing.length + learners.length > 1;
  }

  #snapshot(): RaftSnapshot {
    return {
      index: this.#applied,
      term: this.#appliedTerm,
      configuration: this.raft.status().configuration,
      content: this.#options.handlers.content(),
    };
  }

  #saveSnapshot(): void {
    const { storage, snapshotBytes } = this.#options;
    if (this.#saving || this.#unfinished > 0) return;
    if (storage.bytesSinceSnapshot < Math.max(snapshotBytes, storage.snapshotBytes)) return;
    this.#saving = true;
    const done = (): void => {
      this.#saving = false;
    };
    storage.saveSnapshot(this.#snapshot()).then(done, () => {
      this.#environment.timers.after(saveAgainMs, done);
    });
  }
}
