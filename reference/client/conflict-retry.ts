import type { Environment } from '../sim/environment.ts';
import { isRefusal } from './kube-error.ts';

const attempts = 5;
const firstDelayMs = 10;

/**
 * Runs `attempt` (read, change, write) until it does not meet a `Conflict`, five times at most, with a short pause by
 * chance between two. Any other rejection, and the last conflict, is passed on.
 */
export async function retryOnConflict<T>(environment: Environment, attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isRefusal(error, 'Conflict') || count === attempts) throw error;
      const delayMs = firstDelayMs * (1 + 0.1 * environment.random('conflict-retry').next());
      await pause(environment, delayMs);
    }
  }
}

function pause(environment: Environment, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    environment.timers.after(delayMs, resolve);
  });
}
