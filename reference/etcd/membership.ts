import { hashOfText } from '../sim/seeded-random.ts';
import type { ClusterMember } from './member.ts';
import type { ConfigurationChange, MemberId } from './raft/types.ts';
import { refusals } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/** As etcd has it. */
const mostLearners = 1;

/** Who belongs to the cluster, as this member has applied it: the same list at the same index everywhere. */
export class Membership {
  readonly #members = new Map<MemberId, ClusterMember>();
  readonly #removed = new Set<MemberId>();

  constructor(members: readonly ClusterMember[]) {
    for (const member of members) this.#members.set(member.id, member);
  }

  has(id: MemberId): boolean {
    return this.#members.has(id);
  }

  get(id: MemberId): ClusterMember | undefined {
    return this.#members.get(id);
  }

  /** Was a member and is none any longer. Members that began with a snapshot do not know of earlier ones. */
  wasRemoved(id: MemberId): boolean {
    return this.#removed.has(id);
  }

  /** In the order of their ids as numbers. */
  list(): readonly ClusterMember[] {
    return [...this.#members.values()].sort((left, right) => (BigInt(left.id) < BigInt(right.id) ? -1 : 1));
  }

  /** Why this member cannot be added; undefined where it can, or is one already. The same at each member at this place of the log. */
  refusalOfAddition({ id, peerUrls, isLearner }: ClusterMember): Refusal | undefined {
    if (this.#members.has(id)) return undefined;
    const members = this.list();
    if (members.some((known) => known.peerUrls.some((url) => peerUrls.includes(url))))
      return refusals.peerUrlExists;
    const learners = members.filter((known) => known.isLearner).length;
    return isLearner && learners >= mostLearners ? refusals.tooManyLearners : undefined;
  }

  /** Follows a change that was agreed on. `described` is what its proposer said of the member. */
  apply(change: ConfigurationChange, described: ClusterMember | undefined): void {
    for (const { type, id } of change.steps) {
      if (type === 'remove') {
        this.#members.delete(id);
        this.#removed.add(id);
        continue;
      }
      const known = this.#members.get(id) ?? (described?.id === id ? described : undefined);
      this.#members.set(id, { ...(known ?? unnamed(id)), isLearner: type === 'addLearner' });
    }
  }

  /** A member has said its name and addresses. Nothing happens where it is no member. */
  describe(id: MemberId, attributes: Partial<Pick<ClusterMember, 'name' | 'clientUrls' | 'peerUrls'>>): void {
    const member = this.#members.get(id);
    if (member !== undefined) this.#members.set(id, { ...member, ...attributes });
  }

  /** Takes over another member's list. */
  replace(members: readonly ClusterMember[]): void {
    const ids = new Set(members.map(({ id }) => id));
    for (const id of this.#members.keys()) if (!ids.has(id)) this.#removed.add(id);
    this.#members.clear();
    for (const member of members) this.#members.set(member.id, member);
  }
}

function unnamed(id: MemberId): ClusterMember {
  return { id, name: '', peerUrls: [], clientUrls: [], isLearner: false };
}

function idOf(text: string): MemberId {
  const [high, low] = hashOfText(text);
  const id = (BigInt(high) << 32n) | BigInt(low);
  return (id === 0n ? 1n : id).toString();
}

/** The same at every member that is told the same addresses and token. `salt` sets apart those that join later. */
export function memberIdOf(peerUrls: readonly string[], token: string, salt = ''): MemberId {
  return idOf(`member ${[...peerUrls].sort().join(',')} ${token} ${salt}`);
}

/** The same at every member that begins with the same members. */
export function clusterIdOf(members: readonly MemberId[], token: string): string {
  return idOf(`cluster ${[...members].sort().join(',')} ${token}`);
}
