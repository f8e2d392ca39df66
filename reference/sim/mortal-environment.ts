import type { Environment, Timer } from './environment.ts';

/** An environment whose inhabitant can be stopped for a while, or for good, from outside. */
export interface MortalEnvironment extends Environment {
  /** Timers that fall due wait, as those of a process that got SIGSTOP. */
  pause(): void;
  resume(): void;
  /** No timer fires any more. */
  kill(): void;
  /** Runs `action` now, after the pause, or never. */
  whenAwake(action: () => void): void;
  readonly isDead: boolean;
}

/** The same time, chance and trace as `environment`. */
export function createMortalEnvironment(environment: Environment): MortalEnvironment {
  let state: 'awake' | 'paused' | 'dead' = 'awake';
  let waiting: (() => void)[] = [];
  const whenAwake = (action: () => void): void => {
    if (state === 'awake') action();
    else if (state === 'paused') waiting.push(action);
  };
  return {
    clock: environment.clock,
    random: (label) => environment.random(label),
    trace: environment.trace,
    timers: {
      after: (delayMs, action): Timer => {
        let cancelled = false;
        const timer = environment.timers.after(delayMs, () => {
          whenAwake(() => {
            if (!cancelled) action();
          });
        });
        return {
          cancel: () => {
            cancelled = true;
            timer.cancel();
          },
        };
      },
    },
    pause: () => {
      if (state === 'awake') state = 'paused';
    },
    resume: () => {
      if (state !== 'paused') return;
      state = 'awake';
      const due = waiting;
      waiting = [];
      // One after the other, as a process finds them when it goes on; a pause among them keeps the rest.
      for (const action of due) whenAwake(action);
    },
    kill: () => {
      state = 'dead';
      waiting = [];
    },
    whenAwake,
    get isDead() {
      return state === 'dead';
    },
  };
}
