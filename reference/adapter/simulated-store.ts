import type {
  EtcdCluster,
  EtcdFaults,
  EtcdMemberEntry,
  EtcdMemberStatus,
  NetworkConditions,
} from '../../harness/ports/ports.ts';
import type { InitialMember } from '../etcd/open-member.ts';
import type { MemberId } from '../etcd/raft/types.ts';
import { EtcdError, refusals } from '../etcd/refusal.ts';
import type { StorageIdentity } from '../etcd/storage/types.ts';
import type { EtcdMember } from '../etcd/member.ts';
import type { SimulatedDisk } from '../sim/simulated-disk.ts';
import { SimulatedNetwork } from '../sim/simulated-network.ts';
import type { VirtualEnvironment } from '../sim/virtual-environment.ts';
import { SimulatedMember } from './simulated-member.ts';
import type { Envelope, MemberSeams } from './simulated-member.ts';

/** How long a new cluster may take to agree on a leader. */
const electionLimitMs = 30_000;
const stepMs = 50;

const peerUrl = (number: number): string => `http://member-${number}:2380`;
const initialMember = (number: number): InitialMember => ({
  name: `m${number}`,
  peerUrls: [peerUrl(number)],
});

/**
 * A cluster of members in this process, each with a disk and a place on a network that are simulated: they can be killed, paused,
 * cut off and cut the power of, all in virtual time.
 */
export class SimulatedStore implements EtcdCluster, EtcdFaults {
  readonly size: number;
  readonly #environment: VirtualEnvironment;
  readonly #network: SimulatedNetwork<Envelope>;
  readonly #members = new Map<number, SimulatedMember>();
  readonly #seams: MemberSeams;

  /** Resolves when the members have agreed on a leader. */
  static async start(
    environment: VirtualEnvironment,
    size: number,
    seams: MemberSeams = {},
  ): Promise<SimulatedStore> {
    const store = new SimulatedStore(environment, size, seams);
    const initialCluster = Array.from({ length: size }, (_, index) => initialMember(index + 1));
    for (let number = 1; number <= size; number += 1) store.#add(number).start({ initialCluster });
    await environment.settle();
    for (let waitedMs = 0; !(await store.#agrees()); waitedMs += stepMs) {
      if (waitedMs > electionLimitMs) throw new Error(`${size} members do not agree on a leader`);
      await environment.advance(stepMs);
    }
    return store;
  }

  constructor(environment: VirtualEnvironment, size: number, seams: MemberSeams) {
    this.#environment = environment;
    this.#network = new SimulatedNetwork(environment, 'etcd');
    this.size = size;
    this.#seams = seams;
  }

  connect(member: number): ReturnType<EtcdCluster['connect']> {
    return Promise.resolve(this.#member(member).connect());
  }

  async status(member: number): Promise<EtcdMemberStatus> {
    return this.#member(member).ask((running) => Promise.resolve(running.status()));
  }

  kill(member: number): Promise<void> {
    this.#member(member).kill();
    return Promise.resolve();
  }

  powerOff(member: number): Promise<void> {
    this.#member(member).powerOff();
    return Promise.resolve();
  }

  async restart(member: number): Promise<void> {
    this.#member(member).restart();
    await this.#environment.settle();
  }

  pause(member: number): Promise<void> {
    this.#member(member).pause();
    return Promise.resolve();
  }

  resume(member: number): Promise<void> {
    this.#member(member).resume();
    return Promise.resolve();
  }

  partition(groups: readonly (readonly number[])[]): Promise<void> {
    this.#network.partition(groups.map((group) => group.map((number) => this.#place(number))));
    return Promise.resolve();
  }

  cut(from: number, to: number): Promise<void> {
    this.#network.cut(this.#place(from), this.#place(to));
    return Promise.resolve();
  }

  heal(): Promise<void> {
    this.#network.heal();
    return Promise.resolve();
  }

  disturb(conditions: NetworkConditions): Promise<void> {
    this.#network.disturb(conditions);
    return Promise.resolve();
  }

  async members(through: number): Promise<readonly EtcdMemberEntry[]> {
    const { members } = await this.#member(through).ask((running) =>
      running.administration.members({ linearizable: true }),
    );
    return members
      .map(({ id, isLearner }) => ({ number: this.#numberOf(id), memberId: id, isLearner }))
      .sort((left, right) => left.number - right.number);
  }

  async addMember({
    through,
    learner,
  }: {
    readonly through: number;
    readonly learner: boolean;
  }): Promise<number> {
    const number = Math.max(...this.#members.keys()) + 1;
    const { member, members, clusterId } = await this.#member(through).ask(async (running) => {
      const answer = await running.administration.addMember({ peerUrls: [peerUrl(number)], learner });
      return { ...answer, clusterId: answer.header.clusterId };
    });
    const identity: StorageIdentity = { clusterId, memberId: member.id };
    this.#add(number).start({ joining: { identity, members: members } });
    await this.#environment.settle();
    return number;
  }

  async removeMember(options: { readonly through: number; readonly member: number }): Promise<void> {
    const id = this.#idOf(options.member);
    await this.#member(options.through).ask((running) => running.administration.removeMember(id));
  }

  async promoteMember(options: { readonly through: number; readonly member: number }): Promise<void> {
    const id = this.#idOf(options.member);
    await this.#member(options.through).ask((running) => running.administration.promoteMember(id));
  }

  async moveLeader({ from, to }: { readonly from: number; readonly to: number }): Promise<void> {
    const id = this.#idOf(to);
    await this.#member(from).ask((running) => running.administration.moveLeader(id));
  }

  async startStranger(): Promise<number> {
    const number = Math.max(...this.#members.keys()) + 1;
    const initialCluster = Array.from({ length: this.size }, (_, index) => initialMember(index + 1));
    this.#add(number).start({ initialCluster: [...initialCluster, initialMember(number)] });
    await this.#environment.settle();
    return number;
  }

  async close(): Promise<void> {
    for (const member of this.#members.values()) member.kill();
  }

  /** What the network did to the messages so far. */
  get networkCounts(): Readonly<SimulatedNetwork<Envelope>['counts']> {
    return this.#network.counts;
  }

  /** The disk of a member, to fill, corrupt or count. */
  diskOf(member: number): SimulatedDisk {
    return this.#member(member).disk;
  }

  /** The member itself; undefined where it is not running. */
  memberOf(member: number): EtcdMember | undefined {
    return this.#member(member).running;
  }

  /** Of all members that there ever were. */
  get numbers(): readonly number[] {
    return [...this.#members.keys()];
  }

  #add(number: number): SimulatedMember {
    const member = new SimulatedMember(
      this.#environment,
      { name: `m${number}`, network: this.#network, placeOf: (id) => this.#placeOf(id) },
      this.#seams,
    );
    this.#members.set(number, member);
    return member;
  }

  async #agrees(): Promise<boolean> {
    const leaders = new Set<MemberId>();
    for (const member of this.#members.values()) {
      const status = member.statusNow();
      leaders.add(status?.leader ?? '0');
    }
    return leaders.size === 1 && !leaders.has('0');
  }

  #member(number: number): SimulatedMember {
    const member = this.#members.get(number);
    if (member !== undefined) return member;
    const known = [...this.#members.keys()].join(', ');
    throw new RangeError(`there is no member ${number}; there are ${known}`);
  }

  #place(number: number): string {
    return this.#member(number).name;
  }

  #placeOf(id: MemberId): string {
    for (const member of this.#members.values()) if (member.id === id) return member.name;
    return `nobody/${id}`;
  }

  #idOf(number: number): MemberId {
    const { id } = this.#member(number);
    if (id === undefined) throw new EtcdError(refusals.memberNotFound);
    return id;
  }

  #numberOf(id: MemberId): number {
    for (const [number, member] of this.#members) if (member.id === id) return number;
    return 0;
  }
}
