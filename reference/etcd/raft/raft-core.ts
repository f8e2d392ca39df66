import { changedConfiguration, emptyConfiguration, isVoter } from './configuration-change.ts';
import { Leadership } from './leadership.ts';
import { RaftLog } from './raft-log.ts';
import type { SafetyRules } from './safety-rules.ts';
import type {
  Configuration,
  Entry,
  HardState,
  MemberId,
  Message,
  MessageBody,
  RaftOptions,
  RaftSnapshot,
  ReadState,
  Role,
} from './types.ts';

type Settings = Required<
  Pick<
    RaftOptions<never>,
    | 'electionTicks'
    | 'heartbeatTicks'
    | 'preVote'
    | 'checkQuorum'
    | 'maxMessageBytes'
    | 'maxInflightMessages'
    | 'maxUncommittedBytes'
  >
>;

const mebibyte = 1024 * 1024;
/** Weight of an entry in a message beside its data, about. */
const entryOverheadBytes = 16;

/** What these messages say must be durable before they leave: a vote asked for or given, entries acknowledged. */
const restOnDisk: ReadonlySet<string> = new Set(['vote', 'voteAnswer', 'appendAnswer']);

/** These are valid whatever the terms of sender and receiver. */
const termless: ReadonlySet<string> = new Set(['propose', 'readIndex', 'readIndexAnswer']);

/**
 * The state of one member, and the changes of role. What a role does with a message or a tick is told in the files that
 * work on this: `election.ts`, `replication.ts`, `log-reception.ts`, `reads.ts`, `leader-transfer.ts`, `membership.ts`.
 */
export class RaftCore<Data> {
  readonly id: MemberId;
  readonly settings: Settings;
  readonly rules: SafetyRules;
  readonly log: RaftLog<Data>;
  term: number;
  vote: MemberId | undefined;
  /** What is known to be durable of term and vote: a vote for oneself counts from then on. */
  durableVote: Pick<HardState, 'term' | 'vote'>;
  role: Role = 'follower';
  leader: MemberId | undefined;
  configuration: Configuration;
  /** A change that took this member out has been applied. */
  removed = false;
  /** Present exactly while the role is `leader`. */
  leadership: Leadership | undefined;
  /** Of a candidate or pre-candidate. */
  readonly votes: Map<MemberId, boolean> = new Map();
  electionElapsed = 0;
  heartbeatElapsed = 0;
  /** Received and not yet handed out. */
  snapshot: RaftSnapshot | undefined;
  snapshotSource: (() => RaftSnapshot | undefined) | undefined;
  messages: Message<Data>[] = [];
  messagesAfterPersist: Message<Data>[] = [];
  readStates: ReadState[] = [];
  #electionTimeout = 0;
  readonly #random: (bound: number) => number;

  constructor(options: RaftOptions<Data>, rules: SafetyRules) {
    this.id = options.id;
    this.rules = rules;
    this.settings = settingsOf(options);
    this.#random = (bound) => options.random(bound);
    const { hardState, snapshot, entries } = options.restored ?? {};
    const start = snapshot ?? { index: 0, term: 0 };
    this.log = new RaftLog(start, entries ?? [], (entry) => entryBytes(options, entry));
    // A crash between the entries and the record of their term: no vote of that term has left this member.
    this.term = Math.max(hardState?.term ?? 0, this.log.last.term);
    this.vote = this.term === hardState?.term ? hardState.vote : undefined;
    this.durableVote = { term: this.term, vote: this.vote };
    this.log.commitTo(Math.max(hardState?.commit ?? 0, provenCommit(entries ?? [])));
    this.log.startApplied(Math.max(options.appliedIndex ?? 0, start.index));
    this.configuration = configurationAt(
      snapshot?.configuration ?? options.configuration ?? emptyConfiguration,
      this.log.between(this.log.firstIndex, this.log.applied),
    );
    this.becomeFollower(this.term, undefined);
  }

  /** Where no leader has been heard for this many ticks, a follower campaigns. */
  get electionTimeout(): number {
    return this.#electionTimeout;
  }

  /** Nobody needs to wait for the leader any longer: the next campaign is due in so many ticks, unless it is heard before. */
  endLease(ticksLeft: number): void {
    this.electionElapsed = Math.max(this.electionElapsed, this.settings.electionTicks);
    this.#electionTimeout = this.electionElapsed + ticksLeft;
  }

  /** May campaign: has a say, and its state reaches up to where its log begins. */
  get promotable(): boolean {
    return isVoter(this.configuration, this.id) && this.log.applied >= this.log.start.index;
  }

  /** Messages whose order must not depend on the disk leave at once, the others when what they say is durable. */
  send(to: MemberId, body: MessageBody<Data>, term: number = this.term): void {
    const message: Message<Data> = { from: this.id, to, term: termless.has(body.type) ? 0 : term, ...body };
    (restOnDisk.has(body.type) ? this.messagesAfterPersist : this.messages).push(message);
  }

  /** 0 to `bound` - 1. */
  randomBelow(bound: number): number {
    return this.#random(bound);
  }

  becomeFollower(term: number, leader: MemberId | undefined): void {
    this.#enter('follower', term);
    this.leader = leader;
  }

  /** Term and vote stay: asking costs nothing. */
  becomePreCandidate(): void {
    this.#enter('preCandidate', this.term);
  }

  becomeCandidate(): void {
    this.#enter('candidate', this.term + 1);
    this.vote = this.id;
  }

  becomeLeader(): Leadership {
    this.#enter('leader', this.term);
    this.leader = this.id;
    const { lastIndex } = this.log;
    this.leadership = new Leadership(this.id, lastIndex, this.settings.maxInflightMessages);
    this.leadership.adopt(this.configuration, lastIndex + 1, false);
    return this.leadership;
  }

  #enter(role: Role, term: number): void {
    if (term !== this.term) this.vote = undefined;
    this.term = term;
    this.role = role;
    this.leader = undefined;
    this.leadership = undefined;
    this.votes.clear();
    this.electionElapsed = 0;
    this.heartbeatElapsed = 0;
    const { electionTicks } = this.settings;
    this.#electionTimeout = electionTicks + this.#random(electionTicks);
  }
}

function settingsOf<Data>(options: RaftOptions<Data>): Settings {
  return {
    electionTicks: options.electionTicks ?? 10,
    heartbeatTicks: options.heartbeatTicks ?? 1,
    preVote: options.preVote ?? true,
    checkQuorum: options.checkQuorum ?? true,
    maxMessageBytes: options.maxMessageBytes ?? mebibyte,
    maxInflightMessages: options.maxInflightMessages ?? 256,
    maxUncommittedBytes: options.maxUncommittedBytes ?? 64 * mebibyte,
  };
}

function entryBytes<Data>(options: RaftOptions<Data>, entry: Entry<Data>): number {
  const data =
    entry.kind === 'command' ? entry.data : entry.kind === 'configuration' ? entry.context : undefined;
  return entryOverheadBytes + (data === undefined ? 0 : options.sizeOf(data));
}

/**
 * A leader proposes a configuration change only when the one before it is applied, so the one before is committed, even if
 * a crash has torn off the record that says so. Who did not know would count votes by a configuration two changes old,
 * whose majorities need not overlap with those of the newest.
 */
function provenCommit(entries: readonly Entry<unknown>[]): number {
  return entries.filter(({ kind }) => kind === 'configuration').at(-2)?.index ?? 0;
}

function configurationAt(start: Configuration, applied: readonly Entry<unknown>[]): Configuration {
  let configuration = start;
  for (const entry of applied) {
    if (entry.kind !== 'configuration') continue;
    configuration = changedConfiguration(configuration, entry.change) ?? configuration;
  }
  return configuration;
}
