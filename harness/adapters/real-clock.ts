import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../ports/ports.ts';

/** The time of this machine. `settleMs`: what things are given to come to rest where nothing says when they have. */
export function createRealClock(settleMs: number): Clock {
  return {
    kind: 'real',
    now: () => Promise.resolve(Date.now()),
    advance: async (durationMs) => {
      await sleep(durationMs);
    },
    settle: async () => {
      await sleep(settleMs);
    },
  };
}
