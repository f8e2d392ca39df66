import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createVirtualEnvironment, virtualEpochMs } from '../../reference/sim/virtual-environment.ts';
import type { VirtualEnvironment } from '../../reference/sim/virtual-environment.ts';

describe('virtual time', () => {
  test('begins at the fixed instant and moves only by advance', async () => {
    const environment = createVirtualEnvironment({ seed: 1 });
    expect(environment.clock.now()).toBe(virtualEpochMs);
    await environment.settle();
    expect(environment.clock.now()).toBe(virtualEpochMs);
    await environment.advance(1500);
    expect(environment.clock.now()).toBe(virtualEpochMs + 1500);
  });

  test('fires timers by time, then by the order in which they were set', async () => {
    const environment = createVirtualEnvironment({ seed: 1, startAt: 0 });
    const fired: string[] = [];
    const note = (name: string) => () => fired.push(`${name}@${environment.clock.now()}`);
    environment.timers.after(20, note('late'));
    environment.timers.after(10, note('first'));
    environment.timers.after(10, note('second'));
    environment.timers.after(30, note('beyond'));
    await environment.advance(20);
    expect(fired).toEqual(['first@10', 'second@10', 'late@20']);
  });

  test('what a timer sets off through promises ends before the next timer fires', async () => {
    const environment = createVirtualEnvironment({ seed: 1, startAt: 0 });
    const fired: string[] = [];
    environment.timers.after(10, () => {
      void (async () => {
        for (let step = 1; step <= 20; step += 1) await Promise.resolve();
        fired.push(`chain@${environment.clock.now()}`);
        environment.timers.after(0, () => fired.push(`child@${environment.clock.now()}`));
      })();
    });
    environment.timers.after(10, () => fired.push('neighbour@10'));
    environment.timers.after(11, () => fired.push('next@11'));
    await environment.advance(11);
    expect(fired).toEqual(['chain@10', 'neighbour@10', 'child@10', 'next@11']);
  });

  test('timers that a timer sets within the advance fire too', async () => {
    const environment = createVirtualEnvironment({ seed: 1, startAt: 0 });
    const at: number[] = [];
    const tick = (): void => {
      at.push(environment.clock.now());
      environment.timers.after(10, tick);
    };
    environment.timers.after(10, tick);
    await environment.advance(45);
    expect(at).toEqual([10, 20, 30, 40]);
    expect(environment.nextTimerAt()).toBe(50);
  });

  test('a cancelled timer does not fire, and cancelling a fired one does nothing', async () => {
    const environment = createVirtualEnvironment({ seed: 1, startAt: 0 });
    const fired: string[] = [];
    const doomed = environment.timers.after(5, () => fired.push('doomed'));
    const kept = environment.timers.after(5, () => fired.push('kept'));
    doomed.cancel();
    await environment.advance(5);
    kept.cancel();
    await environment.advance(5);
    expect(fired).toEqual(['kept']);
  });

  test('a timer of delay 0 fires although nobody advances the clock', async () => {
    const environment = createVirtualEnvironment({ seed: 1 });
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      environment.timers.after(0, () => {
        order.push('timer');
        resolve();
      });
      order.push('caller');
    });
    expect(order).toEqual(['caller', 'timer']);
  });

  test('settle names the trouble where it never comes to rest', async () => {
    const environment = createVirtualEnvironment({ seed: 1, timersPerInstant: 100 });
    let stopped = false;
    const again = (): void => {
      if (!stopped) environment.timers.after(0, again);
    };
    again();
    await expect(environment.settle()).rejects.toThrow(/does not come to rest: 100 timers/);
    stopped = true;
  });

  test('refuses to go back or to wait for ever', async () => {
    const environment = createVirtualEnvironment({ seed: 1 });
    await expect(environment.advance(-1)).rejects.toThrow(RangeError);
    await expect(environment.advance(Number.POSITIVE_INFINITY)).rejects.toThrow(RangeError);
    expect(() => environment.timers.after(-1, () => undefined)).toThrow(RangeError);
  });

  test('advances called side by side happen one after the other', async () => {
    const environment = createVirtualEnvironment({ seed: 1, startAt: 0 });
    await Promise.all([environment.advance(10), environment.advance(5), environment.settle()]);
    expect(environment.clock.now()).toBe(15);
  });

  test('timers fire as a sorted list of them would', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(50), fc.boolean()), { maxLength: 300 }), async (plans) => {
        const environment = createVirtualEnvironment({ seed: 1, startAt: 0 });
        const fired: number[] = [];
        const timers = plans.map(([delay], index) =>
          environment.timers.after(delay, () => fired.push(index)),
        );
        plans.forEach(([, cancelled], index) => {
          if (cancelled) timers[index]?.cancel();
        });
        await environment.advance(50);
        const expected = plans
          .map(([delay, cancelled], index) => ({ delay, cancelled, index }))
          .filter(({ cancelled }) => !cancelled)
          .sort((left, right) => left.delay - right.delay || left.index - right.index);
        expect(fired).toEqual(expected.map(({ index }) => index));
      }),
      { numRuns: 30 },
    );
  });
});

describe('chance', () => {
  test('one label is one stream, whatever other labels draw', () => {
    const alone = createVirtualEnvironment({ seed: 7 }).random('scheduler');
    const beside = createVirtualEnvironment({ seed: 7 });
    beside.random('kubelet').next();
    expect(draws(beside, 'scheduler', 5)).toEqual([1, 2, 3, 4, 5].map(() => alone.next()));
    expect(beside.random('scheduler')).toBe(beside.random('scheduler'));
  });

  test('labels and seeds part the streams', () => {
    const environment = createVirtualEnvironment({ seed: 7 });
    const streams = ['a', 'b', 'aa', 'scheduler', 'schedulel'].map((label) =>
      draws(environment, label, 3).join(),
    );
    streams.push(draws(createVirtualEnvironment({ seed: 8 }), 'a', 3).join());
    expect(new Set(streams).size).toBe(streams.length);
  });

  test('draws lie where they should and spread evenly', () => {
    const stream = createVirtualEnvironment({ seed: 3 }).random('spread');
    const counts = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 20_000; draw += 1) {
      const bucket = stream.below(10);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    // Six standard deviations around 2,000.
    expect(Math.min(...counts)).toBeGreaterThan(1745);
    expect(Math.max(...counts)).toBeLessThan(2255);
    expect(() => stream.below(0)).toThrow(RangeError);
    expect(() => stream.below(1.5)).toThrow(RangeError);
  });

  test('uuids are of version 4 and differ', () => {
    const stream = createVirtualEnvironment({ seed: 3 }).random('uids');
    const uuids = Array.from({ length: 1000 }, () => stream.uuid());
    for (const uuid of uuids) {
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
    expect(new Set(uuids).size).toBe(1000);
  });
});

function draws(environment: VirtualEnvironment, label: string, count: number): number[] {
  return Array.from({ length: count }, () => environment.random(label).next());
}

describe('trace', () => {
  test('ids rise from 1 and carry the time', async () => {
    const environment = createVirtualEnvironment({ seed: 1, startAt: 100 });
    const cause = environment.trace.record({ actor: 'apiserver', action: 'create' });
    await environment.advance(5);
    environment.trace.record({ actor: 'scheduler', action: 'bind', cause });
    expect(environment.trace.events).toEqual([
      { id: 1, at: 100, actor: 'apiserver', action: 'create' },
      { id: 2, at: 105, actor: 'scheduler', action: 'bind', cause: 1 },
    ]);
  });

  test('with a limit the newest events stay and memory does not grow', () => {
    const environment = createVirtualEnvironment({ seed: 1, traceLimit: 10 });
    for (let count = 0; count < 1000; count += 1) environment.trace.record({ actor: 'a', action: 'b' });
    const { events } = environment.trace;
    expect(events.at(-1)?.id).toBe(1000);
    expect(events.length).toBeGreaterThanOrEqual(10);
    expect(events.length).toBeLessThanOrEqual(20);
  });
});

describe('one seed, one history', () => {
  test('two runs of a busy simulation are the same byte for byte; another seed differs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const first = await history(seed);
        expect(await history(seed)).toBe(first);
        expect(await history(seed + 1)).not.toBe(first);
      }),
      { numRuns: 20 },
    );
  });
});

/** Workers that sleep for random times, wake each other through promises, and record what they do. */
async function history(seed: number): Promise<string> {
  const environment = createVirtualEnvironment({ seed });
  const waiting: ((cause: number) => void)[] = [];
  const worker = async (name: string): Promise<void> => {
    const random = environment.random(name);
    for (let step = 0; step < 20; step += 1) {
      await new Promise<void>((resolve) => environment.timers.after(random.below(50), resolve));
      const cause = environment.trace.record({ actor: name, action: 'wake', detail: random.uuid() });
      waiting.shift()?.(cause);
      if (random.next() < 0.3) {
        const woken = await new Promise<number>((resolve) => waiting.push(resolve));
        environment.trace.record({ actor: name, action: 'woken', cause: woken });
      }
    }
  };
  for (const name of ['a', 'b', 'c', 'd']) void worker(name);
  await environment.advance(5000);
  expect(environment.trace.events.length).toBeGreaterThan(20);
  return JSON.stringify(environment.trace.events);
}
