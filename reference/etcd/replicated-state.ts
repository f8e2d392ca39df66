import type { Environment } from '../sim/environment.ts';
import { AlarmBoard } from './alarm-board.ts';
import { AppliedRequests } from './applied-requests.ts';
import type { Command, ProposedCommand } from './command.ts';
import type { MemberState } from './member-parts.ts';
import { Membership } from './membership.ts';
import type { ConfigurationChange } from './raft/types.ts';
import { refused } from './refusal.ts';
import type { Outcome, Refusal } from './refusal.ts';
import { ServedStore } from './served-store.ts';
import type { ServedStoreOptions } from './served-store.ts';

/** All that the log leads to, at one member: the store, the members, the alarms, and which requests took effect. */
export class ReplicatedState {
  readonly served: ServedStore;
  readonly membership: Membership;
  readonly alarms: AlarmBoard;
  readonly #requests: AppliedRequests;

  constructor(
    environment: Environment,
    begin: MemberState | undefined,
    serving: Omit<ServedStoreOptions, 'content'>,
  ) {
    this.served = new ServedStore(environment, { ...serving, content: begin?.store });
    this.membership = new Membership(begin?.members ?? []);
    this.alarms = new AlarmBoard(begin?.alarms);
    this.#requests = new AppliedRequests(begin?.requests);
  }

  /** Undefined: the request has taken effect before. */
  apply({ origin, boot, sequence, command }: ProposedCommand): Outcome<unknown> | undefined {
    return this.#requests.isNew(origin, boot, sequence) ? this.#carryOut(command) : undefined;
  }

  /** Why a change that was agreed on is not carried out: what its proposer knew of the members was out of date. */
  refusalOfChange(change: ConfigurationChange, context: ProposedCommand | undefined): Refusal | undefined {
    const described = context?.command.kind === 'member' ? context.command.body : undefined;
    if (described === undefined || change.steps.some(({ type }) => type === 'remove')) return undefined;
    return this.membership.refusalOfAddition(described);
  }

  applyChange(change: ConfigurationChange, context: ProposedCommand | undefined): void {
    if (context !== undefined) this.#requests.isNew(context.origin, context.boot, context.sequence);
    const described = context?.command.kind === 'member' ? context.command.body : undefined;
    this.membership.apply(change, described);
  }

  /** The newest run of a member that anything was applied of; 0: of none. */
  bootOf(id: string): number {
    return this.#requests.bootOf(id) ?? 0;
  }

  /** The whole state now; it no longer changes. */
  content(): MemberState {
    return {
      store: this.served.store.snapshot(),
      members: this.membership.list(),
      alarms: this.alarms.list(),
      requests: this.#requests.state(),
    };
  }

  /** Takes over another member's state. */
  install(state: MemberState): void {
    this.served.replace(state.store);
    this.membership.replace(state.members);
    this.alarms.replace(state.alarms);
    this.#requests.replace(state.requests);
  }

  #carryOut(command: Command): Outcome<unknown> {
    const problem = this.alarms.refusalOf(command);
    if (problem !== undefined) return refused(problem);
    if (command.kind === 'alarm') this.alarms.apply(command.body);
    if (command.kind === 'memberAttributes') this.membership.describe(command.body.memberId, command.body);
    if (command.kind === 'member')
      this.membership.describe(command.body.id, { peerUrls: command.body.peerUrls });
    return this.served.apply(command);
  }
}
