import type { MemberId } from './raft/types.ts';

/** What of the applied requests is replicated, by origin in order of their ids. */
export type AppliedRequestsState = readonly AppliedOfOrigin[];

interface AppliedOfOrigin {
  readonly origin: MemberId;
  /** The newest run of that member that was heard of; whatever an older one sent counts as applied. */
  readonly boot: number;
  /** Everything up to here counts as applied. */
  readonly lowWater: number;
  /** What is applied above, ascending. */
  readonly above: readonly number[];
}

interface Applied {
  boot: number;
  lowWater: number;
  readonly above: Set<number>;
}

/** How far below the highest number of a run one that is missing is still waited for. */
const window = 65_536;

/**
 * Which proposals were applied, so that one that entered the log twice is applied once. Part of the replicated state:
 * members that ask about the same proposals in the same order get the same answers. Memory is bounded: of each origin
 * only its newest run is remembered, and of that only what lies within a window.
 */
export class AppliedRequests {
  readonly #origins = new Map<MemberId, Applied>();

  constructor(state: AppliedRequestsState = []) {
    this.replace(state);
  }

  /** Takes over what another member remembers. */
  replace(state: AppliedRequestsState): void {
    this.#origins.clear();
    for (const { origin, boot, lowWater, above } of state) {
      this.#origins.set(origin, { boot, lowWater, above: new Set(above) });
    }
  }

  /** True the first time that it is asked about a proposal. Runs of a member must have rising numbers. */
  isNew(origin: MemberId, boot: number, sequence: number): boolean {
    let applied = this.#origins.get(origin);
    if (applied === undefined || boot > applied.boot) {
      applied = { boot, lowWater: 0, above: new Set() };
      this.#origins.set(origin, applied);
    }
    if (boot < applied.boot || sequence <= applied.lowWater || applied.above.has(sequence)) return false;
    if (sequence === applied.lowWater + 1) applied.lowWater = sequence;
    else applied.above.add(sequence);
    if (applied.above.size > 0) closeGap(applied, sequence - window);
    return true;
  }

  /** The newest run of a member that was heard of. */
  bootOf(origin: MemberId): number | undefined {
    return this.#origins.get(origin)?.boot;
  }

  /** A member that is gone for good need not be remembered. To be called at the same place of the log everywhere. */
  forget(origin: MemberId): void {
    this.#origins.delete(origin);
  }

  state(): AppliedRequestsState {
    return [...this.#origins]
      .map(([origin, { boot, lowWater, above }]) => ({
        origin,
        boot,
        lowWater,
        above: [...above].sort((left, right) => left - right),
      }))
      .sort((left, right) => (left.origin < right.origin ? -1 : 1));
  }
}

/** Raises the low water to `floor`, and on over whatever follows it without a gap. */
function closeGap(applied: Applied, floor: number): void {
  const { above } = applied;
  if (floor - applied.lowWater > window) {
    for (const number of above) if (number <= floor) above.delete(number);
    applied.lowWater = floor;
  }
  while (applied.lowWater < floor || above.has(applied.lowWater + 1)) {
    applied.lowWater += 1;
    above.delete(applied.lowWater);
  }
}
