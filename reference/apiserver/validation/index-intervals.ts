/** Either how many indexes a text such as `1,3-5` names, or why it cannot be read. */
export type IndexCount = { readonly count: number } | { readonly problem: string };

interface Interval {
  readonly first: number;
  readonly last: number;
}

function indexOf(text: string, completions: number): number | string {
  if (!/^[+-]?\d+$/.test(text)) return `cannot convert string to integer for index: "${text}"`;
  return Number(text) >= completions ? `too large index: "${text}"` : Number(text);
}

function intervalOf(text: string, completions: number): Interval | string {
  const parts = text.split('-');
  if (parts.length > 2)
    return `the fragment "${text}" violates the requirement that an index interval can have at most two parts separated by '-'`;
  const first = indexOf(parts[0] ?? '', completions);
  if (typeof first === 'string') return first;
  if (parts.length === 1) return { first, last: first };
  const last = indexOf(parts[1] ?? '', completions);
  if (typeof last === 'string') return last;
  return first >= last ? `non-increasing order, previous: ${first}, current: ${last}` : { first, last };
}

/** Reads the indexes of an indexed job: each below `completions`, in rising order. */
export function countIndexes(text: string, completions: number): IndexCount {
  let count = 0;
  let previous: number | undefined;
  for (const part of text === '' ? [] : text.split(',')) {
    const interval = intervalOf(part, completions);
    if (typeof interval === 'string') return { problem: interval };
    if (previous !== undefined && previous >= interval.first)
      return { problem: `non-increasing order, previous: ${previous}, current: ${interval.first}` };
    count += interval.last - interval.first + 1;
    previous = interval.last;
  }
  return { count };
}

/** The lowest index that both texts name, passing over what cannot be read. */
export function commonIndex(left: string, right: string, completions: number): number | undefined {
  const intervalsOf = (text: string): readonly Interval[] =>
    text.split(',').flatMap((part) => {
      const interval = intervalOf(part, completions);
      return typeof interval === 'string' ? [] : [interval];
    });
  const others = intervalsOf(right);
  const common = intervalsOf(left).flatMap(({ first, last }) =>
    others
      .filter((other) => first <= other.last && other.first <= last)
      .map((other) => Math.max(first, other.first)),
  );
  return common.length === 0 ? undefined : Math.min(...common);
}
