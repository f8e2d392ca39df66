const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `40s`, `1m30s`, `2h`, `250ms`, or of a number, which is milliseconds already. Throws a `TypeError`. */
export function durationMs(duration: string | number): number {
  if (typeof duration === 'number') {
    if (Number.isFinite(duration) && duration >= 0) return duration;
    throw new TypeError(`a duration in milliseconds must be 0 or more, not ${duration}`);
  }
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  if (parts.length === 0 || parts.map(([text]) => text).join('') !== duration) {
    throw new TypeError(
      `a duration is written like "40s", "1m30s", "250ms" or "2h", not ${JSON.stringify(duration)}`,
    );
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (unitsMs[unit ?? ''] ?? 0), 0);
}
