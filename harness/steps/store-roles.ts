import assert from 'node:assert/strict';
import type { EtcdFaults, EtcdMemberStatus } from '../ports/ports.ts';
import { whileTimePasses } from '../world/clock-driven.ts';
import type { PlimsollWorld } from '../world/plimsoll-world.ts';
import { eventually } from '../world/waiting.ts';
import { resultOf, storeOf } from './store-world.ts';

/** Which members a step speaks of: by number, by what they are just now, or by what they were made. */
export type MemberWords =
  | { readonly kind: 'numbered'; readonly numbers: readonly number[] }
  | { readonly kind: 'counted'; readonly count: number }
  | { readonly kind: 'role'; readonly role: Role };

export type Role = (typeof roles)[number];

const roles = [
  'the leader',
  'the old leader',
  'a follower',
  'that follower',
  'another member',
  'the other members',
  'all members',
  'the learner',
  'the new member',
  'the stranger',
] as const;

/** `member 2`, `members 1, 3`, `2 members`, or a role. */
export const memberWords: RegExp = new RegExp(`members? \\d(?:, \\d)*|\\d members?|${roles.join('|')}`);

export function parseMemberWords(text: string): MemberWords {
  const role = roles.find((known) => known === text);
  if (role !== undefined) return { kind: 'role', role };
  const counted = /^(\d) members?$/.exec(text)?.[1];
  if (counted !== undefined) return { kind: 'counted', count: Number(counted) };
  const numbers = (text.match(/\d/g) ?? []).map(Number);
  if (numbers.length === 0)
    throw new Error(`"${text}" names no member; write member 2 or ${roles.join(', ')}`);
  return { kind: 'numbered', numbers };
}

/** What the scenario has learnt about who is who. */
export class MemberRoles {
  /** The members that count or learn; strangers and removed ones are not among them. */
  readonly known: Set<number> = new Set();
  newest: number | undefined;
  readonly #world: PlimsollWorld;
  #leader: number | undefined;
  #follower: number | undefined;

  constructor(world: PlimsollWorld) {
    this.#world = world;
    const { size } = world.need('etcdCluster');
    for (let member = 1; member <= size; member += 1) this.known.add(member);
  }

  /** The members that are meant. `the leader` and `a follower` are looked for now and remembered. */
  async meant(words: MemberWords): Promise<readonly number[]> {
    if (words.kind === 'numbered') return words.numbers;
    if (words.kind === 'counted') return this.#leaderFirst(words.count);
    switch (words.role) {
      case 'the leader':
        return [await this.leader()];
      case 'the old leader':
        return [remembered(this.#leader, 'no step has spoken of the leader yet')];
      case 'a follower':
        return [(this.#follower = await this.#someFollower())];
      case 'that follower':
        return [remembered(this.#follower, 'no step has spoken of a follower yet')];
      case 'another member':
        return this.#others.filter((member) => !storeOf(this.#world).isSilent(member)).slice(0, 1);
      case 'the other members':
        return this.#others;
      case 'all members':
        return [...this.known];
      case 'the learner':
      case 'the new member':
      case 'the stranger':
        return [remembered(this.newest, 'no step has started a further member yet')];
    }
  }

  get #others(): readonly number[] {
    return [...this.known].filter((member) => member !== this.#leader && member !== this.#follower);
  }

  /** Who leads: of those that say so of themselves the one of the newest term. Waits for an election that is under way. */
  async leader(): Promise<number> {
    await eventually(this.#world.ports.clock, electionLimitMs, async () => {
      const statuses = await this.statuses();
      const leading = statuses.filter(({ status }) => status.leader === status.memberId);
      const [newest] = leading.toSorted((one, other) => other.status.raftTerm - one.status.raftTerm);
      assert.ok(newest !== undefined, `no member leads: ${JSON.stringify(statuses)}`);
      this.#leader = newest.member;
    });
    return remembered(this.#leader, 'no member leads');
  }

  /** What those say that the scenario has left running. */
  async statuses(
    members: readonly number[] = [...this.known],
  ): Promise<readonly { readonly member: number; readonly status: EtcdMemberStatus }[]> {
    const asked = members.filter((member) => !storeOf(this.#world).isSilent(member));
    return Promise.all(asked.map(async (member) => ({ member, status: await this.#status(member) })));
  }

  /** A member that has just been started may not answer yet. */
  async #status(member: number): Promise<EtcdMemberStatus> {
    const said = await resultOf(underway(this.#world, (faults) => faults.status(member)));
    assert.equal(said.code, undefined, `member ${member} does not say how it is: ${said.message}`);
    return said.answer as EtcdMemberStatus;
  }

  /** The leader among them, so that a scenario kills the one that matters most. */
  async #leaderFirst(count: number): Promise<readonly number[]> {
    const leader = await this.leader();
    return [leader, ...[...this.known].filter((member) => member !== leader)].slice(0, count);
  }

  async #someFollower(): Promise<number> {
    const leader = await this.leader();
    const follower = [...this.known].find(
      (member) => member !== leader && !storeOf(this.#world).isSilent(member),
    );
    return remembered(follower, 'no follower runs');
  }
}

function remembered(member: number | undefined, otherwise: string): number {
  if (member === undefined) throw new Error(otherwise);
  return member;
}

/** How long members may take to elect a leader. */
const electionLimitMs = 15_000;

/** How long an adapter may take for one fault or one change of members. */
const faultLimitMs = 20_000;

/** Asks the adapter for something that may need the store's time. */
export function underway<Value>(
  world: PlimsollWorld,
  ask: (faults: EtcdFaults) => Promise<Value>,
): Promise<Value> {
  return whileTimePasses(world.ports.clock, ask(world.need('etcdFaults')), faultLimitMs);
}

const worlds = new WeakMap<PlimsollWorld, MemberRoles>();

export function rolesOf(world: PlimsollWorld): MemberRoles {
  const known = worlds.get(world) ?? new MemberRoles(world);
  worlds.set(world, known);
  return known;
}
