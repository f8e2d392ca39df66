import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../report/write.ts';
import { prove, type ProveListener, type ProveOptions, type SaboteurResult } from '../runner/prove.ts';
import { sourceDigest, type Suite } from '../runner/suite.ts';
import { palette, Progress, type Console } from './console.ts';

export interface ProveCommand extends ProveOptions {
  readonly out: string;
}

/** `plimsoll prove`: 0 where every saboteur is killed, 1 where one lives or the control run fails. */
export async function proveCommand(suite: Suite, command: ProveCommand, console: Console): Promise<number> {
  const colors = palette(console);
  let progress: Progress | undefined;
  const listener: ProveListener = {
    control: (ok, passed, checks) => {
      const text = `control run, untouched: ${passed} of ${checks} checks passed`;
      console.out(
        ok ? text : colors.red(`${text}; mend the implementation or the checks first (plimsoll run)`),
      );
    },
    ended: (result, _done, of) => {
      progress ??= new Progress(console, of);
      progress.step(result.id);
    },
  };
  const document = await prove(suite, { ...command, digest: await sourceDigest(suite.root) }, listener);
  progress?.end();
  await mkdir(command.out, { recursive: true });
  await writeWhole(join(command.out, 'prove.json'), `${JSON.stringify(document, null, 2)}\n`);
  for (const result of document.saboteurs.filter(({ outcome }) => outcome !== 'killed'))
    printSurvivor(result, console);
  const { killed, ...others } = document.totals;
  const rest = Object.entries(others)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `, ${count} ${name}`);
  console.out(
    `${document.saboteurs.length} saboteurs: ${killed} killed${rest.join('')} in ${(document.durationMs / 1000).toFixed(1)} s`,
  );
  if (document.saboteurs.length === 0) console.out(colors.red('no saboteur was tried: nothing is proved'));
  return document.control.ok && killed > 0 && killed === document.saboteurs.length ? 0 : 1;
}

function printSurvivor(result: SaboteurResult, console: Console): void {
  const colors = palette(console);
  console.out(`${colors.red(result.outcome)} ${colors.bold(result.breaks)} ${result.id}: ${result.title}`);
  console.out(`  ${(result.reason ?? '').replaceAll('\n', '\n  ')}`);
  console.out(`  again: npx plimsoll prove --requirement ${result.breaks}`);
}
