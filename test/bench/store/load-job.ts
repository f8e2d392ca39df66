import type { Address } from './grpc-connection.ts';

export const loadKinds = ['get', 'serializable get', 'put'] as const;

export type LoadKind = (typeof loadKinds)[number];

/** What the load generator is asked to do; it does one thing at a time. */
export type LoadJob =
  | {
      readonly job: 'load';
      /** The leader first. */
      readonly targets: readonly Address[];
      readonly kind: LoadKind;
      readonly clients: number;
      readonly warmUpMs: number;
      readonly durationMs: number;
    }
  | { readonly job: 'fill'; readonly targets: readonly Address[]; readonly keys: number }
  | {
      readonly job: 'fanOut';
      readonly targets: readonly Address[];
      readonly watchers: number;
      /** Puts one after the other, each waiting until everybody has seen the last. */
      readonly singlePuts: number;
      /** Puts at once. */
      readonly burstPuts: number;
    }
  | {
      readonly job: 'killAndWrite';
      readonly pid: number;
      readonly targets: readonly Address[];
      readonly limitMs: number;
    }
  | { readonly job: 'firstRead'; readonly target: Address; readonly limitMs: number };

export interface LoadFigures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** What the generator itself took of one core. */
  readonly generatorShare: number;
}

export interface FanOutFigures {
  readonly lastOneMs: readonly number[];
  readonly eventsPerSecond: number;
}

export interface LoadAnswers {
  readonly load: LoadFigures;
  /** Milliseconds. */
  readonly fill: number;
  readonly fanOut: FanOutFigures;
  /** Milliseconds from the kill to the first acknowledgement. */
  readonly killAndWrite: number;
  /** When it was answered, by the clock of `Date`. */
  readonly firstRead: number;
}
