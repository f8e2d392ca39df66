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

async function document(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

/** Runs one command and counts by its result file; without one, the command itself is one failure. */
async function counted<Type>(
  command: readonly string[],
  file: string,
  count: (result: Type) => Count,
): Promise<Count> {
  process.stdout.write(`\n── ${command.join(' ')}\n`);
  const { ok } = await runCommand(command, true);
  const result = (await document(file)) as Type | undefined;
  if (!result) return { passed: 0, failed: 1, skipped: 0 };
  const found = count(result);
  return !ok && found.failed === 0 ? { ...found, failed: 1 } : found;
}

function vitestCount(result: VitestResult): Count {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites } = result;
  const failed = numFailedTests > 0 ? numFailedTests : numFailedTestSuites;
  return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests };
}

function reportCount({ totals, problems }: ReportDocument): Count {
  const failed = totals.failed + totals.unmet + totals.error + problems.length;
  return { passed: totals.passed, failed, skipped: totals.notApplicable + totals.knownFailure };
}

function proveCount({ totals, saboteurs, control }: ProveDocument): Count {
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

await rm(results, { recursive: true, force: true });
await mkdir(results, { recursive: true });
const vitestFile = join(results, 'vitest.json');
const plimsoll = ['node', 'harness/cli/plimsoll.mjs'];
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
    [...plimsoll, 'prove', '--out', join(results, 'prove')],
    join(results, 'prove', 'prove.json'),
    proveCount,
  ),
];
const sum = (name: keyof Count): number => counts.reduce((total, count) => total + count[name], 0);
process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped\n`);
process.exitCode = sum('failed') === 0 && counts.every(({ passed }) => passed > 0) ? 0 : 1;
