/**
 * Prints how the reference and a real kube-apiserver differ: `node test/apiserver/differential/report.ts [pattern of base objects]`, with
 * `PLIMSOLL_REAL_KUBECONFIG`, and optionally `SEED`, `SHARE`, `TEMPLATE_SHARE`, `OPERATIONS` (a pattern), `EXAMPLES` (per group) and `BODIES` in the
 * environment.
 */
import process from 'node:process';
import { differencesBetween } from './comparison.ts';
import { runDifferential, tableOf, type Finding } from './differential.ts';

const kubeconfig = process.env['PLIMSOLL_REAL_KUBECONFIG'];
if (kubeconfig === undefined) throw new Error('PLIMSOLL_REAL_KUBECONFIG names no kubeconfig');
const examples = Number(process.env['EXAMPLES'] ?? '2');
const report = await runDifferential({
  kubeconfig,
  seed: Number(process.env['SEED'] ?? '1'),
  share: Number(process.env['SHARE'] ?? '1'),
  templateShare: Number(process.env['TEMPLATE_SHARE'] ?? '0.05'),
  ...(process.env['OPERATIONS'] === undefined ? {} : { operations: new RegExp(process.env['OPERATIONS']) }),
  ...(process.argv[2] === undefined ? {} : { only: new RegExp(process.argv[2]) }),
});

/** What two findings have in common when they are of one cause, most likely. */
function groupOf({ level, real, ours }: Finding): string {
  const bare = (texts: readonly string[]): readonly string[] =>
    texts.map((text) => text.replaceAll(/\[[^\]]*\]/g, '[]'));
  if (level === 'verdict')
    return `verdict: ${real.verdict} | ${ours.verdict}; ${bare(real.causes).join()} | ${bare(ours.causes).join()}`;
  if (level === 'causes') {
    const [theirs, own] = [bare(real.causes), bare(ours.causes)];
    return `causes: ${theirs.filter((cause) => !own.includes(cause)).join()} | ${own.filter((cause) => !theirs.includes(cause)).join()}`;
  }
  const texts = differencesBetween(real.whole, ours.whole).map((text) =>
    text.replaceAll(/\d+/g, 'N').slice(0, 200),
  );
  const paths = texts.map((text) => text.replace(/: .*$/s, '').replaceAll(/\.N\b/g, '[]'));
  if (real.causes.length === 0) return `whole: ${[...new Set(paths)].slice(0, 3).join(' ')}`;
  return `whole: ${texts.length === 0 ? `order of ${bare(real.causes).join()}` : (texts[0] ?? '')}`;
}

const groups = new Map<string, Finding[]>();
for (const finding of report.findings.filter(({ explanation }) => explanation === undefined)) {
  const group = groups.get(groupOf(finding)) ?? [];
  groups.set(groupOf(finding), [...group, finding]);
}
for (const [group, findings] of [...groups].toSorted(([a, x], [b, y]) =>
  a[0] === b[0] ? x.length - y.length : a < b ? 1 : -1,
)) {
  process.stdout.write(`\n${findings.length} × ${group}\n`);
  for (const { trial, real, ours } of findings.slice(0, examples)) {
    const { body } = trial.message();
    const shown = process.env['BODIES'] === undefined ? '' : JSON.stringify(body ?? null).slice(0, 2000);
    process.stdout.write(`    ${trial.name.slice(0, 400)} ${shown}\n`);
    for (const text of differencesBetween(real.whole, ours.whole).slice(0, 4))
      process.stdout.write(`        ${text.slice(0, 700)}\n`);
  }
}
process.stdout.write(`\n${tableOf(report.tallies)}\n`);
