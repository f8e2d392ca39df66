import type { EtcdResponseHeader } from '../../schemas/types/etcd.ts';
import type { Environment } from '../sim/environment.ts';
import type { AlarmBoard } from './alarm-board.ts';
import { snapshotCodec } from './codec/snapshot-codec.ts';
import type { Command } from './command.ts';
import { hashKeysInSteps, hashStore } from './store-hash.ts';
import type { ClusterMember, MemberAdministration, MemberAlarm, MembersAnswer } from './member.ts';
import type { MemberState } from './member-parts.ts';
import { memberIdOf, type Membership } from './membership.ts';
import type { MvccStore } from './mvcc-store.ts';
import type { PeerLink, Question } from './peer/peer-link.ts';
import type { ConfigurationChange, MemberId, Raft } from './raft/types.ts';
import { EtcdError, refusals } from './refusal.ts';
import type { Outcome, Refusal } from './refusal.ts';

type AdministeredRaft = Pick<Raft<never>, 'role' | 'leader' | 'status' | 'transferLeadership'>;

/** What the administration of a member works on. */
export interface Administered {
  readonly memberId: MemberId;
  readonly token: string;
  readonly membership: Membership;
  readonly alarms: AlarmBoard;
  readonly raft: AdministeredRaft;
  readonly link: PeerLink | undefined;
  readonly electionMs: number;
  store(): MvccStore;
  header(): EtcdResponseHeader;
  content(): MemberState;
  propose(command: Command, change?: ConfigurationChange): Promise<Outcome<unknown>>;
  /** False where no majority answers in time. */
  barrier(): Promise<boolean>;
  ask(question: Question): Promise<Outcome<number>>;
}

export function createAdministration(environment: Environment, member: Administered): MemberAdministration {
  return new RaftAdministration(environment, member);
}

/** A learner counts as caught up when it has this part of the leader's log, as etcd has it. */
const readyShare = 0.9;
const pollMs = 20;

class RaftAdministration implements MemberAdministration {
  readonly #environment: Environment;
  readonly #member: Administered;

  constructor(environment: Environment, member: Administered) {
    this.#environment = environment;
    this.#member = member;
  }

  async members({ linearizable }: { readonly linearizable: boolean }): Promise<MembersAnswer> {
    if (linearizable && !(await this.#member.barrier())) throw new EtcdError(refusals.timeout);
    return this.#list();
  }

  async addMember({
    peerUrls,
    learner,
  }: {
    readonly peerUrls: readonly string[];
    readonly learner: boolean;
  }): Promise<MembersAnswer & { readonly member: ClusterMember }> {
    const { membership, token } = this.#member;
    if (peerUrls.length === 0 || !peerUrls.every(isPeerUrl)) throw new EtcdError(refusals.memberBadUrls);
    const id = memberIdOf(peerUrls, token, String(this.#environment.clock.now()));
    if (membership.has(id)) throw new EtcdError(refusals.memberExists);
    const member = { id, name: '', peerUrls, clientUrls: [], isLearner: learner };
    const problem = membership.refusalOfAddition(member);
    if (problem !== undefined) throw new EtcdError(problem);
    if (!learner) this.#checkAddition();
    await this.#change(member, { steps: [{ type: learner ? 'addLearner' : 'addVoter', id }] });
    return { ...this.#list(), member };
  }

  async removeMember(id: MemberId): Promise<MembersAnswer> {
    const member = this.#known(id);
    this.#checkRemoval(member);
    await this.#change(member, { steps: [{ type: 'remove', id }] });
    return this.#list();
  }

  async updateMember(id: MemberId, peerUrls: readonly string[]): Promise<MembersAnswer> {
    const member = this.#known(id);
    if (peerUrls.length === 0 || !peerUrls.every(isPeerUrl)) throw new EtcdError(refusals.memberBadUrls);
    const taken = this.#member.membership.list().filter((other) => other.id !== id);
    if (taken.some((other) => other.peerUrls.some((url) => peerUrls.includes(url))))
      throw new EtcdError(refusals.peerUrlExists);
    await this.#settled(this.#member.propose({ kind: 'member', body: { ...member, peerUrls } }));
    return this.#list();
  }

  async promoteMember(id: MemberId): Promise<MembersAnswer> {
    const outcome = await this.#member.ask({ kind: 'promote', id });
    if (!outcome.accepted) throw new EtcdError(outcome.refusal);
    await this.#member.barrier();
    return this.#list();
  }

  async moveLeader(to: MemberId): Promise<{ readonly header: EtcdResponseHeader }> {
    const { raft, electionMs } = this.#member;
    if (raft.role !== 'leader') throw new EtcdError(refusals.notLeader);
    if (!raft.status().configuration.voters.includes(to)) throw new EtcdError(refusals.badLeaderTransferee);
    raft.transferLeadership(to);
    const until = this.#environment.clock.now() + electionMs;
    while (raft.leader !== to) {
      if (this.#environment.clock.now() > until) throw new EtcdError(refusals.timeout);
      await this.#pause(pollMs);
    }
    return { header: this.#member.header() };
  }

  async alarms(
    request: Parameters<MemberAdministration['alarms']>[0],
  ): ReturnType<MemberAdministration['alarms']> {
    const { alarms, memberId } = this.#member;
    const raised = alarms
      .list()
      .filter((each) => request.memberId === '0' || each.memberId === request.memberId)
      .filter((each) => request.alarm === undefined || each.alarm === request.alarm);
    if (request.action === 'GET') return { header: this.#member.header(), alarms: raised };
    const wanted: readonly MemberAlarm[] =
      request.action === 'DEACTIVATE'
        ? raised
        : request.alarm === undefined
          ? []
          : [{ memberId: request.memberId === '0' ? memberId : request.memberId, alarm: request.alarm }];
    for (const each of wanted) {
      const body = { ...each, raised: request.action === 'ACTIVATE' };
      await this.#settled(this.#member.propose({ kind: 'alarm', body }));
    }
    return { header: this.#member.header(), alarms: wanted };
  }

  async defragment(): Promise<{ readonly header: EtcdResponseHeader }> {
    return { header: this.#member.header() };
  }

  async hash(): Promise<{ readonly header: EtcdResponseHeader; readonly hash: number }> {
    return { header: this.#member.header(), hash: hashStore(this.#member.store()) };
  }

  async hashKeys(revision: number): ReturnType<MemberAdministration['hashKeys']> {
    const steps = hashKeysInSteps(this.#member.store(), revision);
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) await this.#pause(0);
    const outcome = step.value;
    if (!outcome.accepted) throw new EtcdError(outcome.refusal);
    return { header: this.#member.header(), ...outcome.answer };
  }

  async *snapshot(): AsyncIterable<Uint8Array> {
    for (const chunk of snapshotCodec.encode(this.#member.content())) {
      yield chunk;
      await this.#pause(0);
    }
  }

  #list(): MembersAnswer {
    return { header: this.#member.header(), members: this.#member.membership.list() };
  }

  #known(id: MemberId): ClusterMember {
    const member = this.#member.membership.get(id);
    if (member === undefined) throw new EtcdError(refusals.memberNotFound);
    return member;
  }

  async #change(member: ClusterMember, change: ConfigurationChange): Promise<void> {
    await this.#settled(this.#member.propose({ kind: 'member', body: member }, change));
  }

  async #settled(proposed: Promise<Outcome<unknown>>): Promise<void> {
    const outcome = await proposed;
    if (!outcome.accepted) throw new EtcdError(outcome.refusal);
  }

  /** With one voter more, those that have ever started must still be a majority. */
  #checkAddition(): void {
    const voters = this.#member.membership.list().filter((member) => !member.isLearner);
    const started = voters.filter(({ name }) => name !== '').length;
    if (started === 1 && voters.length === 1) return;
    if (started < Math.floor((voters.length + 1) / 2) + 1)
      throw new EtcdError(refusals.notEnoughStartedMembers);
    this.#checkReached(voters, voters.length);
  }

  /** Without the member those that can be reached must still be a majority. */
  #checkRemoval(leaving: ClusterMember): void {
    if (leaving.isLearner) return;
    const left = this.#member.membership.list().filter((each) => !each.isLearner && each.id !== leaving.id);
    if (left.length === 0) return;
    const started = left.filter(({ name }) => name !== '').length;
    if (started < Math.floor(left.length / 2) + 1) throw new EtcdError(refusals.notEnoughStartedMembers);
    this.#checkReached(left, Math.floor(left.length / 2) + 1);
  }

  #checkReached(voters: readonly ClusterMember[], needed: number): void {
    const { link, memberId, raft } = this.#member;
    const progress = raft.role === 'leader' ? raft.status().progress : undefined;
    const reached = voters.filter(
      ({ id }) => id === memberId || (link?.isConnected(id) ?? progress?.get(id)?.recentlyActive ?? true),
    );
    if (reached.length < needed) throw new EtcdError(refusals.unhealthy);
  }

  #pause(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#environment.timers.after(durationMs, resolve);
    });
  }
}

/** Why the leader does not make this learner a voter. */
export function promotionProblem(
  member: Pick<Administered, 'membership' | 'raft'>,
  id: MemberId,
): Refusal | undefined {
  const known = member.membership.get(id);
  if (known === undefined) return refusals.memberNotFound;
  if (!known.isLearner) return refusals.memberNotLearner;
  const { progress, lastIndex } = member.raft.status();
  const match = progress.get(id)?.match ?? 0;
  return match >= lastIndex * readyShare ? undefined : refusals.learnerNotReady;
}

function isPeerUrl(text: string): boolean {
  return /^https?:\/\/[^/\s:]+:\d{1,5}$/.test(text);
}
