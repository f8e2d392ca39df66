import type { MemberStorage } from './types.ts';

/**
 * Keeps nothing: a member on it is as good as new each time it starts. Every batch is "durable" before `persist` returns, a
 * snapshot is given up as soon as it is taken, and the counters stay at 0.
 */
export function createVolatileStorage<Data>(): MemberStorage<Data> {
  return {
    persist: (_batch, done) => {
      done();
    },
    full: false,
    saveSnapshot: () => Promise.resolve(),
    bytesSinceSnapshot: 0,
    snapshotBytes: 0,
    close: () => Promise.resolve(),
  };
}
