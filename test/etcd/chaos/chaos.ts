import type { SimulatedStore } from '../../../reference/adapter/simulated-store.ts';
import type { RandomStream } from '../../../reference/sim/environment.ts';
import type { VirtualEnvironment } from '../../../reference/sim/virtual-environment.ts';
import type { Breach, ChaosReport } from './chaos-report.ts';
import type { LeaseBook } from './lease-book.ts';
import type { StoreChronicle } from './store-chronicle.ts';

/** What takes part in the simulation of one seed. */
export interface Chaos {
  readonly seed: number;
  readonly environment: VirtualEnvironment;
  readonly store: SimulatedStore;
  readonly chance: RandomStream;
  readonly report: ChaosReport;
  readonly chronicle: StoreChronicle;
  readonly leases: LeaseBook;
  /** The members that nobody has tried to remove. */
  present(): readonly number[];
  breach(breach: Breach): void;
  /** For the history. */
  tell(line: string): void;
  isOver(): boolean;
}

export function sleep(environment: VirtualEnvironment, durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    environment.timers.after(durationMs, resolve);
  });
}

/** Undefined where it takes longer. */
export function within<Value>(
  environment: VirtualEnvironment,
  limitMs: number,
  work: Promise<Value>,
): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const timer = environment.timers.after(limitMs, () => {
      resolve(undefined);
    });
    work.then(
      (value) => {
        timer.cancel();
        resolve(value);
      },
      (error: unknown) => {
        timer.cancel();
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}
