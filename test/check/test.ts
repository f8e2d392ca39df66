/**
 * `npm test`: the static checks (one each), the unit tests, the tests with real components (kubectl, etcd) where these are installed, the features and
 * properties on the reference, and the proof that they bite. Ends with one line that sums up all of them.
 */
import { readFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProveDocument, ReportDocument } from '../../schemas/types/plimsoll.ts';
import { tail } from './output.ts';
import { root, runCommand, runParts } from './part.ts';
import { staticParts } from './parts.ts';

interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface VitestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numFailedTestSuites: number;
}

const results = join(root, '.plimsoll', 'test');
const plimsoll = ['node', 'harness/cli/plimsoll.mjs'];

/** Runs one command and counts by its result file; without one, the command itself is one failure. */
async function counted(
  command: readonly string[],
  file: string,
  count: (text: string) => Count,
): Promise<Count> {
  process.stdout.write(`\n── ${command.join(' ')}\n`);
  const { ok } = await runCommand(command, true);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const found = count(text);
  return !ok && found.failed === 0 ? { ...found, failed: 1 } : found;
}

function vitestCount(text: string): Count {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites } = JSON.parse(
    text,
  ) as VitestResult;
  const failed = numFailedTests > 0 ? numFailedTests : numFailedTestSuites;
  return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests };
}

function reportCount(text: string): Count {
  const { totals, problems } = JSON.parse(text) as ReportDocument;
  const failed = totals.failed + totals.unmet + totals.error + problems.length;
  return { passed: totals.passed, failed, skipped: totals.notApplicable + totals.knownFailure };
}

function proveCount(text: string): Count {
  const { totals, saboteurs, control } = JSON.parse(text) as ProveDocument;
  const failed = saboteurs.length - totals.killed + (control.ok ? 0 : 1);
  return { passed: totals.killed, failed, skipped: 0 };
}

/** Format, lint, types and so on: each is one check. */
async function staticCount(): Promise<Count> {
  process.stdout.write('\n── static checks\n');
  const found = await runParts(staticParts, 2, ({ name, ok, output }) => {
    process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name}\n${ok ? '' : `${tail(output)}\n`}`);
  });
  const passed = found.filter(({ ok }) => ok).length;
  return { passed, failed: found.length - passed, skipped: 0 };
}

/**
 * The features of the store, unchanged, on real etcd. What needs an API server is not counted there. Without the binary
 * it is one skip, and in CI, where it must be there, one failure.
 */
async function realStoreCount(): Promise<Count> {
  const { ok } = await runCommand(['etcd', '--version']);
  if (!ok) {
    const required = process.env['CI'] !== undefined;
    process.stdout.write(
      '\n── etcd is not installed (Debian package etcd-server): its features are skipped\n',
    );
    return { passed: 0, failed: required ? 1 : 0, skipped: required ? 0 : 1 };
  }
  const out = join(results, 'etcd');
  const command = [
    ...plimsoll,
    'run',
    '--adapter',
    'etcd',
    '--profile',
    'store',
    '--seed',
    '1',
    '--out',
    out,
  ];
  return { ...(await counted(command, join(out, 'report.json'), reportCount)), skipped: 0 };
}

await rm(results, { recursive: true, force: true });
await mkdir(results, { recursive: true });
const vitestFile = join(results, 'vitest.json');
const counts = [
  await staticCount(),
  await counted(
    ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestFile}`],
    vitestFile,
    vitestCount,
  ),
  await counted(
    [...plimsoll, 'run', '--seed', '1', '--out', join(results, 'run')],
    join(results, 'run', 'report.json'),
    reportCount,
  ),
  await counted(
    [...plimsoll, 'prove', '--seed', '1', '--out', join(results, 'prove')],
    join(results, 'prove', 'prove.json'),
    proveCount,
  ),
  // The same reference as separate processes, over TLS and gRPC, in real time.
  await counted(
    [
      ...[...plimsoll, 'run', '--adapter', 'processes', '--seed', '1'],
      ...['LOCK', 'ARCH', 'ETCD-12', 'ETCD-13', 'ETCD-16'].flatMap((id) => ['--requirement', id]),
      ...['--out', join(results, 'processes')],
    ],
    join(results, 'processes', 'report.json'),
    reportCount,
  ),
];
const realStore = await realStoreCount();
const sum = (name: keyof Count): number =>
  [...counts, realStore].reduce((total, count) => total + count[name], 0);
process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped\n`);
process.exitCode = sum('failed') === 0 && counts.every(({ passed }) => passed > 0) ? 0 : 1;
