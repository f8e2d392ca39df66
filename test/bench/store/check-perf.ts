import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** It takes a minute, and what it needs to clear away its keys. */
const limitMs = 120_000;

export type PerfLoad = 's' | 'm' | 'l';

export interface PerfFigures {
  readonly perSecond: number;
  readonly slowestMs: number;
  readonly stddevMs: number;
  readonly passed: boolean;
}

/** `etcdctl check perf`: a minute of puts by Go clients at the pace of the load, and what it says about them. */
export async function checkPerf(endpoints: string, load: PerfLoad): Promise<PerfFigures> {
  const words = ['check', 'perf', `--load=${load}`, `--endpoints=${endpoints}`, `--prefix=/perf-${load}/`];
  const { stdout } = await execute('etcdctl', words, {
    env: { ...process.env, ETCDCTL_API: '3' },
    timeout: limitMs,
  }).catch((error: unknown) => {
    // It says FAIL by its exit code too.
    if (error instanceof Error && 'stdout' in error && error.stdout !== '')
      return { stdout: String(error.stdout) };
    throw error;
  });
  const number = (line: RegExp): number => Number(line.exec(stdout)?.[1] ?? Number.NaN);
  const figures = {
    perSecond: number(/[Tt]hroughput.*?(\d+) writes\/s/),
    slowestMs: number(/Slowest request.*?(\d+\.\d+)s/) * 1000,
    stddevMs: number(/Stddev.*?(\d+\.\d+)s/) * 1000,
    passed: /^PASS$/m.test(stdout),
  };
  if (Number.isNaN(figures.perSecond))
    throw new Error(`etcdctl check perf has no figures: ${stdout.slice(-500)}`);
  return figures;
}
