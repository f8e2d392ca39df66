import { createRaft } from '../../../reference/etcd/raft/raft-node.ts';
import type {
  ChangeStep,
  Configuration,
  ConfigurationChange,
  MemberId,
  RaftOptions,
} from '../../../reference/etcd/raft/types.ts';
import type { RandomStream } from '../../../reference/sim/environment.ts';
import { createRandomStream, hashOfText } from '../../../reference/sim/seeded-random.ts';
import { Breach, InvariantChecker } from './invariant-checker.ts';
import { SimulatedMember, type Sabotage } from './simulated-member.ts';
import { calm, SimulatedNetwork } from './simulated-network.ts';

const ids: readonly MemberId[] = ['1', '2', '3', '4', '5'];

type Act = (cluster: SimulatedCluster) => void;

/** What happens how often, beside each other. */
const ordinary: readonly (readonly [number, Act])[] = [
  [
    400,
    (cluster) => {
      cluster.deliver();
    },
  ],
  [
    250,
    (cluster) => {
      cluster.anyMember().takeReady();
    },
  ],
  [
    200,
    (cluster) => {
      cluster.anyMember().disk.finishOne();
    },
  ],
  [
    150,
    (cluster) => {
      cluster.anyMember().applyOne();
    },
  ],
  [
    120,
    (cluster) => {
      cluster.tick(cluster.anyMember());
    },
  ],
  [
    30,
    (cluster) => {
      cluster.propose(cluster.anyMember());
    },
  ],
  [
    20,
    (cluster) => {
      cluster.propose(cluster.anyLeader());
    },
  ],
  [
    20,
    (cluster) => {
      cluster.read(cluster.anyMember());
    },
  ],
  [
    10,
    (cluster) => {
      cluster.read(cluster.anyLeader());
    },
  ],
  [
    6,
    (cluster) => {
      cluster.network.releaseOne();
    },
  ],
  [
    3,
    (cluster) => {
      cluster.anyMember().compact(cluster.random.below(8));
    },
  ],
];

const faults: readonly (readonly [number, Act])[] = [
  [
    4,
    (cluster) => {
      cluster.changeWeather();
    },
  ],
  [
    2,
    (cluster) => {
      cluster.crash(cluster.anyMember());
    },
  ],
  [
    1,
    (cluster) => {
      cluster.crash(cluster.anyLeader());
    },
  ],
  [
    4,
    (cluster) => {
      cluster.bounce(cluster.anyMember());
    },
  ],
  [
    16,
    (cluster) => {
      cluster.restart();
    },
  ],
  [
    4,
    (cluster) => {
      cluster.network.cut(cluster.anyMember().id, cluster.anyMember().id);
    },
  ],
  [
    2,
    (cluster) => {
      cluster.isolate(cluster.anyLeader().id);
    },
  ],
  [
    8,
    (cluster) => {
      cluster.network.heal();
    },
  ],
  [
    2,
    (cluster) => {
      cluster.proposeChange(cluster.anyMember());
    },
  ],
  [
    4,
    (cluster) => {
      cluster.proposeChange(cluster.anyLeader());
    },
  ],
  [
    3,
    (cluster) => {
      cluster.anyMember().raft?.transferLeadership(cluster.anyMember().id);
    },
  ],
  [
    4,
    (cluster) => {
      cluster.campaign();
      cluster.campaign();
    },
  ],
  [
    2,
    (cluster) => {
      cluster.anyLeader().raft?.reportUnreachable(cluster.anyMember().id);
    },
  ],
  [
    1,
    (cluster) => {
      cluster.anyLeader().raft?.reportSnapshot(cluster.anyMember().id, false);
    },
  ],
];

/** How many times as often there are faults: none of these alone finds everything. */
const intensities = [1, 1, 3, 8];

/** One cluster under one seed: everything that happens is drawn from it. */
export class SimulatedCluster {
  readonly random: RandomStream;
  readonly network: SimulatedNetwork;
  readonly checker: InvariantChecker = new InvariantChecker();
  readonly members: Map<MemberId, SimulatedMember> = new Map();
  ticks = 0;
  snapshotsSent = 0;
  readonly #sabotage: Sabotage;
  readonly #initial: Configuration;
  readonly #acts: readonly (readonly [number, Act])[];
  readonly #totalWeight: number;
  readonly #settings: Partial<RaftOptions<string>>;
  #proposed = 0;

  constructor(seed: number, sabotage: Sabotage = {}) {
    this.random = createRandomStream(hashOfText(`raft ${seed}`));
    this.network = new SimulatedNetwork(this.random);
    this.#sabotage = sabotage;
    const intensity = this.#pick(intensities);
    this.#acts = [...ordinary, ...faults.map(([weight, act]) => [weight * intensity, act] as const)];
    this.#totalWeight = this.#acts.reduce((sum, [weight]) => sum + weight, 0);
    this.#settings = {
      electionTicks: this.#pick([3, 6, 10]),
      preVote: this.random.next() < 0.6,
      checkQuorum: this.random.next() < 0.6,
      maxMessageBytes: this.#pick([1, 40, 120]),
      maxInflightMessages: this.#pick([1, 3, 16]),
    };
    const voters = ids.slice(0, 1 + this.random.below(ids.length));
    this.#initial = { voters, outgoing: [], learners: [], learnersNext: [], autoLeave: false };
    for (const id of voters) this.#add(id, this.#initial);
  }

  step(): void {
    let draw = this.random.below(this.#totalWeight);
    for (const [weight, act] of this.#acts) {
      draw -= weight;
      if (draw < 0) {
        act(this);
        return;
      }
    }
  }

  anyMember(): SimulatedMember {
    return this.#pick([...this.members.values()]);
  }

  /** One of those who take themselves for the leader, if there is one. */
  anyLeader(): SimulatedMember {
    const leaders = [...this.members.values()].filter(({ raft }) => raft?.role === 'leader');
    return leaders.length === 0 ? this.anyMember() : this.#pick(leaders);
  }

  deliver(): void {
    const taken = this.network.take();
    if (taken === undefined) return;
    const { message, lost } = taken;
    const receiver = this.members.get(message.to);
    const arrives = !lost && receiver?.raft !== undefined;
    if (arrives) receiver.step(message);
    if (message.type !== 'snapshot') return;
    this.snapshotsSent += 1;
    // The carrier usually knows what has become of a snapshot, and sometimes is wrong, or silent.
    const draw = this.random.next();
    if (draw < 0.8)
      this.members.get(message.from)?.raft?.reportSnapshot(message.to, draw < 0.05 ? !arrives : arrives);
  }

  tick(member: SimulatedMember): void {
    this.ticks += 1;
    member.tick();
  }

  propose(member: SimulatedMember): void {
    this.#proposed += 1;
    member.raft?.propose(`v${this.#proposed}`);
  }

  read(member: SimulatedMember): void {
    this.#proposed += 1;
    member.read(`r${this.#proposed}`);
  }

  campaign(): void {
    const member = this.anyMember();
    member.raft?.campaign();
    member.look();
  }

  crash(member: SimulatedMember): void {
    member.crash();
  }

  restart(): void {
    const down = [...this.members.values()].filter(({ raft }) => raft === undefined);
    if (down.length > 0) this.#pick(down).start();
  }

  /** Back at once: what it had not made durable is gone, what was sent to it still arrives. */
  bounce(member: SimulatedMember): void {
    member.crash();
    member.start();
  }

  isolate(id: MemberId): void {
    for (const other of ids) {
      this.network.cut(id, other);
      this.network.cut(other, id);
    }
  }

  changeWeather(): void {
    if (this.random.next() < 0.5) {
      this.network.weather = calm;
      return;
    }
    const some = (): number => (this.random.next() < 0.5 ? 0 : this.random.next() * this.random.next());
    this.network.weather = {
      loss: some() / 2,
      duplication: some(),
      delay: some() / 4,
      disorder: some(),
    };
  }

  proposeChange(member: SimulatedMember): void {
    const change = this.#someChange();
    for (const { id, type } of change.steps)
      if (type !== 'remove' && !this.members.has(id)) this.#add(id, undefined);
    member.raft?.proposeChange(change, undefined);
  }

  /** When the faults are over, a leader is elected, and what it takes reaches everyone: nothing may be stuck for ever. */
  settle(): void {
    this.network.heal();
    this.network.weather = calm;
    for (const member of this.members.values()) if (member.raft === undefined) member.start();
    while (this.network.hasAside) this.network.releaseOne();
    let marker = 0;
    for (let round = 0; round < 400; round += 1) {
      for (const member of this.members.values()) this.tick(member);
      this.#drain();
      const leader = this.leader();
      if (leader?.raft === undefined) continue;
      if (marker === 0 || leader.raft.status().lastIndex < marker) {
        if (leader.raft.propose('settled') === undefined) marker = leader.raft.status().lastIndex;
      } else if (this.#allApplied(leader, marker)) return;
    }
    throw new Breach('liveness', 'the cluster does not settle when all faults are over');
  }

  /** The leader of the highest term. */
  leader(): SimulatedMember | undefined {
    return [...this.members.values()]
      .filter(({ raft }) => raft?.role === 'leader')
      .sort((left, right) => (right.raft?.term ?? 0) - (left.raft?.term ?? 0))[0];
  }

  #allApplied(leader: SimulatedMember, index: number): boolean {
    const { voters, outgoing, learners } = leader.configuration;
    return (
      outgoing.length === 0 &&
      [...voters, ...learners].every((id) => (this.members.get(id)?.appliedIndex ?? 0) >= index)
    );
  }

  #drain(): void {
    for (let busy = true; busy;) {
      busy = !this.network.quiet;
      this.deliver();
      for (const member of this.members.values()) {
        busy = member.takeReady() || busy;
        busy ||= member.disk.busy;
        member.disk.finishOne();
        busy = member.applyOne() || busy;
      }
      // A joint configuration that nobody leaves by itself is left by whoever entered it.
      const leader = this.leader();
      const { outgoing, autoLeave } = leader?.configuration ?? { outgoing: [], autoLeave: false };
      if (outgoing.length > 0 && !autoLeave) leader?.raft?.proposeChange({ steps: [] }, undefined);
    }
  }

  #someChange(): ConfigurationChange {
    if (this.random.next() < 0.3) return { steps: [] };
    const count = this.random.next() < 0.6 ? 1 : 1 + this.random.below(3);
    const types: readonly ChangeStep['type'][] = ['addVoter', 'addVoter', 'addLearner', 'remove'];
    const steps = Array.from({ length: count }, () => ({ type: this.#pick(types), id: this.#pick(ids) }));
    const draw = this.random.next();
    return draw < 0.6 ? { steps } : { steps, joint: draw < 0.8 ? 'auto' : 'explicit' };
  }

  #add(id: MemberId, configuration: Configuration | undefined): void {
    this.members.set(
      id,
      new SimulatedMember({
        id,
        random: this.random,
        network: this.network,
        checker: this.checker,
        configuration,
        create: this.#sabotage.create ?? createRaft,
        sabotage: this.#sabotage,
        settings: this.#settings,
        durableOn: (other, index, term) => this.members.get(other)?.disk.holds(index, term) ?? false,
      }),
    );
  }

  #pick<Item>(items: readonly Item[]): Item {
    const item = items[this.random.below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }
}
