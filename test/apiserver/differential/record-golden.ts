/**
 * Writes `golden.json` from a real kube-apiserver: `node test/apiserver/differential/record-golden.ts`, with `PLIMSOLL_REAL_KUBECONFIG`. The
 * server is started with `--allow-privileged=true` and `--enable-priority-and-fairness=false`, otherwise as it comes.
 */
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { runDifferential } from './differential.ts';
import { chooseGolden, goldenFile, goldenSelection } from './golden-corpus.ts';

const kubeconfig = process.env['PLIMSOLL_REAL_KUBECONFIG'];
if (kubeconfig === undefined) throw new Error('PLIMSOLL_REAL_KUBECONFIG names no kubeconfig');
const { judged, findings } = await runDifferential({ kubeconfig, ...goldenSelection });
// Where the two are known to differ there is nothing to hold the reference to.
const levels = new Map(findings.map(({ trial, level }) => [trial.name, level]));
const golden = chooseGolden(
  judged
    .filter(({ trial }) => ['whole', undefined].includes(levels.get(trial.name)))
    .map((entry) => ({ ...entry, isSame: !levels.has(entry.trial.name) })),
);
writeFileSync(goldenFile, `${JSON.stringify(golden, null, 1)}\n`);
process.stdout.write(`${Object.keys(golden).length} of ${judged.length} answers kept\n`);
