import type { PortName, Ports } from '../ports/ports.ts';

/**
 * A deliberately wrong implementation with exactly one breach, put in front of any adapter by wrapping its ports. It is
 * killed when a check of the requirement that it breaks fails through an assertion; a crash does not count.
 */
export interface Saboteur {
  /** Unique, never reused; reads as what it does: `accepts-stale-replace`. */
  readonly id: string;
  /** The requirement that must catch it. */
  readonly breaks: string;
  /** One sentence: what it does wrong. */
  readonly title: string;
  /** The real bug that it rebuilds: `kubernetes/kubernetes#12345: what happened`. */
  readonly upstream?: string;
  /** The port that it wraps; where an adapter lacks it the saboteur is void. */
  readonly port: PortName;
  /** Called once per session. `reached` must be called whenever the breach is actually committed, so that a dead one shows. */
  wrap(ports: Ports, reached: () => void): Ports;
}
