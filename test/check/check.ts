/**
 * `npm run check`: everything that a change must pass. Every part runs even if an earlier one failed; a table closes it.
 * `npm run fix` (`--fix`) repairs what can be repaired. Names of parts as arguments restrict it to these.
 */
import { tail } from './output.ts';
import { runCommand, runParts, type Part, type PartResult } from './part.ts';
import { parts } from './parts.ts';

function tell(result: PartResult): void {
  const seconds = (result.durationMs / 1000).toFixed(1);
  process.stdout.write(`${result.ok ? 'ok    ' : 'FAILED'} ${result.name} (${seconds} s)\n`);
}

function chosen(words: readonly string[]): readonly Part[] {
  const unknown = words.filter((word) => !parts.some(({ name }) => name === word));
  if (unknown.length > 0) {
    throw new Error(
      `no part is called ${unknown.join(', ')}; there are ${parts.map(({ name }) => name).join(', ')}`,
    );
  }
  return words.length === 0 ? parts : parts.filter(({ name }) => words.includes(name));
}

async function repair(wanted: readonly Part[]): Promise<boolean> {
  let ok = true;
  // In an order in which one repair does not undo another: what is generated, then lint, then format.
  const order = ['schemas', 'lint', 'format'];
  const repairable = wanted.filter((part) => part.repair !== undefined);
  for (const part of repairable.sort((left, right) => order.indexOf(left.name) - order.indexOf(right.name))) {
    const result = await runCommand(part.repair ?? []);
    process.stdout.write(`${result.ok ? 'repaired' : 'could not repair all of'} ${part.name}\n`);
    if (!result.ok) process.stdout.write(`${tail(result.output)}\n`);
    ok &&= result.ok;
  }
  return ok;
}

async function check(wanted: readonly Part[]): Promise<boolean> {
  const results = await runParts(wanted, 2, tell);
  const failed = results.filter(({ ok }) => !ok);
  for (const { name, output } of failed) process.stdout.write(`\n──── ${name}\n${tail(output)}\n`);
  const width = Math.max(...results.map(({ name }) => name.length));
  process.stdout.write(`\n${'part'.padEnd(width)}  result  seconds\n`);
  for (const { name, ok, durationMs } of results) {
    const seconds = (durationMs / 1000).toFixed(1).padStart(7);
    process.stdout.write(`${name.padEnd(width)}  ${ok ? 'ok    ' : 'FAILED'}  ${seconds}\n`);
  }
  const repairable = failed.some(({ name }) => parts.find((part) => part.name === name)?.repair);
  if (repairable) process.stdout.write('\nnpm run fix repairs part of this\n');
  return failed.length === 0;
}

const words = process.argv.slice(2);
const wanted = chosen(words.filter((word) => word !== '--fix'));
const ok = words.includes('--fix') ? await repair(wanted) : await check(wanted);
process.exitCode = ok ? 0 : 1;
