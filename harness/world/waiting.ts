import type { Clock } from '../ports/ports.ts';

/** How long a thing that should happen at once may take where time is real. */
export const promptlyMs = 5_000;

/** How often a real cluster is asked again. */
const pollMs = 50;

/**
 * Tries `attempt` until it no longer throws, for `limitMs` of the implementation's time; then its last error is thrown.
 * A virtual clock is advanced in steps, so that nothing is slept away.
 */
export async function eventually(
  clock: Clock | undefined,
  limitMs: number,
  attempt: () => Promise<void>,
): Promise<void> {
  for (let waited = 0; ;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (waited >= limitMs || !isAssertion(error)) throw error;
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
  else await new Promise((resolve) => setTimeout(resolve, durationMs));
}
