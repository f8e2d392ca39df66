import type { Environment, Timer } from '../../sim/environment.ts';
import type { KubeObject } from '../resource-definition.ts';
import { NumberSet } from './number-set.ts';
import type { RangeAllocator } from './range-allocator.ts';
import { heldBy, type ServiceRanges } from './service-ranges.ts';

export interface RangeRepairOptions {
  readonly ranges: ServiceRanges;
  /** All services as they are now, or later; undefined where nobody can tell. */
  services(): Promise<readonly KubeObject[] | undefined>;
  /** Time between two rounds. 0: only the round at the start. */
  readonly periodMs: number;
}

/** A number that nobody holds is freed in this round after the first that saw it so: a write may have been under way. */
const roundsBeforeFreeing = 3;

/**
 * Compares what is taken with what services hold: a server can end between taking a number and storing the service, or
 * between removing a service and freeing its numbers. What a service holds is taken again where it was not; what nobody
 * has held for several rounds is freed. Every server on a store does so; as all of them only compare and swap, they do
 * not get in each other's way.
 */
export class RangeRepair {
  readonly #environment: Environment;
  readonly #options: RangeRepairOptions;
  readonly #unheld = new Map<RangeAllocator, Map<number, number>>();
  #timer: Timer | undefined;
  #stopped = false;

  constructor(environment: Environment, options: RangeRepairOptions) {
    this.#environment = environment;
    this.#options = options;
  }

  /** Resolves after the first round; the others follow by themselves. */
  async start(): Promise<void> {
    await this.#round();
    this.#later();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #later(): void {
    const { periodMs } = this.#options;
    if (this.#stopped || periodMs === 0) return;
    this.#timer = this.#environment.timers.after(periodMs, () => {
      void this.#round().finally(() => {
        this.#later();
      });
    });
  }

  /** A store that does not answer is tried again in the next round. */
  async #round(): Promise<void> {
    const { ranges } = this.#options;
    const allocators = [...ranges.pools.map((pool) => pool.allocator), ranges.portAllocator];
    try {
      for (const allocator of allocators) await this.#repair(allocator);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.#environment.trace.record({ actor: 'apiserver', action: 'fail', object: 'range repair', detail });
    }
  }

  async #repair(allocator: RangeAllocator): Promise<void> {
    const seen = this.#unheld.get(allocator) ?? new Map<number, number>();
    let unheld = seen;
    // The services are read after the numbers: whoever holds one that is taken already can be seen.
    await allocator.rebuild(async (taken) => {
      const held = await this.#heldOf(allocator);
      if (held === undefined) return undefined;
      const outcome = repaired(taken, held, seen);
      unheld = outcome.unheld;
      return outcome.taken;
    });
    this.#unheld.set(allocator, unheld);
  }

  async #heldOf(allocator: RangeAllocator): Promise<ReadonlySet<number> | undefined> {
    const { ranges } = this.#options;
    const services = await this.#options.services();
    if (services === undefined) return undefined;
    return new Set(services.flatMap((service) => [...(heldBy(service, ranges).get(allocator) ?? [])]));
  }
}

/** `seen`: for numbers that nobody held before, in how many rounds. */
function repaired(
  taken: NumberSet,
  held: ReadonlySet<number>,
  seen: ReadonlyMap<number, number>,
): { readonly taken: NumberSet; readonly unheld: Map<number, number> } {
  const rebuilt = new NumberSet();
  for (const number of held) rebuilt.add(number);
  const unheld = new Map<number, number>();
  for (const number of taken) {
    if (held.has(number)) continue;
    const rounds = (seen.get(number) ?? 0) + 1;
    if (rounds >= roundsBeforeFreeing) continue;
    unheld.set(number, rounds);
    rebuilt.add(number);
  }
  return { taken: rebuilt, unheld };
}
