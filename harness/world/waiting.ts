import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../ports/ports.ts';

/** How long a thing that should happen at once may take where time is real. */
export const promptlyMs = 5_000;

/** How often a real cluster is asked again. */
const pollMs = 50;

/**
 * What simulated implementations do in real time all the same (a signature, a file, a socket) is waited for so often and so long,
 * when their own time is up.
 */
const graceLooks = 20;
const graceMs = 25;

/**
 * Tries `attempt` until it no longer throws, for `limitMs` of the implementation's time; then its last error is thrown.
 * A virtual clock is advanced in steps, so that nothing is slept away.
 */
export async function eventually(
  clock: Clock | undefined,
  limitMs: number,
  attempt: () => Promise<void>,
): Promise<void> {
  let looksLeft = clock?.kind === 'virtual' ? graceLooks : 0;
  for (let waited = 0; ;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (!isAssertion(error)) throw error;
      if (waited >= limitMs) {
        if (looksLeft === 0) throw error;
        looksLeft -= 1;
        await sleep(graceMs);
        await clock?.settle();
        continue;
      }
      const step = Math.min(Math.max(pollMs, waited / 4), limitMs - waited);
      await pause(clock, step);
      waited += step;
    }
  }
}

function isAssertion(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_ASSERTION';
}

async function pause(clock: Clock | undefined, durationMs: number): Promise<void> {
  if (clock !== undefined) await clock.advance(durationMs);
  else await sleep(durationMs);
}
