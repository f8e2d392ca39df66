import { campaign, countOwnVote, doubtLeader } from './election.ts';
import { beginTransfer } from './leader-transfer.ts';
import { applyChange, leaveJointWhenApplied } from './membership.ts';
import { deliver } from './message-handlers.ts';
import { takeProposal } from './proposals.ts';
import { RaftCore } from './raft-core.ts';
import { statusOf } from './raft-status.ts';
import { askRead } from './reads.ts';
import { advanceCommit, backOff, endSnapshot, flush } from './replication.ts';
import { standardRules, type SafetyRules } from './safety-rules.ts';
import { tick } from './ticks.ts';
import type {
  Configuration,
  ConfigurationChange,
  Dropped,
  HardState,
  MemberId,
  Message,
  Raft,
  RaftOptions,
  RaftSnapshot,
  RaftStatus,
  Ready,
  Role,
} from './types.ts';

/**
 * A member without a configuration, restored or given, is one that joins: it takes part in nothing until a leader that has
 * been told to add it sends it a snapshot.
 */
export function createRaft<Data>(options: RaftOptions<Data>): Raft<Data> {
  return new RaftNode(options, standardRules);
}

/** The state machine as its driver sees it: events in, `Ready` out. */
export class RaftNode<Data> implements Raft<Data> {
  readonly #core: RaftCore<Data>;
  /** As it was last handed out. */
  #hardState: HardState;
  #readies = 0;

  constructor(options: RaftOptions<Data>, rules: SafetyRules) {
    this.#core = new RaftCore(options, rules);
    this.#hardState = options.restored?.hardState ?? { term: 0, vote: undefined, commit: 0 };
  }

  get role(): Role {
    return this.#core.role;
  }

  get leader(): MemberId | undefined {
    return this.#core.leader;
  }

  get term(): number {
    return this.#core.term;
  }

  get snapshotSource(): (() => RaftSnapshot | undefined) | undefined {
    return this.#core.snapshotSource;
  }

  set snapshotSource(source: (() => RaftSnapshot | undefined) | undefined) {
    this.#core.snapshotSource = source;
  }

  tick(): void {
    tick(this.#core);
  }

  step(message: Message<Data>): void {
    deliver(this.#core, message);
  }

  propose(data: Data): Dropped | undefined {
    return takeProposal(this.#core, { kind: 'command', data });
  }

  proposeChange(change: ConfigurationChange, context: Data | undefined): Dropped | undefined {
    return takeProposal(this.#core, { kind: 'configuration', change, context });
  }

  applyChange(change: ConfigurationChange): Configuration {
    return applyChange(this.#core, change);
  }

  readIndex(context: string): boolean {
    return askRead(this.#core, context, this.#core.id);
  }

  transferLeadership(to: MemberId): void {
    beginTransfer(this.#core, to);
  }

  campaign(): void {
    campaign(this.#core, this.#core.settings.preVote ? 'preVote' : 'vote');
  }

  reportUnreachable(id: MemberId): void {
    backOff(this.#core, id);
    doubtLeader(this.#core, id);
  }

  reportSnapshot(id: MemberId, arrived: boolean): void {
    endSnapshot(this.#core, id, arrived);
  }

  hasReady(): boolean {
    const core = this.#core;
    flush(core);
    return (
      core.log.handedToDisk < core.log.lastIndex ||
      core.log.hasToHandOut ||
      core.messages.length > 0 ||
      core.messagesAfterPersist.length > 0 ||
      core.readStates.length > 0 ||
      core.snapshot !== undefined ||
      this.#hardStateChanged()
    );
  }

  ready(): Ready<Data> {
    const core = this.#core;
    flush(core);
    const { log, snapshot, messages, messagesAfterPersist, readStates } = core;
    const entries = log.between(log.handedToDisk + 1, log.lastIndex);
    const voted = core.term !== this.#hardState.term || core.vote !== this.#hardState.vote;
    const hardState = voted || log.commit !== this.#hardState.commit ? this.#takeHardState() : undefined;
    const mustSync = entries.length > 0 || snapshot !== undefined || voted;
    this.#readies += 1;
    if (mustSync) log.writes.begin(this.#readies, log.lastIndex, hardState);
    log.handedToDisk = log.lastIndex;
    core.snapshot = undefined;
    if (messages.length > 0) core.messages = [];
    if (messagesAfterPersist.length > 0) core.messagesAfterPersist = [];
    if (readStates.length > 0) core.readStates = [];
    return {
      number: this.#readies,
      hardState,
      entries,
      snapshot,
      mustSync,
      // An empty list stays with the machine, which goes on writing to it.
      messages: messages.length > 0 ? messages : nothing,
      messagesAfterPersist: messagesAfterPersist.length > 0 ? messagesAfterPersist : nothing,
      committed: log.handOut(),
      readStates: readStates.length > 0 ? readStates : nothing,
    };
  }

  persisted({ number }: Pick<Ready<Data>, 'number'>): void {
    const core = this.#core;
    const settled = core.log.writes.settle(number);
    if (settled === undefined) return;
    core.log.durableTo(settled.lastIndex);
    if (settled.hardState !== undefined) core.durableVote = settled.hardState;
    if (core.leadership !== undefined) advanceCommit(core, core.leadership);
    else countOwnVote(core);
  }

  appliedTo(index: number): void {
    this.#core.log.appliedTo(index);
    leaveJointWhenApplied(this.#core);
  }

  compact(index: number): void {
    this.#core.log.compact(index);
  }

  status(): RaftStatus {
    return statusOf(this.#core);
  }

  #hardStateChanged(): boolean {
    const { term, vote, log } = this.#core;
    return (
      term !== this.#hardState.term || vote !== this.#hardState.vote || log.commit !== this.#hardState.commit
    );
  }

  #takeHardState(): HardState {
    const { term, vote, log } = this.#core;
    this.#hardState = { term, vote, commit: log.commit };
    return this.#hardState;
  }
}

const nothing: readonly never[] = [];
