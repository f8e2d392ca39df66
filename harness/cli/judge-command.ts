import { readFile } from 'node:fs/promises';
import { unknownWord } from '../catalogue/near-match.ts';
import { UsageError } from '../catalogue/problem.ts';
import { parseHistory } from '../history/history.ts';
import { judgeHistory } from '../judges/index.ts';
import type { Suite } from '../runner/suite.ts';
import { palette, type Console } from './console.ts';

/** `plimsoll judge HISTORY`: 0 where no judge finds a breach, 1 where one does, 2 where nothing could be judged. */
export async function judgeCommand(suite: Suite, file: string, console: Console): Promise<number> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  });
  const history = parseHistory(text, file);
  const colors = palette(console);
  const { requirements } = history.header;
  const unknown = requirements.find((id) => !suite.catalogue.byId.has(id));
  if (unknown !== undefined) {
    throw new UsageError(
      `${file}:1: ${unknownWord('requirement', unknown, [...suite.catalogue.byId.keys()])}`,
    );
  }
  let breaches = 0;
  let judged = 0;
  let undecided = 0;
  for (const { requirement, judgements } of judgeHistory(history)) {
    const found = judgements.flatMap((judgement) =>
      judgement.breaches.map((breach) => ({ ...breach, judge: judgement.judge })),
    );
    const open = judgements.flatMap(({ judge, undecided = [] }) =>
      undecided.map((place) => ({ ...place, judge })),
    );
    const load = judgements.reduce((sum, judgement) => sum + judgement.judged, 0);
    const verdict =
      found.length > 0
        ? colors.red('failed')
        : load > 0 && open.length === 0
          ? colors.green('passed')
          : colors.yellow('not judged');
    console.out(
      `${verdict} ${colors.bold(requirement)} ${suite.catalogue.byId.get(requirement)?.title ?? ''} (${load} events and operations)`,
    );
    for (const { line, judge, message } of [...found, ...open])
      console.out(`  ${file}:${line}: ${judge}: ${message}`);
    breaches += found.length;
    undecided += open.length;
    judged += load;
  }
  if (judged === 0) {
    console.err(
      `${file}: nothing was judged: the history holds nothing for the judges of ${requirements.join(', ') || 'no requirement'}`,
    );
    return 2;
  }
  if (breaches > 0) return 1;
  if (undecided > 0) console.err(`${file}: ${undecided} parts were too much to be judged`);
  return undecided > 0 ? 2 : 0;
}
