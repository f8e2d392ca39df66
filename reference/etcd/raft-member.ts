import type {
  EtcdRangeRequest,
  EtcdRangeResponse,
  EtcdResponseHeader,
  EtcdTxnRequest,
  EtcdWatchCreateRequest,
  EtcdWatchResponse,
} from '../../schemas/types/etcd.ts';
import type { Environment } from '../sim/environment.ts';
import type { Command, CommandAnswers, CommandKind, ProposedCommand } from './command.ts';
import { MemberConnection } from './member-connection.ts';
import { Departure } from './departure.ts';
import { FullDiskRetreat } from './full-disk-retreat.ts';
import { Introduction } from './introduction.ts';
import type { MemberClient, MemberCore, PausableWatch, Soon } from './member-core.ts';
import { MemberStanding } from './member-standing.ts';
import { resolvedSettings } from './member-parts.ts';
import type { MemberParts, MemberSettings, MemberState, ResolvedSettings } from './member-parts.ts';
import type { EtcdMember, MemberAdministration, MemberStatus } from './member.ts';
import type { PeerLink, PeerMessage } from './peer/peer-link.ts';
import { nextBoot } from './next-boot.ts';
import { PeerQuestions } from './peer/peer-questions.ts';
import { createAdministration } from './raft-administration.ts';
import type { Administered } from './raft-administration.ts';
import type { ConfigurationChange, Entry, RaftSnapshot } from './raft/types.ts';
import { ReadBarrier } from './read-barrier.ts';
import { accepted, refusals, refused } from './refusal.ts';
import type { Outcome } from './refusal.ts';
import { ReplicatedLog } from './replicated-log.ts';
import { ReplicatedState } from './replicated-state.ts';
import { Proposals } from './proposals.ts';
import { LeaderAnswers } from './leader-answers.ts';
import type { MvccStore } from './mvcc-store.ts';

/** How often what waits is looked at: given up, or handed to Raft again. */
const lookMs = 500;
const fullDisk = 'the disk of this member is full: nothing is written until there is room';

/**
 * One member of a cluster that agrees by Raft. A request is answered when a majority has it on disk and this member has applied
 * it; a linearizable read when a majority has confirmed the leader since it came. Requests that get lost on the way to a
 * leader are proposed again; they take effect once at most.
 */
export class RaftMember implements EtcdMember, MemberCore {
  readonly limits: MemberCore['limits'];
  readonly administration: MemberAdministration;
  readonly #environment: Environment;
  readonly #parts: MemberParts;
  readonly #settings: ResolvedSettings;
  readonly #state: ReplicatedState;
  readonly #proposals: Proposals;
  readonly #barrier: ReadBarrier;
  readonly #questions: PeerQuestions;
  readonly #log: ReplicatedLog;
  readonly #link: PeerLink | undefined;
  readonly #departure: Departure;
  readonly #introduction: Introduction;
  readonly #retreat: FullDiskRetreat;
  readonly #standing: MemberStanding;
  readonly #connections = new Set<MemberConnection>();
  readonly #boot: number;
  #expire: (leaseId: number) => void = () => undefined;
  #running = true;

  constructor(environment: Environment, parts: MemberParts, settings: MemberSettings = {}) {
    this.#environment = environment;
    this.#parts = parts;
    this.#settings = resolvedSettings(settings);
    const { maxTxnOperations, maxRequestBytes } = this.#settings;
    this.limits = { maxTxnOperations, maxRequestBytes };
    const begin = parts.restored?.snapshot?.content as MemberState | undefined;
    this.#state = new ReplicatedState(environment, begin, {
      header: (revision) => this.#headerAt(revision),
      progressNotifyIntervalMs: this.#settings.progressNotifyIntervalMs,
      onExpired: (id) => {
        this.#expire(id);
      },
    });
    this.#boot = nextBoot(environment, parts, this.#state.bootOf(parts.memberId));
    this.#link = parts.openLink?.({
      receive: (message) => {
        this.#receive(message);
      },
      unreachable: (id) => {
        this.#log.raft.reportUnreachable(id);
      },
      snapshotSent: (id, arrived) => {
        this.#log.raft.reportSnapshot(id, arrived);
        this.#log.stir();
      },
    });
    this.#log = this.#createLog();
    this.#standing = this.#createStanding();
    this.#proposals = this.#createProposals();
    this.#barrier = this.#createBarrier();
    const answers = new LeaderAnswers({
      isLeading: () => this.#log.raft.role === 'leader',
      state: this.#state,
      proposals: this.#proposals,
      raft: this.#log.raft,
      barrier: () => this.#barrier.wait(),
    });
    this.#expire = (id): void => void answers.revoke(id);
    this.#questions = new PeerQuestions(environment, {
      id: parts.memberId,
      leader: () => this.#log.raft.leader,
      send: (message) => this.#link?.send(message),
      answer: (question) => answers.answer(question),
      retryMs: lookMs,
      limitMs: this.#settings.requestTimeoutMs,
    });
    this.#departure = new Departure(environment, {
      isLeading: () => this.#log.raft.role === 'leader',
      electionMs: this.#settings.electionMs,
      leave: () => {
        this.halt();
        parts.onEnd?.({ kind: 'removed' });
      },
    });
    this.#retreat = new FullDiskRetreat(environment, {
      memberId: parts.memberId,
      raft: this.#log.raft,
      isFull: () => parts.storage.full,
      againMs: this.#settings.electionMs,
    });
    this.#introduction = new Introduction({
      memberId: parts.memberId,
      settings: this.#settings,
      membership: this.#state.membership,
      propose: (command) => this.#proposals.propose(command),
    });
    this.administration = createAdministration(environment, this.#administered());
    this.#tellPeers();
    this.#standing.follow(this.#log.raft.status().configuration);
    this.#log.start();
  }

  get isLearner(): boolean {
    return this.#standing.isLearner;
  }

  get store(): MvccStore {
    return this.#state.served.store;
  }

  connect(): MemberClient {
    const connection = new MemberConnection(this, () => this.#connections.delete(connection));
    if (this.#running) this.#connections.add(connection);
    else void connection.close();
    return connection;
  }

  status(): MemberStatus {
    const { leader, term, commit, configuration } = this.#log.raft.status();
    const { memberId, clusterId } = this.#parts;
    return {
      name: this.#settings.name,
      clusterId,
      memberId,
      leader: leader ?? '0',
      isLearner: configuration.learners.includes(memberId),
      raftTerm: term,
      raftIndex: commit,
      raftAppliedIndex: this.#log.applied,
      revision: this.store.revision,
      storedBytes: this.store.storedBytes(),
      storedBytesInUse: this.store.storedBytesInUse(),
      errors: [
        ...(leader === undefined ? [refusals.noLeader.message] : []),
        ...(this.#parts.storage.full ? [fullDisk] : []),
        ...this.#state.alarms.errors(),
      ],
    };
  }

  /** The whole state now; it no longer changes. */
  content(): MemberState {
    return this.#state.content();
  }

  async stop(): Promise<void> {
    await this.#log.shortenRecovery();
    this.halt();
    await this.#link?.close();
    await this.#parts.storage.close();
  }

  /** Ends at once, without a word to the disk. */
  halt(): void {
    if (!this.#running) return;
    this.#running = false;
    this.#log.stop();
    this.#barrier.stop();
    this.#state.served.stop();
    this.#proposals.stop();
    this.#questions.stop();
    this.#departure.cancel();
    for (const connection of [...this.#connections]) void connection.close();
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

  propose<Kind extends CommandKind>(command: Command<Kind>): Soon<Outcome<CommandAnswers[Kind]>> {
    return this.#proposals.propose<CommandAnswers[Kind]>(command as Command);
  }

  read(request: EtcdRangeRequest): Soon<Outcome<EtcdRangeResponse>> {
    return this.#agreed(request.serializable === true, () => this.store.range(request));
  }

  readTxn(request: EtcdTxnRequest): Soon<Outcome<CommandAnswers['txn']>> {
    const operations = [...request.success, ...request.failure];
    const serializable =
      operations.length > 0 &&
      operations.every((each) => 'range' in each && each.range.serializable === true);
    return this.#agreed(serializable, () => this.store.txn(request).outcome);
  }

  grantedTtl(askedSeconds: number): number {
    return Math.max(askedSeconds, this.#settings.minLeaseTtlSeconds);
  }

  renewLease(id: number): Soon<Outcome<number>> {
    if (this.#standing.isAlone) return accepted(this.#state.served.renewLease(id) ?? 0);
    return this.#questions.ask({ kind: 'renewLease', id });
  }

  remainingTtl(id: number): Soon<Outcome<number>> {
    if (this.#standing.isAlone) return accepted(this.#state.served.remainingTtl(id) ?? -1);
    return this.#questions.ask({ kind: 'leaseTtl', id });
  }

  openWatch(
    request: EtcdWatchCreateRequest,
    onResponse: (response: EtcdWatchResponse) => void,
  ): PausableWatch {
    return this.#state.served.openWatch(request, onResponse);
  }

  #headerAt(revision: number): EtcdResponseHeader {
    const { clusterId, memberId } = this.#parts;
    return { clusterId, memberId, revision, raftTerm: this.#log.raft.term };
  }

  #administered(): Administered {
    return {
      memberId: this.#parts.memberId,
      token: this.#parts.token ?? '',
      membership: this.#state.membership,
      alarms: this.#state.alarms,
      raft: this.#log.raft,
      link: this.#link,
      electionMs: this.#settings.electionMs,
      store: () => this.store,
      header: () => this.header(),
      content: () => this.content(),
      propose: async (command, change) =>
        this.#proposals.propose(command, change === undefined ? {} : { change }),
      barrier: async () => this.#standing.isAlone || this.#barrier.wait(),
      ask: (question) => this.#questions.ask(question),
    };
  }

  #createLog(): ReplicatedLog {
    const { memberId, storage, restored, openLink } = this.#parts;
    const { heartbeatMs, electionMs, entriesKept, snapshotBytes } = this.#settings;
    const random = this.#environment.random(`etcd/${memberId}/elections`);
    return new ReplicatedLog(this.#environment, {
      storage,
      rules: this.#parts.rules,
      heartbeatMs,
      synchronous: this.#parts.synchronous === true,
      entriesKept: openLink === undefined ? 0 : entriesKept,
      snapshotBytes,
      raft: {
        id: memberId,
        electionTicks: Math.max(5, Math.round(electionMs / heartbeatMs)),
        random: (bound) => random.below(bound),
        ...(restored === undefined ? {} : { restored }),
      },
      handlers: {
        send: (message) => this.#link?.send({ kind: 'raft', from: memberId, to: message.to, message }),
        logged: (entries) => {
          for (const entry of entries) if (entry.kind === 'command') this.#proposals.logged(entry.data);
        },
        apply: (entry) => {
          this.#apply(entry);
        },
        install: (snapshot) => {
          this.#install(snapshot);
        },
        readable: (states) => {
          this.#barrier.answered(states);
        },
        gathered: () => {
          this.#barrier.ask();
        },
        turned: () => {
          this.#turned();
        },
        content: () => this.content(),
      },
    });
  }

  #createStanding(): MemberStanding {
    return new MemberStanding({
      memberId: this.#parts.memberId,
      raft: this.#log.raft,
      led: (leading) => {
        if (this.#link !== undefined) this.#record(leading);
        if (!leading) this.#state.served.stopLeases();
      },
      leaderChanged: () => {
        this.#proposals.leaderChanged();
        this.#barrier.leaderChanged();
      },
    });
  }

  #record(leading: boolean): void {
    this.#environment.trace.record({
      actor: 'etcd',
      action: leading ? 'lead' : 'follow',
      object: `member/${this.#settings.name}`,
      detail: `term ${this.#log.raft.term}`,
    });
  }

  #createProposals(): Proposals {
    return new Proposals(this.#environment, {
      memberId: this.#parts.memberId,
      boot: this.#boot,
      raft: this.#log.raft,
      alarms: this.#state.alarms,
      store: () => this.store,
      isFull: () => this.#parts.storage.full,
      stir: () => {
        this.#log.stir();
      },
      quotaBytes: this.#settings.quotaBytes,
      limitMs: this.#settings.requestTimeoutMs,
      electionMs: this.#settings.electionMs,
    });
  }

  #createBarrier(): ReadBarrier {
    return new ReadBarrier(this.#environment, {
      raft: this.#log.raft,
      label: `${this.#parts.memberId}/${this.#boot}`,
      retryMs: lookMs,
      limitMs: this.#settings.requestTimeoutMs,
      stir: () => {
        this.#log.stir();
      },
    });
  }

  /** What a member alone knows is what everybody knows; others must ask. */
  #agreed<Answer>(serializable: boolean, read: () => Outcome<Answer>): Soon<Outcome<Answer>> {
    if (this.#standing.isAlone || serializable) return read();
    return this.#barrier
      .wait()
      .then((reached) => (reached ? read() : refused(this.#running ? refusals.timeout : refusals.stopped)));
  }

  #receive(message: PeerMessage): void {
    if (!this.#running || message.to !== this.#parts.memberId) return;
    if (message.kind === 'removed') {
      if (this.#state.membership.list().length > 0) this.#departure.begin();
      return;
    }
    // Who is not known here may have been added since: a leader among them must be heard, or this member never learns of it.
    if (this.#state.membership.wasRemoved(message.from)) {
      this.#link?.send({ kind: 'removed', from: message.to, to: message.from });
      return;
    }
    if (message.kind === 'raft') this.#log.receive(message.message);
    else this.#questions.receive(message);
  }

  #apply(entry: Entry<ProposedCommand>): void {
    if (entry.kind === 'configuration') this.#applyChange(entry.change, entry.context);
    else if (entry.kind === 'command') this.#applyCommand(entry.data);
    else this.#beginTerm(entry.term);
    this.#barrier.appliedTo(entry.index);
  }

  /** The first entry of a leader's own term: what was committed before it is applied. */
  #beginTerm(term: number): void {
    if (this.#standing.begins(term)) this.#state.served.startLeases();
  }

  #applyCommand(data: ProposedCommand): void {
    if (data.origin === this.#parts.memberId) this.#proposals.outrunBy(data.boot);
    const outcome = this.#state.apply(data);
    if (outcome !== undefined) this.#proposals.applied(data, outcome);
    if (data.command.kind === 'member') this.#tellPeers();
  }

  #applyChange(change: ConfigurationChange, context: ProposedCommand | undefined): void {
    const problem = this.#state.refusalOfChange(change, context);
    if (problem !== undefined) {
      if (context !== undefined) this.#proposals.applied(context, refused(problem));
      return;
    }
    this.#standing.follow(this.#log.applyChange(change));
    this.#state.applyChange(change, context);
    this.#tellPeers();
    if (context !== undefined) this.#proposals.applied(context, accepted(undefined));
    if (change.steps.some(({ type, id }) => type === 'remove' && id === this.#parts.memberId))
      this.#departure.begin();
  }

  #install(snapshot: RaftSnapshot): void {
    this.#state.install(snapshot.content as MemberState);
    this.#tellPeers();
    this.#barrier.appliedTo(snapshot.index);
    this.#standing.follow(snapshot.configuration);
  }

  #tellPeers(): void {
    const members = this.#state.membership.list();
    this.#link?.setMembers(members.length > 0 ? members : (this.#parts.contacts ?? []));
  }

  #turned(): void {
    this.#standing.turned();
    this.#retreat.look();
    if (this.#log.raft.leader !== undefined && this.#link !== undefined) this.#introduction.offer();
    this.#standing.lookForLeader();
  }
}
