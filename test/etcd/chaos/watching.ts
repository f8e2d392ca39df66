import type { EtcdEvent, EtcdWatchHandle, EtcdWatchResponse } from '../../../schemas/types/etcd.ts';
import { bytesOf, textOf } from './store-chronicle.ts';
import type { Chaos } from './chaos.ts';

const everything = { key: bytesOf('\0'), rangeEnd: bytesOf('\0') };
const againMs = 200;

/**
 * Watches everything at one member after another. Nothing may be missing, nothing come twice, and a revision come whole:
 * every revision changes something, so that they follow one another without a gap.
 */
export class Watching {
  readonly #chaos: Chaos;
  #next = 2;
  #handle: EtcdWatchHandle | undefined;
  #round = 0;

  constructor(chaos: Chaos) {
    this.#chaos = chaos;
  }

  /** The next revision to come. */
  get next(): number {
    return this.#next;
  }

  begin(): void {
    const { chance, store, report } = this.#chaos;
    this.#handle?.close();
    this.#round += 1;
    const round = this.#round;
    const numbers = this.#chaos.present();
    const number = numbers[chance.below(numbers.length)] ?? 1;
    report.watchesResumed += 1;
    void store.connect(number).then((connection) => {
      if (round !== this.#round) return;
      this.#handle = connection.watch({ ...everything, startRevision: this.#next }, (response) => {
        if (round === this.#round) this.#take(response, number);
      });
    });
  }

  end(): void {
    this.#round += 1;
    this.#handle?.close();
  }

  #take(response: EtcdWatchResponse, number: number): void {
    const { report } = this.#chaos;
    if (response.events.length > 0) this.#takeEvents(response.events, number);
    if (!response.canceled) return;
    if (response.compactRevision > 0) {
      if (response.compactRevision <= this.#next)
        this.#breach(
          `a watch from ${this.#next} at member ${number} is cancelled as compacted at ${response.compactRevision}`,
        );
      report.watchesCompacted += 1;
      this.#next = response.compactRevision;
    }
    const round = this.#round;
    this.#chaos.environment.timers.after(againMs, () => {
      if (round === this.#round) this.begin();
    });
  }

  #takeEvents(events: readonly EtcdEvent[], number: number): void {
    const byRevision = new Map<number, EtcdEvent[]>();
    for (const event of events) {
      const { modRevision } = event.kv;
      const of = byRevision.get(modRevision);
      if (of === undefined) byRevision.set(modRevision, [event]);
      else of.push(event);
    }
    for (const [revision, together] of byRevision) {
      if (revision !== this.#next) {
        this.#breach(`a watch at member ${number} waits for ${this.#next} and is told ${revision}`);
        this.#next = Math.max(this.#next, revision);
      }
      this.#next = Math.max(this.#next, revision + 1);
      this.#chaos.report.watchEvents += together.length;
      if (!this.#chaos.chronicle.told(revision, together)) continue;
      for (const { type, kv } of together) if (type === 'DELETE') this.#chaos.leases.deleted(textOf(kv.key));
    }
  }

  #breach(message: string): void {
    this.#chaos.breach({ requirement: 'ETCD-17b', message });
  }
}
