/** What one priority level wants of the seats that are shared out. */
export interface SeatClaim {
  readonly least: number;
  readonly most: number;
  /** What it would use; not less than `least`. */
  readonly target: number;
}

export interface SeatAllocation {
  readonly seats: readonly number[];
  /** The part of its target that every level gets that runs into no bound. */
  readonly fairFraction: number;
}

const leastTarget = 0.001;

/**
 * Shares out `total` seats in proportion to the targets, none below its least nor above its most. `total` must lie between
 * the sums of both. Fractions are not rounded.
 */
export function allocateSeats(total: number, claims: readonly SeatClaim[]): SeatAllocation {
  const items = claims.map(({ least, most, target }) => ({
    least,
    most,
    target: Math.max(target, leastTarget),
  }));
  const givenAt = (fraction: number): number[] =>
    items.map(({ least, most, target }) => Math.max(least, Math.min(most, fraction * target)));
  const sumAt = (fraction: number): number => givenAt(fraction).reduce((sum, given) => sum + given, 0);
  // What is given rises with the fraction, in straight lines between the points where a bound begins or ceases to hold.
  const corners = items
    .flatMap(({ least, most, target }) => [least / target, most / target])
    .sort((left, right) => left - right);
  let below = corners[0] ?? 0;
  for (const corner of corners) {
    if (sumAt(corner) >= total) {
      const low = sumAt(below);
      const high = sumAt(corner);
      const part = high > low ? Math.max(0, total - low) / (high - low) : 1;
      const fairFraction = below + (corner - below) * part;
      return { seats: givenAt(fairFraction), fairFraction };
    }
    below = corner;
  }
  return { seats: givenAt(below), fairFraction: below };
}
