import type { Clock } from '../ports/ports.ts';

/** How far a virtual clock goes on between two looks at whether the work is done. */
const stepMs = 50;

/** What is thrown for work that the limit found unfinished. It goes on, but nobody waits for it any longer. */
export class NoAnswer extends Error {
  readonly code = 'NO_ANSWER';

  constructor(limitMs: number) {
    super(`no answer within ${limitMs} ms`);
    this.name = 'NoAnswer';
  }
}

/**
 * What `work` comes to, where that takes time: a virtual clock stands still unless somebody advances it, and a request
 * that needs an election or a timeout would wait for ever. Throws `NoAnswer` when `limitMs` of the implementation's time
 * have passed. Several may be under way on one clock: they share its steps, so that time passes for all of them at once.
 */
export async function whileTimePasses<Value>(
  clock: Clock | undefined,
  work: Promise<Value>,
  limitMs: number,
): Promise<Value> {
  if (clock?.kind !== 'virtual') return inRealTime(work, limitMs);
  let done = false;
  const noticed = (): void => {
    done = true;
  };
  work.then(noticed, noticed);
  await clock.settle();
  for (let waited = 0; !done; waited += stepMs) {
    if (waited >= limitMs) throw new NoAnswer(limitMs);
    await sharedStep(clock);
  }
  return work;
}

/** The same by the clock of this machine. */
export async function inRealTime<Value>(work: Promise<Value>, limitMs: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new NoAnswer(limitMs));
    }, limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** The step that each clock is taking just now. */
const steps = new WeakMap<Clock, Promise<void>>();

function sharedStep(clock: Clock): Promise<void> {
  const under = steps.get(clock);
  if (under !== undefined) return under;
  const step = clock.advance(stepMs).finally(() => steps.delete(clock));
  steps.set(clock, step);
  return step;
}
