import { describe, expect, test } from 'vitest';
import { createHostEnvironment } from '../../reference/sim/host-environment.ts';

describe('the host environment', () => {
  test('tells the time of the host and never goes back', () => {
    const { clock } = createHostEnvironment();
    const before = Date.now();
    const seen = clock.now();
    expect(seen).toBeGreaterThanOrEqual(before);
    expect(seen).toBeLessThanOrEqual(Date.now());
  });

  test('timers fire later, never synchronously, and can be cancelled', async () => {
    const { timers } = createHostEnvironment({ timersKeepAlive: true });
    const fired: string[] = [];
    timers.after(0, () => fired.push('at once'));
    timers.after(1, () => fired.push('cancelled')).cancel();
    timers.after(0, () => fired.push('cancelled')).cancel();
    expect(fired).toEqual([]);
    await new Promise<void>((resolve) => timers.after(20, resolve));
    expect(fired).toEqual(['at once']);
  });

  test('a timer further off than the host can wait does not fire at once', async () => {
    const { timers } = createHostEnvironment({ timersKeepAlive: true });
    let fired = false;
    const timer = timers.after(2 ** 40, () => {
      fired = true;
    });
    await new Promise<void>((resolve) => timers.after(20, resolve));
    timer.cancel();
    expect(fired).toBe(false);
  });

  test('two environments draw differently', () => {
    const draw = (): string => {
      const stream = createHostEnvironment().random('x');
      return `${stream.next()} ${stream.below(1000)} ${stream.uuid()}`;
    };
    expect(draw()).not.toBe(draw());
  });
});
