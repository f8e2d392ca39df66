import { expect, test } from 'vitest';
import type { Clock } from '../../harness/ports/ports.ts';
import { whileTimePasses } from '../../harness/world/clock-driven.ts';

/** A clock that stands still unless it is advanced, and what is to happen on the way. */
function virtualClock(): {
  readonly clock: Clock;
  readonly steps: number[];
  readonly at: (ms: number) => Promise<void>;
} {
  let now = 0;
  const steps: number[] = [];
  const due: { readonly at: number; readonly act: () => void }[] = [];
  const clock: Clock = {
    kind: 'virtual',
    now: () => Promise.resolve(now),
    advance: (durationMs) => {
      now += durationMs;
      steps.push(durationMs);
      for (const { at, act } of due) if (at <= now) act();
      return Promise.resolve();
    },
    settle: () => Promise.resolve(),
  };
  const at = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      due.push({ at: ms, act: resolve });
    });
  return { clock, steps, at };
}

test('work that needs no time gets none', async () => {
  const { clock, steps } = virtualClock();
  expect(await whileTimePasses(clock, Promise.resolve('done'), 1000)).toBe('done');
  expect(steps).toEqual([]);
});

test('a virtual clock goes on in steps until the work is done', async () => {
  const { clock, steps, at } = virtualClock();
  await whileTimePasses(clock, at(120), 1000);
  expect(steps).toEqual([50, 50, 50]);
});

test('work that fails fails as it is', async () => {
  const { clock } = virtualClock();
  await expect(whileTimePasses(clock, Promise.reject(new Error('no')), 1000)).rejects.toThrow('no');
});

test('what the limit finds unfinished has no answer', async () => {
  const { clock, steps, at } = virtualClock();
  await expect(whileTimePasses(clock, at(5000), 200)).rejects.toMatchObject({ code: 'NO_ANSWER' });
  expect(steps).toHaveLength(4);
});

test('several on one clock share its steps', async () => {
  const { clock, steps, at } = virtualClock();
  await Promise.all([1, 2, 3].map(() => whileTimePasses(clock, at(100), 1000)));
  expect(steps).toHaveLength(2);
});

test('a real clock is waited for, no longer than the limit', async () => {
  const never = new Promise<void>(() => undefined);
  await expect(whileTimePasses(undefined, never, 20)).rejects.toMatchObject({ code: 'NO_ANSWER' });
  expect(await whileTimePasses(undefined, Promise.resolve(1), 20)).toBe(1);
});
