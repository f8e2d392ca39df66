/**
 * The only door from the reference to time, chance and the record of what happened. Every component takes an
 * `Environment` as the first argument of its constructor and reads nothing else: no wall clock, no `Math.random`,
 * no timer of the host. Two implementations: `host-environment.ts` (real time) and `virtual-environment.ts`
 * (simulated time, one seed, one history).
 */
export interface Environment {
  readonly clock: Clock;
  readonly timers: Timers;
  /**
   * The stream of chance that belongs to `label`. Asking twice for one label gives the same stream, and what one
   * label draws never shifts what another draws, so that adding a component does not change the others' history.
   */
  random(label: string): RandomStream;
  readonly trace: Trace;
}

/** Milliseconds since the Unix epoch. Never goes back. */
export type EpochMs = number;

export interface Clock {
  now(): EpochMs;
}

export interface Timers {
  /**
   * Calls `action` once, `delayMs` from now, never synchronously. Timers due at one instant fire in the order in
   * which they were set. `delayMs` of 0 means: after everything that is already under way.
   */
  after(delayMs: number, action: () => void): Timer;
}

export interface Timer {
  /** Has no effect once the timer has fired. */
  cancel(): void;
}

export interface RandomStream {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number in [0, bound). */
  below(bound: number): number;
  /** A version 4 UUID in lower case. */
  uuid(): string;
}

/** One thing that a component did, and what made it do so. */
export interface TraceEvent {
  /** The component, as users know it: `apiserver`, `garbage-collector`. */
  readonly actor: string;
  /** A verb: `create`, `delete`, `watch`. */
  readonly action: string;
  readonly object?: string;
  /** The trace id of the event that caused this one. */
  readonly cause?: number;
  readonly detail?: string;
}

export interface RecordedTraceEvent extends TraceEvent {
  /** Rises by one with every event of an environment, from 1. */
  readonly id: number;
  readonly at: EpochMs;
}

export interface Trace {
  /** Records the event and returns its id, to be named as the cause of what follows. */
  record(event: TraceEvent): number;
  readonly events: readonly RecordedTraceEvent[];
}
