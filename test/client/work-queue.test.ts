import { describe, expect, it } from 'vitest';
import { retryOnConflict } from '../../reference/client/conflict-retry.ts';
import { KubeError } from '../../reference/client/kube-error.ts';
import { WorkQueue } from '../../reference/client/work-queue.ts';
import { createVirtualEnvironment } from '../../reference/sim/virtual-environment.ts';

describe('a work queue', () => {
  it('handles once what was added often, in the order of adding', async () => {
    const environment = createVirtualEnvironment({ seed: 1 });
    const handled: string[] = [];
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const queue = new WorkQueue(environment, {
      work: async (item) => {
        handled.push(item);
        if (item === 'first') await gate;
      },
    });
    for (const item of ['first', 'b', 'a', 'b', 'a']) queue.add(item);
    expect(queue.length).toBe(2);
    release();
    await environment.settle();
    expect(handled).toEqual(['first', 'b', 'a']);
    expect(queue.isIdle).toBe(true);
  });

  it('handles once more, never at the same time, what is added while it is handled', async () => {
    const environment = createVirtualEnvironment({ seed: 1 });
    let inWork = 0;
    let most = 0;
    let runs = 0;
    const queue = new WorkQueue(environment, {
      workers: 4,
      work: async () => {
        runs += 1;
        inWork += 1;
        most = Math.max(most, inWork);
        if (runs === 1) for (let count = 0; count < 3; count += 1) queue.add('a');
        await new Promise<void>((resolve) => environment.timers.after(10, resolve));
        inWork -= 1;
      },
    });
    queue.add('a');
    await environment.advance(1000);
    expect({ runs, most }).toEqual({ runs: 2, most: 1 });
  });

  it('waits twice as long after each failure, and anew after a success', async () => {
    const environment = createVirtualEnvironment({ seed: 1 });
    const startedAt = environment.clock.now();
    const times: number[] = [];
    const failures: string[] = [];
    const queue = new WorkQueue(environment, {
      work: async () => {
        times.push(environment.clock.now() - startedAt);
        if (times.length <= 4) throw new Error('not yet');
      },
      onFailure: (item) => failures.push(item),
    });
    queue.add('a');
    await environment.advance(10_000);
    expect(times).toEqual([0, 5, 15, 35, 75]);
    expect(failures).toHaveLength(4);
    expect(queue.failures('a')).toBe(0);
  });

  it('spreads the retries of many items', async () => {
    const environment = createVirtualEnvironment({ seed: 1 });
    let failed = 0;
    const counting = new WorkQueue(environment, {
      workers: 200,
      work: async () => {
        failed += 1;
        throw new Error('never');
      },
    });
    for (let count = 0; count < 150; count += 1) counting.add(`item-${count}`);
    await environment.advance(4);
    expect(failed).toBe(150);
    await environment.advance(1000);
    expect(failed).toBeLessThan(150 + 100 + 15);
    counting.stop();
  });

  it('delays, keeps the soonest of several delays, and stops', async () => {
    const environment = createVirtualEnvironment({ seed: 1 });
    const times: number[] = [];
    const startedAt = environment.clock.now();
    const queue = new WorkQueue(environment, {
      work: async () => {
        times.push(environment.clock.now() - startedAt);
      },
    });
    queue.addAfter('a', 500);
    queue.addAfter('a', 100);
    queue.addAfter('a', 900);
    await environment.advance(2000);
    expect(times).toEqual([100]);
    queue.addAfter('a', 100);
    queue.stop();
    await environment.advance(2000);
    expect(times).toEqual([100]);
  });
});

describe('retryOnConflict', () => {
  const conflict = new KubeError(409, { reason: 'Conflict', message: 'modified' });

  it('tries again until there is no conflict', async () => {
    const environment = createVirtualEnvironment({ seed: 1 });
    let attempts = 0;
    const result = retryOnConflict(environment, async () => {
      attempts += 1;
      if (attempts < 3) throw conflict;
      return 'written';
    });
    await environment.advance(1000);
    expect(await result).toBe('written');
    expect(attempts).toBe(3);
  });

  it('gives up after five attempts, and at once on anything else', async () => {
    const environment = createVirtualEnvironment({ seed: 1 });
    let attempts = 0;
    const failing = (error: Error): Promise<unknown> =>
      retryOnConflict(environment, async () => {
        attempts += 1;
        throw error;
      }).catch((caught: unknown) => caught);
    const stubborn = failing(conflict);
    await environment.advance(1000);
    expect(await stubborn).toBe(conflict);
    expect(attempts).toBe(5);
    attempts = 0;
    const other = new Error('gone');
    expect(await failing(other)).toBe(other);
    expect(attempts).toBe(1);
  });
});
