/**
 * Writes `policy-warnings.json` anew from a real kube-apiserver whose controller manager runs validatingadmissionpolicy-status-controller:
 * `node test/controllers/record-policy-warnings.ts`, with `PLIMSOLL_REAL_KUBECONFIG`. The policies are those that the file has.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { connectReal } from '../apiserver/differential/real-server.ts';
import { warningsFile, withoutNumbers, type RecordedPolicy } from './policy-warnings.ts';

const kubeconfig = process.env['PLIMSOLL_REAL_KUBECONFIG'];
if (kubeconfig === undefined) throw new Error('PLIMSOLL_REAL_KUBECONFIG names no kubeconfig');
const real = connectReal(kubeconfig, 1);
const policies = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';

interface Seen {
  readonly status?: { readonly observedGeneration?: number; readonly typeChecking?: unknown };
}

async function recorded({ name, spec }: RecordedPolicy): Promise<RecordedPolicy> {
  const body = new TextEncoder().encode(JSON.stringify({ metadata: { name }, spec }));
  const { status, body: answer } = await real.send('POST', policies, { body });
  if (status !== 201) throw new Error(`${name}: ${JSON.stringify(answer)}`);
  for (;;) {
    await wait(100);
    const { body: seen } = await real.send('GET', `${policies}/${name}`);
    const { observedGeneration, typeChecking } = (seen as Seen).status ?? {};
    if (observedGeneration === undefined) continue;
    await real.send('DELETE', `${policies}/${name}`);
    return { name, spec, typeChecking: withoutNumbers(typeChecking) };
  }
}

const all: RecordedPolicy[] = [];
for (const policy of JSON.parse(readFileSync(warningsFile, 'utf8')) as readonly RecordedPolicy[])
  all.push(await recorded(policy));
await real.close();
writeFileSync(warningsFile, `${JSON.stringify(all, null, 1)}\n`);
