/** One figure of a benchmark: the samples of one run, never a single shot where more can be had. */
export interface Measurement {
  readonly name: string;
  readonly subject: string;
  readonly unit: 'ms' | 'per second' | 'MiB';
  readonly samples: readonly number[];
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

function round(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
