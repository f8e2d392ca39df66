interface Bounds {
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const bounds: readonly Bounds[] = [
  { low: 0, high: 59 },
  { low: 0, high: 23 },
  { low: 1, high: 31 },
  { low: 1, high: 12, names: months },
  { low: 0, high: 6, names: days },
];
const descriptors = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];
const duration =
  /^[+-]?(0|(\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))*$/;

/** Why a cron schedule cannot be read, if so; in the words of the parser that upstream uses. */
export function scheduleProblem(schedule: string): string | undefined {
  if (schedule.startsWith('@')) return descriptorProblem(schedule);
  const fields = schedule.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== 5) return `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`;
  for (const [index, field] of fields.entries()) {
    const within = bounds[index] ?? { low: 0, high: 0 };
    for (const part of field.split(',')) {
      const problem = part === '' ? undefined : rangeProblem(part, within);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

function descriptorProblem(descriptor: string): string | undefined {
  if (descriptors.includes(descriptor)) return undefined;
  if (!descriptor.startsWith('@every ')) return `unrecognized descriptor: ${descriptor}`;
  const text = descriptor.slice('@every '.length);
  if (duration.test(text)) return undefined;
  return `failed to parse duration ${descriptor}: time: invalid duration ${JSON.stringify(text)}`;
}

/** A whole number, or why it is none. */
function numberOf(text: string, { low, names }: Bounds): number | string {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return named + low;
  if (!/^[+-]?\d+$/.test(text))
    return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
  return Number(text) < 0 ? `negative number (${Number(text)}) not allowed: ${text}` : Number(text);
}

function rangeProblem(expression: string, within: Bounds): string | undefined {
  const [range = '', step, ...moreSteps] = expression.split('/');
  const [first = '', second, ...moreHyphens] = range.split('-');
  let [start, end] = [within.low, within.high];
  if (first !== '*' && first !== '?') {
    const from = numberOf(first, within);
    if (typeof from === 'string') return from;
    if (moreHyphens.length > 0) return `too many hyphens: ${expression}`;
    const to = second === undefined ? from : numberOf(second, within);
    if (typeof to === 'string') return to;
    [start, end] = [from, to];
  }
  if (moreSteps.length > 0) return `too many slashes: ${expression}`;
  const by = step === undefined ? 1 : numberOf(step, { low: 0, high: 0 });
  if (typeof by === 'string') return by;
  if (step !== undefined && second === undefined) end = within.high;
  if (start < within.low) return `beginning of range (${start}) below minimum (${within.low}): ${expression}`;
  if (end > within.high) return `end of range (${end}) above maximum (${within.high}): ${expression}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${expression}`;
  return by === 0 ? `step of range should be a positive number: ${expression}` : undefined;
}
