/** The layouts in which Go reads the two kinds of times of the API. */
export const timeLayouts: Readonly<Record<'time' | 'microTime', string>> = {
  time: '2006-01-02T15:04:05Z07:00',
  microTime: '2006-01-02T15:04:05.000000Z07:00',
};

interface Token {
  /** As the layout writes it. */
  readonly text: string;
  readonly pattern: RegExp;
  /** What a number out of range is called, and the largest one. */
  readonly range?: readonly [name: string, least: number, most: number];
}

const tokens: readonly Token[] = [
  { text: '2006', pattern: /^\d{4}/ },
  { text: '-', pattern: /^-/ },
  { text: '01', pattern: /^\d\d/, range: ['month', 1, 12] },
  { text: '-', pattern: /^-/ },
  { text: '02', pattern: /^\d\d/ },
  { text: 'T', pattern: /^T/ },
  { text: '15', pattern: /^\d\d?/, range: ['hour', 0, 23] },
  { text: ':', pattern: /^:/ },
  { text: '04', pattern: /^\d\d/, range: ['minute', 0, 59] },
  { text: ':', pattern: /^:/ },
  { text: '05', pattern: /^\d\d/, range: ['second', 0, 59] },
];
const zone: Token = { text: 'Z07:00', pattern: /^(?:Z|[+-]\d\d:\d\d)/ };
/** Where the layout has no fraction one may stand nevertheless. */
const anyFraction = /^[.,]\d+/;
const microseconds: Token = { text: '.000000', pattern: /^[.,]\d{6}(?!\d)/ };

/** What Go says behind `parsing time "..."`; undefined for a time in the layout. */
export function timeProblem(value: string, layout: string): string | undefined {
  let rest = value;
  const isWhole = layout === timeLayouts.time;
  const between = isWhole ? [] : [microseconds];
  for (const token of [...tokens, ...between, zone]) {
    if (token === zone && isWhole) rest = rest.replace(anyFraction, '');
    const found = token.pattern.exec(rest)?.[0];
    if (found === undefined) return ` as "${layout}": cannot parse "${rest}" as "${token.text}"`;
    const [name, least, most] = token.range ?? ['', 0, Number.MAX_SAFE_INTEGER];
    const number = Number(found);
    if (name !== '' && (number < least || number > most)) return `: ${name} out of range`;
    rest = rest.slice(found.length);
  }
  if (rest !== '') return `: extra text: "${rest}"`;
  return isDay(value) ? undefined : ': day out of range';
}

function isDay(value: string): boolean {
  const [year = 0, month = 0, day = 0] = value.slice(0, 10).split('-').map(Number);
  // Every 400 years the calendar is the same.
  return day >= 1 && day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}
