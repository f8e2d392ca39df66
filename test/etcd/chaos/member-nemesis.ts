import type { NetworkConditions } from '../../../harness/ports/ports.ts';
import { countFault } from './chaos-report.ts';
import { sleep, within, type Chaos } from './chaos.ts';

/** A message takes a moment even where nothing disturbs it: members that talk without end let time pass. */
export const calm: NetworkConditions = { loss: 0, duplication: 0, minDelayMs: 1, maxDelayMs: 1 };
const patienceMs = 4000;

export type FaultKind =
  | 'kill'
  | 'powerOff'
  | 'powerOffAll'
  | 'pause'
  | 'partition'
  | 'isolateLeader'
  | 'cut'
  | 'disturb'
  | 'diskFull'
  | 'moveLeader'
  | 'addMember'
  | 'removeMember'
  | 'crashVoters';

export interface NemesisPlan {
  /** Absent: everything. */
  readonly kinds: readonly FaultKind[] | undefined;
  /** They were removed: what becomes of them is their affair. */
  readonly left: Set<number>;
  /** Nobody knows whether their removal will be decided. */
  readonly doubtful: Set<number>;
  /** They have left by themselves. */
  readonly gone: ReadonlySet<number>;
}

type WeightedFault = readonly [
  weight: number,
  kind: FaultKind,
  fault: (victim: number) => void | Promise<void>,
];

/** Does to the members, their disks and the network whatever can happen to them, several things at once. */
export class MemberNemesis {
  readonly #chaos: Chaos;
  readonly #initial: number;
  readonly #left: Set<number>;
  readonly #doubtful: Set<number>;
  readonly #gone: ReadonlySet<number>;
  readonly #paused = new Set<number>();
  readonly #down = new Set<number>();
  readonly #full = new Set<number>();
  #awaitsVote = false;
  readonly #faults: readonly WeightedFault[];

  constructor(chaos: Chaos, { left, doubtful, gone, kinds }: NemesisPlan) {
    this.#chaos = chaos;
    this.#left = left;
    this.#doubtful = doubtful;
    this.#gone = gone;
    this.#initial = chaos.store.size;
    const { store } = chaos;
    const faults: readonly WeightedFault[] = [
      [14, 'kill', (victim) => this.#end(victim, () => store.kill(victim))],
      [10, 'powerOff', (victim) => this.#end(victim, () => store.powerOff(victim))],
      [6, 'powerOffAll', () => this.#endAll()],
      [12, 'pause', (victim) => this.#pause(victim)],
      [12, 'partition', () => this.#partition()],
      [12, 'isolateLeader', () => this.#isolateLeader()],
      [8, 'cut', (victim) => this.#cut(victim)],
      [10, 'disturb', () => this.#disturb()],
      [
        6,
        'diskFull',
        (victim) => {
          this.#fill(victim);
        },
      ],
      [6, 'moveLeader', () => this.#moveLeader()],
      [8, 'addMember', () => this.#add()],
      [6, 'removeMember', (victim) => this.#remove(victim)],
      [8, 'crashVoters', () => this.#crashVoters()],
    ];
    this.#faults = faults.filter(([, kind]) => kinds?.includes(kind) ?? true);
  }

  async run(): Promise<void> {
    const { chance, environment } = this.#chaos;
    while (!this.#chaos.isOver()) {
      await sleep(environment, 200 + chance.below(2500));
      await this.#strike();
      await sleep(environment, 200 + chance.below(2500));
      if (chance.below(100) < 65) await this.mend();
    }
  }

  /** Everything is whole again, and everybody runs. */
  async mend(): Promise<void> {
    const { store } = this.#chaos;
    await store.heal();
    await store.disturb(calm);
    for (const number of this.#full) store.diskOf(number).setCapacity(Infinity);
    for (const number of this.#paused) await store.resume(number);
    for (const number of this.#down) if (!this.#left.has(number)) void store.restart(number);
    for (const set of [this.#full, this.#paused, this.#down]) set.clear();
  }

  async #strike(): Promise<void> {
    const { chance, report } = this.#chaos;
    const total = this.#faults.reduce((sum, [weight]) => sum + weight, 0);
    let draw = chance.below(total);
    for (const [weight, kind, fault] of this.#faults) {
      draw -= weight;
      if (draw >= 0) continue;
      countFault(report, kind);
      this.#chaos.tell(`fault ${kind}`);
      await fault(this.#victim());
      return;
    }
  }

  #victim(): number {
    const { chance } = this.#chaos;
    const leader = this.#leader();
    if (leader !== undefined && chance.below(100) < 50) return leader;
    const numbers = this.#chaos.present();
    return numbers[chance.below(numbers.length)] ?? 1;
  }

  /** Whoever is said to lead in the newest term. */
  #leader(): number | undefined {
    const { store } = this.#chaos;
    let found: { readonly term: number; readonly number: number } | undefined;
    for (const number of this.#chaos.present()) {
      const status = store.memberOf(number)?.status();
      if (status === undefined || status.leader !== status.memberId) continue;
      if (status.raftTerm > (found?.term ?? 0)) found = { term: status.raftTerm, number };
    }
    return found?.number;
  }

  async #end(victim: number, end: () => Promise<void>): Promise<void> {
    this.#paused.delete(victim);
    this.#down.add(victim);
    await end();
  }

  async #endAll(): Promise<void> {
    const { store } = this.#chaos;
    for (const number of this.#chaos.present()) await this.#end(number, () => store.powerOff(number));
  }

  async #pause(victim: number): Promise<void> {
    if (this.#down.has(victim)) return;
    this.#paused.add(victim);
    await this.#chaos.store.pause(victim);
  }

  async #partition(): Promise<void> {
    const { chance, store } = this.#chaos;
    const one: number[] = [];
    const other: number[] = [];
    for (const number of this.#chaos.present()) (chance.below(2) === 0 ? one : other).push(number);
    await store.partition([one, other]);
  }

  async #isolateLeader(): Promise<void> {
    const leader = this.#victim();
    const others = this.#chaos.present().filter((number) => number !== leader);
    await this.#chaos.store.partition([[leader], others]);
  }

  async #cut(victim: number): Promise<void> {
    const { chance, store } = this.#chaos;
    for (const other of this.#chaos.present()) {
      if (other === victim || chance.below(2) === 0) continue;
      if (chance.below(2) === 0) await store.cut(victim, other);
      else await store.cut(other, victim);
    }
  }

  async #disturb(): Promise<void> {
    const { chance, store } = this.#chaos;
    await store.disturb({
      loss: chance.below(20) / 100,
      duplication: chance.below(30) / 100,
      minDelayMs: 0,
      maxDelayMs: 1 + chance.below(200),
    });
  }

  #fill(victim: number): void {
    const disk = this.#chaos.store.diskOf(victim);
    this.#full.add(victim);
    disk.setCapacity(disk.usedBytes + this.#chaos.chance.below(3000));
  }

  /** The leader is killed; who votes for its successor loses power, and nobody hears the successor; then all are there again. */
  async #crashVoters(): Promise<void> {
    const { environment, store } = this.#chaos;
    const leader = this.#leader();
    if (leader === undefined) return;
    await this.#end(leader, () => store.kill(leader));
    this.#awaitsVote = true;
    await sleep(environment, 6000);
    this.#awaitsVote = false;
  }

  /** A member has given its vote to another. */
  voted(voter: number, candidate: number): void {
    if (!this.#awaitsVote || voter === 0 || candidate === 0) return;
    this.#awaitsVote = false;
    const { environment, store } = this.#chaos;
    for (const other of this.#chaos.present()) if (other !== candidate) void store.cut(candidate, other);
    environment.timers.after(0, () => {
      this.#down.add(voter);
      void store.powerOff(voter);
      for (const number of this.#down) if (!this.#left.has(number)) void store.restart(number);
      this.#down.clear();
    });
  }

  async #moveLeader(): Promise<void> {
    const leader = this.#leader();
    const to = this.#chaos.present().find((number) => number !== leader && !this.#down.has(number));
    if (leader !== undefined && to !== undefined)
      await this.#try(this.#chaos.store.moveLeader({ from: leader, to }));
  }

  async #add(): Promise<void> {
    const { chance, store, environment } = this.#chaos;
    if (this.#chaos.present().length > this.#initial + 1) return;
    const through = this.#victim();
    const learner = chance.below(2) === 0;
    const added = await this.#try(store.addMember({ through, learner }));
    if (added === undefined || !learner) return;
    for (let round = 0; round < 5; round += 1) {
      await sleep(environment, 500);
      const done = await this.#try(
        store.promoteMember({ through: this.#victim(), member: added }).then(() => true),
      );
      if (done === true) return;
    }
  }

  async #remove(victim: number): Promise<void> {
    const { store } = this.#chaos;
    const present = this.#chaos.present();
    if (present.length <= Math.max(2, this.#initial - 1)) return;
    const through = present.find((number) => number !== victim && !this.#down.has(number)) ?? victim;
    this.#left.add(victim);
    const done = await this.#try(store.removeMember({ through, member: victim }).then(() => true));
    // What was refused may yet be decided: only who leaves by itself is really gone.
    if (done === true) return;
    this.#doubtful.add(victim);
    if (!this.#gone.has(victim)) this.#left.delete(victim);
  }

  /** Undefined: it was refused, or took too long. */
  async #try<Value>(work: Promise<Value>): Promise<Value | undefined> {
    return within(this.#chaos.environment, patienceMs, work).catch(() => undefined);
  }
}
