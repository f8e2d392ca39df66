/**
 * The values that go into and come out of the Raft state machine. Nothing here does anything.
 *
 * `Data` is what a command is to the machine: an opaque, immutable value. It is never copied or encoded here; whoever
 * writes a log or a wire encodes it there.
 *
 * Source: Ongaro, "Consensus: Bridging Theory and Practice" (2014), chapters 3, 4, 6 and 9.6; names as etcd's raft has them.
 */

/** A member's id as decimal text of an unsigned 64-bit number, never `0`. */
export type MemberId = string;

interface Placed {
  /** From 1, without gaps. */
  readonly index: number;
  readonly term: number;
}

export type Entry<Data> =
  | (Placed & { readonly kind: 'command'; readonly data: Data })
  /** What a new leader begins its term with. */
  | (Placed & { readonly kind: 'empty' })
  | (Placed & {
      readonly kind: 'configuration';
      readonly change: ConfigurationChange;
      /** What the proposer wants to find again when the change is applied: the new member's addresses. */
      readonly context: Data | undefined;
    });

/** Where an entry stands. `{ index: 0, term: 0 }` is before the first. */
export type LogPosition = Placed;

/** What a member must not forget: it is durable before any message that rests on it leaves. */
export interface HardState {
  readonly term: number;
  /** Whom this member voted for in `term`. */
  readonly vote: MemberId | undefined;
  readonly commit: number;
}

/** Who decides. While `outgoing` is not empty a majority of `voters` and one of `outgoing` is needed (joint consensus). */
export interface Configuration {
  readonly voters: readonly MemberId[];
  readonly outgoing: readonly MemberId[];
  readonly learners: readonly MemberId[];
  /** Voters of `outgoing` that become learners when the joint configuration is left. */
  readonly learnersNext: readonly MemberId[];
  /** The leader proposes to leave the joint configuration as soon as it is applied. */
  readonly autoLeave: boolean;
}

export type ChangeStep =
  | { readonly type: 'addVoter'; readonly id: MemberId }
  | { readonly type: 'addLearner'; readonly id: MemberId }
  | { readonly type: 'remove'; readonly id: MemberId };

/**
 * One step is done at once ("one at a time") unless `joint` asks otherwise; several steps always go through a joint
 * configuration. No steps: leave the joint configuration. Promoting a learner is `addVoter`.
 */
export interface ConfigurationChange {
  readonly steps: readonly ChangeStep[];
  /** `auto`: left by itself; `explicit`: left by a change without steps. Absent: joint only where it must be, then `auto`. */
  readonly joint?: 'auto' | 'explicit';
}

/** The state that the log up to `index` leads to. `content` belongs to the application and is never looked at. */
export interface RaftSnapshot {
  readonly index: number;
  readonly term: number;
  readonly configuration: Configuration;
  readonly content: unknown;
}

interface Envelope {
  readonly from: MemberId;
  readonly to: MemberId;
  /** The sender's term; 0 in what needs none: `propose`, `readIndex`, `readIndexAnswer`. */
  readonly term: number;
}

export type MessageBody<Data> =
  | {
      readonly type: 'append';
      /** What stands before `entries` in the sender's log. */
      readonly previous: LogPosition;
      readonly entries: readonly Entry<Data>[];
      readonly commit: number;
    }
  /** `index`: accepted, the last entry that is now the same; rejected, the `previous.index` that was refused. */
  | {
      readonly type: 'appendAnswer';
      readonly index: number;
      readonly rejected?: { readonly hint: LogPosition };
    }
  | { readonly type: 'heartbeat'; readonly commit: number; readonly context: string }
  | { readonly type: 'heartbeatAnswer'; readonly context: string }
  /** `transfer`: the old leader asked for it, so that a lease of a leader is no reason to refuse. */
  | { readonly type: 'preVote' | 'vote'; readonly last: LogPosition; readonly transfer: boolean }
  | { readonly type: 'preVoteAnswer' | 'voteAnswer'; readonly granted: boolean }
  | { readonly type: 'snapshot'; readonly snapshot: RaftSnapshot }
  /** To whom leadership is to go: begin an election now. */
  | { readonly type: 'timeoutNow' }
  | { readonly type: 'transferLeader'; readonly transferee: MemberId }
  | { readonly type: 'propose'; readonly proposals: readonly Proposal<Data>[] }
  | { readonly type: 'readIndex'; readonly context: string }
  | { readonly type: 'readIndexAnswer'; readonly context: string; readonly index: number };

export type Message<Data> = Envelope & MessageBody<Data>;

export type Proposal<Data> =
  | { readonly kind: 'command'; readonly data: Data }
  | {
      readonly kind: 'configuration';
      readonly change: ConfigurationChange;
      readonly context: Data | undefined;
    };

/** A linearizable read asked for with `context` may be served once everything up to `index` is applied. */
export interface ReadState {
  readonly context: string;
  readonly index: number;
}

export type Role = 'follower' | 'preCandidate' | 'candidate' | 'leader';

/**
 * What has to be done now. The order is the contract:
 * 1. `messages` may leave at once; the leader's entries travel while its own disk is still at work.
 * 2. `snapshot`, then `entries` (which replace whatever stands from their first index on), then `hardState` become durable,
 *    in this order or as one.
 * 3. After that, and only after that, `messagesAfterPersist` leave (votes, acknowledgements of entries) and
 *    `RaftNode.persisted(ready)` is called.
 * 4. `committed` is applied, in order; a snapshot before them. They are durable on this member already.
 * 5. `readStates` are served when their index is applied.
 * Several of these may be under way at once; their steps 2 and 3 are finished in the order in which they were taken.
 */
export interface Ready<Data> {
  /** Rises by one with each. */
  readonly number: number;
  readonly hardState: HardState | undefined;
  readonly entries: readonly Entry<Data>[];
  /** Received from the leader: replaces the whole log and the application's state. */
  readonly snapshot: RaftSnapshot | undefined;
  /** False where nothing would be lost by a crash: only `commit` has changed. */
  readonly mustSync: boolean;
  readonly messages: readonly Message<Data>[];
  readonly messagesAfterPersist: readonly Message<Data>[];
  readonly committed: readonly Entry<Data>[];
  readonly readStates: readonly ReadState[];
}

export interface RaftOptions<Data> {
  readonly id: MemberId;
  /** A follower campaigns after this many ticks without a leader, plus a random part of as many. Absent: 10. */
  readonly electionTicks?: number;
  /** Absent: 1. */
  readonly heartbeatTicks?: number;
  /** A whole number in [0, bound): the random part of the election timeout. */
  random(bound: number): number;
  /** Bytes that an entry's data will take on the wire, about. */
  sizeOf(data: Data): number;
  /** Ask whether an election could be won before raising the term. Absent: true. */
  readonly preVote?: boolean;
  /** A leader that has not heard from a majority for an election timeout steps down. Absent: true. */
  readonly checkQuorum?: boolean;
  /** Absent: 1 MiB. At least one entry is sent whatever its size. */
  readonly maxMessageBytes?: number;
  /** Appends sent to one member that are not yet acknowledged. Absent: 256. */
  readonly maxInflightMessages?: number;
  /** A leader refuses proposals beyond this many bytes that are not yet committed. Absent: 64 MiB. */
  readonly maxUncommittedBytes?: number;
  /** What the disk gave back. Absent: a member that has never run; `configuration` then says who is there. */
  readonly restored?: {
    readonly hardState: HardState;
    /** Where the log begins: its entries follow this position. */
    readonly snapshot: Omit<RaftSnapshot, 'content'> | undefined;
    readonly entries: readonly Entry<Data>[];
  };
  /** The members at the very start, the same list at each of them; ignored where a snapshot says otherwise. */
  readonly configuration?: Configuration;
  /** Up to where the application's state has come by itself (its snapshot); entries up to here are not handed out again. */
  readonly appliedIndex?: number;
}

/** Why a proposal was not taken. The caller may try again later. */
export type Dropped =
  'noLeader' | 'transferring' | 'tooMuchUncommitted' | 'removed' | 'changePending' | 'badChange';

export interface PeerProgress {
  /** The last entry that is known to be the same there. */
  readonly match: number;
  readonly next: number;
  readonly state: 'probe' | 'replicate' | 'snapshot';
  readonly recentlyActive: boolean;
  readonly learner: boolean;
}

export interface RaftStatus {
  readonly id: MemberId;
  readonly role: Role;
  readonly leader: MemberId | undefined;
  readonly term: number;
  readonly vote: MemberId | undefined;
  readonly commit: number;
  readonly applied: number;
  readonly lastIndex: number;
  readonly firstIndex: number;
  readonly configuration: Configuration;
  /** Of a leader; empty otherwise. */
  readonly progress: ReadonlyMap<MemberId, PeerProgress>;
}

/** The Raft state machine of one member: synchronous, without a clock, without I/O. Implemented by `raft-node.ts`. */
export interface Raft<Data> {
  /** Cheap looks, for every message; `status()` tells the rest. */
  readonly role: Role;
  readonly leader: MemberId | undefined;
  readonly term: number;
  /** One step of time. */
  tick(): void;
  /** A message has arrived. What cannot be meant for this member or this term is ignored. */
  step(message: Message<Data>): void;
  /** A leader appends; a follower that knows a leader forwards. Undefined: taken, which promises nothing yet. */
  propose(data: Data): Dropped | undefined;
  proposeChange(change: ConfigurationChange, context: Data | undefined): Dropped | undefined;
  /** Must be called for each committed entry of kind `configuration` when it is applied, in order. */
  applyChange(change: ConfigurationChange): Configuration;
  /** Asks for a read state; false where no leader is known. It may never come: ask again with another context. */
  readIndex(context: string): boolean;
  /** The leader hands over; followers forward the wish. Given up after an election timeout. */
  transferLeadership(to: MemberId): void;
  /** Begins an election now, as if the timeout had passed. */
  campaign(): void;
  /**
   * A message could not be delivered, or the way to that member has broken: appends to it are sent one at a time until it
   * answers. A follower whose leader it is campaigns within a few ticks, unless it hears from the leader before.
   */
  reportUnreachable(id: MemberId): void;
  /** The snapshot for a member has arrived there, or has not. */
  reportSnapshot(id: MemberId, arrived: boolean): void;
  hasReady(): boolean;
  /** Takes what there is to do. What was taken is not given again. */
  ready(): Ready<Data>;
  /** Everything that this one asked to make durable is durable. In order. */
  persisted(ready: Pick<Ready<Data>, 'number'>): void;
  /** The application has applied everything up to here. */
  appliedTo(index: number): void;
  /** Where a member is too far behind for the log, this is what it is sent. Undefined: not now, try later. */
  snapshotSource: (() => RaftSnapshot | undefined) | undefined;
  /** Forgets the entries up to `index`, which must be applied. */
  compact(index: number): void;
  status(): RaftStatus;
}
