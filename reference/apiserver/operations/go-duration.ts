const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Why a text is no duration, in Go's words. */
export interface DurationProblem {
  readonly problem: string;
}

/** Milliseconds of a duration as Go writes it: `1h30m`, `.5s`, `-5s`. */
export function parseGoDuration(text: string): number | DurationProblem {
  const quoted = JSON.stringify(text);
  const signed = /^([-+]?)(.*)$/s.exec(text);
  const rest = signed?.[2] ?? '';
  if (rest === '0') return 0;
  const invalid = { problem: `time: invalid duration ${quoted}` };
  if (rest === '') return invalid;
  let totalMs = 0;
  const part = /(\d+\.?\d*|\.\d+)([^\d.]*)/gy;
  let end = 0;
  for (let found = part.exec(rest); found !== null; found = part.exec(rest)) {
    const [whole, amount = '', unit = ''] = found;
    if (unit === '') return { problem: `time: missing unit in duration ${quoted}` };
    const scale = Object.hasOwn(unitMs, unit) ? unitMs[unit] : undefined;
    if (scale === undefined)
      return { problem: `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}` };
    totalMs += Number(amount) * scale;
    end += whole.length;
  }
  if (end !== rest.length) return invalid;
  return signed?.[1] === '-' ? -totalMs : totalMs;
}
