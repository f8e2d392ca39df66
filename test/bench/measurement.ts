/** One figure of a benchmark: the samples of one run, never a single shot where more can be had. */
export interface Measurement {
  readonly name: string;
  readonly subject: string;
  readonly unit: 'ms' | 'per second' | 'MiB';
  readonly samples: readonly number[];
  /** The most that the load generator itself took of one core: near 1, it and not the subject is what was measured. */
  readonly generatorShare?: number;
}

export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Half the distance between the quartiles, relative to the median: how far a repeated run may differ. */
export function spread(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return (at(0.75) - at(0.25)) / 2 / median(samples);
}

/** Milliseconds that `work` took. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The table of a run: one line per figure and subject, with the ratio to the first other subject of that figure. */
export function table(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ name, subject, unit, samples }) => {
    const own = median(samples);
    const peer = measurements.find(
      (other) => other.name === name && other.subject !== subject && other.unit === unit,
    );
    const ratio = peer === undefined ? '' : `${(own / median(peer.samples)).toFixed(2)} × ${peer.subject}`;
    return [
      name,
      subject,
      `${round(own)} ${unit}`,
      `±${(spread(samples) * 100).toFixed(0)} %`,
      String(samples.length),
      ratio,
    ];
  });
  const header = ['what', 'who', 'median', 'spread', 'samples', 'ratio'];
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/**
 * One line per figure, `own` beside `peer`: the ratio of the medians, and whether that is ahead, whichever way is better for the
 * unit.
 */
export function comparison(measurements: readonly Measurement[], own: string, peer: string): string {
  const header = ['what', own, peer, `${own} / ${peer}`, '', 'generator'];
  const names = [...new Set(measurements.map(({ name }) => name))];
  const rows = names.map((name) => {
    const find = (subject: string): Measurement | undefined =>
      measurements.find((each) => each.name === name && each.subject === subject);
    const sides = [find(own), find(peer)] as const;
    const shares = sides.map((side) => side?.generatorShare).filter((share) => share !== undefined);
    return [
      name,
      ...sides.map((side) => (side === undefined ? 'not measured' : figure(side))),
      ...verdict(...sides),
      shares.map((share) => `${(share * 100).toFixed(0)} %`).join(', '),
    ];
  });
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function figure({ samples, unit }: Measurement): string {
  const around = samples.length > 1 ? ` ±${(spread(samples) * 100).toFixed(0)} %` : '';
  return `${round(median(samples))} ${unit}${around}`;
}

function verdict(own: Measurement | undefined, peer: Measurement | undefined): readonly [string, string] {
  if (own === undefined || peer === undefined) return ['', ''];
  const ratio = median(own.samples) / median(peer.samples);
  const ahead = own.unit === 'per second' ? ratio >= 1 : ratio <= 1;
  return [`${ratio.toFixed(2)} ×`, ahead ? 'ahead' : 'behind'];
}

function round(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
