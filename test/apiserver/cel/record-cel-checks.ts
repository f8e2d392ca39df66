/**
 * Writes `cel-checks.json` anew from a real kube-apiserver: `node test/apiserver/cel/record-cel-checks.ts`, with
 * `PLIMSOLL_REAL_KUBECONFIG`. The expressions are those that the file has; new ones are put there with any answer.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { connectReal } from '../differential/real-server.ts';
import { checkAt, corpusFile, type Corpus } from './check-corpus.ts';

const kubeconfig = process.env['PLIMSOLL_REAL_KUBECONFIG'];
if (kubeconfig === undefined) throw new Error('PLIMSOLL_REAL_KUBECONFIG names no kubeconfig');
const real = connectReal(kubeconfig, 1);
const recorded: Record<string, Readonly<Record<string, string>>> = {};
for (const [place, known] of Object.entries(JSON.parse(readFileSync(corpusFile, 'utf8')) as Corpus)) {
  const said = await checkAt(place, Object.keys(known), (method, path, object) =>
    real.send(method, path, { body: new TextEncoder().encode(JSON.stringify(object)) }),
  );
  recorded[place] = Object.fromEntries(said);
}
await real.close();
writeFileSync(corpusFile, `${JSON.stringify(recorded, null, 1)}\n`);
