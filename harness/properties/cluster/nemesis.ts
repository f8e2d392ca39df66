import type { HistoryFault } from '../../history/history.ts';
import type { StoreRecorder } from '../../history/store-recorder.ts';
import type { EtcdFaults } from '../../ports/ports.ts';
import type { CaseTime } from './case-time.ts';
import type { Draws } from './draws.ts';

export type FaultKind =
  'kill' | 'powerOff' | 'pause' | 'partition' | 'isolateLeader' | 'cut' | 'disturb' | 'moveLeader';

export interface NemesisOptions {
  readonly faults: EtcdFaults;
  readonly size: number;
  readonly time: CaseTime;
  readonly recorder: StoreRecorder;
  readonly draws: Draws;
  /** How long each fault lasts before the next one is drawn. */
  readonly holdMs: readonly [least: number, most: number];
}

/** How long the nemesis waits for what it asked of the members. */
const patienceMs = 2_000;

const calm = { loss: 0, duplication: 0, minDelayMs: 0, maxDelayMs: 0 };

/** Breaks members and the links between them, one thing after the other, and mends everything in the end. */
export class Nemesis {
  readonly #options: NemesisOptions;
  readonly #down = new Set<number>();
  readonly #paused = new Set<number>();
  #disturbed = false;
  /** Links are cut or disturbed. */
  #parted = false;

  constructor(options: NemesisOptions) {
    this.#options = options;
  }

  /** What the adapter can be asked for. */
  kinds(): readonly FaultKind[] {
    const { faults } = this.#options;
    return [
      'kill',
      'pause',
      'partition',
      'isolateLeader',
      'cut',
      'moveLeader',
      ...(faults.disturb === undefined ? [] : ['disturb' as const]),
      ...(faults.powerOff === undefined ? [] : ['powerOff' as const]),
    ];
  }

  /** Does what the deck says, one fault at a time but for those that last longer, until the deck is empty. */
  async run(deck: readonly FaultKind[]): Promise<void> {
    const { draws, time, holdMs } = this.#options;
    for (const kind of deck) {
      await time.sleep(draws.between(...holdMs)).over;
      await this.#strike(kind);
      await time.sleep(draws.between(...holdMs)).over;
      // Now and then a fault stays while the next one comes on top of it.
      if (!draws.percent(25)) await this.#mend();
    }
  }

  /** Mends everything and waits until nothing is broken; members may need a while yet until they answer. */
  async rest(): Promise<void> {
    await this.#mend();
    const { recorder } = this.#options;
    recorder.add({
      kind: 'fault',
      client: 'nemesis',
      at: await recorder.stamp(),
      fault: 'rest',
      members: [],
    });
  }

  async #strike(kind: FaultKind): Promise<void> {
    const { draws, faults } = this.#options;
    const leader = await this.#leader();
    const victim = leader !== undefined && draws.percent(60) ? leader : this.#anyMember();
    switch (kind) {
      case 'kill':
      case 'powerOff':
        if (this.#down.has(victim)) return;
        this.#down.add(victim);
        this.#paused.delete(victim);
        await this.#record({ fault: kind, members: [victim] }, () =>
          kind === 'powerOff' && faults.powerOff ? faults.powerOff(victim) : faults.kill(victim),
        );
        return;
      case 'pause':
        if (this.#down.has(victim) || this.#paused.has(victim)) return;
        this.#paused.add(victim);
        await this.#record({ fault: 'pause', members: [victim] }, () => faults.pause(victim));
        return;
      case 'moveLeader':
        if (leader !== undefined) await this.#moveLeader(leader);
        return;
      default:
        await this.#breakLinks(kind, victim, leader);
    }
  }

  async #moveLeader(from: number): Promise<void> {
    const others = this.#members().filter(
      (member) => member !== from && !this.#down.has(member) && !this.#paused.has(member),
    );
    const to = others[this.#options.draws.below(Math.max(1, others.length))];
    if (to === undefined) return;
    const { faults, time } = this.#options;
    await this.#record({ fault: 'moveLeader', members: [from, to] }, async () => {
      // The leader may have changed meanwhile: then it is refused, and nothing has happened.
      await time.within(
        patienceMs,
        faults.moveLeader({ from, to }).catch(() => undefined),
      );
    });
  }

  async #breakLinks(kind: FaultKind, victim: number, leader: number | undefined): Promise<void> {
    const { draws, faults } = this.#options;
    this.#parted = true;
    if (kind === 'cut') {
      const others = this.#members().filter((member) => member !== victim);
      const other = others[draws.below(others.length)] ?? victim;
      const [from, to] = draws.percent(50) ? [victim, other] : [other, victim];
      await this.#record({ fault: 'cut', members: [from, to] }, () => faults.cut(from, to));
      return;
    }
    if (kind === 'disturb') {
      this.#disturbed = true;
      const network = {
        loss: draws.below(15) / 100,
        duplication: draws.below(15) / 100,
        minDelayMs: 0,
        maxDelayMs: draws.between(5, 80),
      };
      await this.#record(
        { fault: 'disturb', members: this.#members(), note: JSON.stringify(network) },
        async () => {
          await faults.disturb?.(network);
        },
      );
      return;
    }
    const groups = kind === 'isolateLeader' && leader !== undefined ? this.#around(leader) : this.#halves();
    await this.#record({ fault: 'partition', members: this.#members(), groups }, () =>
      faults.partition(groups),
    );
  }

  #around(leader: number): number[][] {
    return [[leader], this.#members().filter((member) => member !== leader)];
  }

  #halves(): number[][] {
    const { draws } = this.#options;
    const mixed = draws.shuffled(this.#members());
    const cut = draws.between(1, mixed.length - 1);
    return [mixed.slice(0, cut).sort(), mixed.slice(cut).sort()];
  }

  async #mend(): Promise<void> {
    const { faults } = this.#options;
    for (const member of [...this.#paused].sort()) {
      await this.#record({ fault: 'resume', members: [member] }, () => faults.resume(member));
    }
    this.#paused.clear();
    if (this.#parted) {
      await this.#record({ fault: 'heal', members: this.#members() }, async () => {
        await faults.heal();
        if (this.#disturbed) await faults.disturb?.(calm);
      });
    }
    this.#parted = false;
    this.#disturbed = false;
    for (const member of [...this.#down].sort()) {
      await this.#record({ fault: 'restart', members: [member] }, () => faults.restart(member));
    }
    this.#down.clear();
  }

  async #record(
    about: Pick<HistoryFault, 'fault' | 'members' | 'groups' | 'note'>,
    action: () => Promise<void>,
  ): Promise<void> {
    const { recorder } = this.#options;
    const at = await recorder.stamp();
    await action();
    recorder.add({ kind: 'fault', client: 'nemesis', at, end: await recorder.stamp(), ...about });
  }

  #members(): number[] {
    return Array.from({ length: this.#options.size }, (_, index) => index + 1);
  }

  #anyMember(): number {
    return this.#options.draws.between(1, this.#options.size);
  }

  /** The member that most recently says of itself that it leads. */
  async #leader(): Promise<number | undefined> {
    const { faults, time } = this.#options;
    let found: { readonly member: number; readonly term: number } | undefined;
    for (const member of this.#members()) {
      if (this.#down.has(member) || this.#paused.has(member)) continue;
      const status = await time.within(
        patienceMs,
        faults.status(member).catch(() => undefined),
      );
      if (status === undefined || status.leader !== status.memberId) continue;
      if (found === undefined || status.raftTerm > found.term) found = { member, term: status.raftTerm };
    }
    return found?.member;
  }
}
