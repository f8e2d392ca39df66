const longestSeconds = 32;

interface Drops {
  /** Seconds of the past, oldest first. */
  history: { readonly second: number; readonly count: number }[];
  second: number;
  count: number;
  retryAfter: number;
  changedAt: number;
}

/**
 * How long those who are refused should stay away: the time doubles while three times as many are refused as it counts
 * seconds, and shrinks by a second when fewer are. Each priority level by itself.
 */
export class DroppedRequests {
  readonly #levels = new Map<string, Drops>();

  /** Counts one more, and answers for how many seconds it should stay away. */
  dropped(level: string, nowMs: number): number {
    const second = Math.floor(nowMs / 1000);
    const drops = this.#levels.get(level) ?? {
      history: [],
      second: 0,
      count: 0,
      retryAfter: 1,
      changedAt: 0,
    };
    this.#levels.set(level, drops);
    if (drops.second === second) drops.count += 1;
    else turn(drops, second);
    return drops.retryAfter;
  }
}

/** The first of a new second. */
function turn(drops: Drops, second: number): void {
  drops.history.push({ second: drops.second, count: drops.count });
  const kept = Math.min(2 * drops.retryAfter, longestSeconds);
  drops.history = drops.history.filter((entry) => drops.second - entry.second <= kept);
  drops.second = second;
  drops.count = 1;
  const { retryAfter } = drops;
  const recent = drops.history
    .filter((entry) => second - entry.second <= retryAfter && entry.second < second)
    .reduce((sum, { count }) => sum + count, 0);
  if (second - drops.changedAt >= retryAfter && recent >= 3 * retryAfter) {
    drops.retryAfter = Math.min(2 * retryAfter, longestSeconds);
    drops.changedAt = second;
  } else if (recent < retryAfter && retryAfter > 1) drops.retryAfter -= 1;
}
