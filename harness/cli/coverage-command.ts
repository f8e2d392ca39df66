import { join } from 'node:path';
import { coverageMarkdown, coverageOf, type Coverage } from '../report/coverage.ts';
import type { Suite } from '../runner/suite.ts';
import { palette, type Console } from './console.ts';
import { proveFolder } from './run-command.ts';

export interface CoverageCommand {
  readonly check: boolean;
  readonly format: 'table' | 'json' | 'markdown';
  readonly run: string;
  readonly prove: string;
}

export const defaultSources: Pick<CoverageCommand, 'run' | 'prove'> = {
  run: join('.plimsoll', 'run'),
  prove: proveFolder,
};

/** `plimsoll coverage`: 1 only with `--check`, where something is neither shown nor stated as missing. */
export async function coverageCommand(
  suite: Suite,
  command: CoverageCommand,
  console: Console,
): Promise<number> {
  const coverage = await coverageOf(suite, command);
  if (command.format === 'json') console.out(JSON.stringify(coverage, null, 2));
  else if (command.format === 'markdown') console.out(coverageMarkdown(coverage).trimEnd());
  else printTable(coverage, console);
  return command.check && coverage.problems.length > 0 ? 1 : 0;
}

function printTable(coverage: Coverage, console: Console): void {
  const colors = palette(console);
  const width = Math.max(10, ...coverage.requirements.map(({ id }) => id.length));
  console.out(`${'id'.padEnd(width)}  cited  tested  met             bites  true`);
  for (const row of coverage.requirements) {
    const id = row.id.padEnd(width);
    if (row.state === 'gap' || row.state === 'excluded') {
      console.out(`${id}  ${String(row.cited).padEnd(5)}  ${colors.yellow(row.state)}: ${row.reason ?? ''}`);
      continue;
    }
    const met = row.met === 'passed' ? colors.green('passed'.padEnd(14)) : colors.red(row.met.padEnd(14));
    const bites = row.bites.tried === 0 ? '—' : `${row.bites.killed}/${row.bites.of}`;
    const cells = [String(row.cited).padEnd(5), String(row.tested).padEnd(6), met, bites.padEnd(5)];
    console.out(`${id}  ${cells.join('  ')}  ${row.confirmed.join(', ') || '—'}`);
  }
  const { totals } = coverage;
  console.out(
    `\n${totals.requirements} requirements: ${totals.tested} tested, ${totals.excluded} excluded, ${totals.gap} gaps, ${totals.silent} silent; ${totals.met} met, ${totals.bites} bite, ${totals.confirmed} confirmed`,
  );
  for (const problem of coverage.problems) console.out(colors.red(problem));
}
