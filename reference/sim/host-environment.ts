import { randomBytes, randomUUID } from 'node:crypto';
import type { Environment, RandomStream, Timer } from './environment.ts';
import { createTrace } from './recorded-trace.ts';
import { createRandomStream } from './seeded-random.ts';

export interface HostEnvironmentOptions {
  /** Pending timers keep the process alive; absent: they do not, only what listens or waits on a socket does. */
  readonly timersKeepAlive?: boolean;
  /** Keep about this many of the newest trace events; absent: 10,000. */
  readonly traceLimit?: number;
}

/** The longest delay that the host's timers take; a longer one would fire at once. */
const longestHostDelayMs = 2 ** 31 - 1;

/** Real time, real timers, randomness seeded by the host's entropy (UUIDs come from it directly). */
export function createHostEnvironment(options: HostEnvironmentOptions = {}): Environment {
  let latest = 0;
  const now = (): number => {
    latest = Math.max(latest, Date.now());
    return latest;
  };
  const streams = new Map<string, RandomStream>();
  const keepAlive = options.timersKeepAlive ?? false;
  return {
    clock: { now },
    timers: { after: (delayMs, action) => hostTimer(delayMs, action, keepAlive) },
    random: (label) => {
      const stream = streams.get(label) ?? entropyStream();
      streams.set(label, stream);
      return stream;
    },
    trace: createTrace(now, options.traceLimit ?? 10_000),
  };
}

function entropyStream(): RandomStream {
  const seed = randomBytes(16);
  const word = (index: number): number => seed.readUInt32LE(index * 4);
  return createRandomStream([word(0), word(1), word(2), word(3)], () => randomUUID());
}

function hostTimer(delayMs: number, action: () => void, keepAlive: boolean): Timer {
  if (!(delayMs >= 0)) throw new RangeError(`a timer cannot be due in ${delayMs} ms`);
  if (delayMs === 0) {
    const immediate = setImmediate(action);
    return {
      cancel: () => {
        clearImmediate(immediate);
      },
    };
  }
  let timeout: NodeJS.Timeout;
  const arm = (remainingMs: number): void => {
    const stepMs = Math.min(remainingMs, longestHostDelayMs);
    timeout = setTimeout(() => {
      if (remainingMs > stepMs) arm(remainingMs - stepMs);
      else action();
    }, stepMs);
    if (!keepAlive) timeout.unref();
  };
  arm(delayMs);
  return {
    cancel: () => {
      clearTimeout(timeout);
    },
  };
}
