import { X509Certificate } from 'node:crypto';
import { objectAt, textAt } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { checkSigner } from './certificate-validation.ts';
import { subdomainProblems } from './names.ts';
import { Problems } from './problems.ts';

const largestBundle = 1024 * 1024;

/** Source: kubernetes/pkg/apis/certificates/validation: ValidateClusterTrustBundle */
export function validateTrustBundle(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  problems.add(...nameAndSigner(object));
  checkBundle(problems, textAt(objectAt(object, 'spec'), 'trustBundle'));
  return problems.found;
}

/** The certificates are looked at only where they changed. */
export function validateTrustBundleUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const [old, now] = [objectAt(before, 'spec'), objectAt(after, 'spec')];
  problems.add(...nameAndSigner(after));
  if (textAt(now, 'trustBundle') !== textAt(old, 'trustBundle'))
    checkBundle(problems, textAt(now, 'trustBundle'));
  const signer = textAt(now, 'signerName');
  if (signer !== textAt(old, 'signerName')) problems.invalid('spec.signerName', signer, 'field is immutable');
  return problems.found;
}

/** A bundle of a signer has the signer's name in front of its own. */
function nameAndSigner(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const signer = textAt(objectAt(object, 'spec'), 'signerName');
  const metadata = objectAt(object, 'metadata');
  const prefix = textAt(metadata, 'generateName');
  if (prefix !== '')
    for (const text of nameProblems(prefix, signer, true))
      problems.invalid('metadata.generateName', prefix, text);
  const name = textAt(metadata, 'name');
  if (name !== '')
    for (const text of nameProblems(name, signer, false)) problems.invalid('metadata.name', name, text);
  if (signer !== '') checkSigner(problems, 'spec.signerName', signer);
  return problems.found;
}

function nameProblems(name: string, signer: string, isPrefix: boolean): readonly string[] {
  if (signer === '') {
    return name.includes(':')
      ? ['ClusterTrustBundle without signer name must not have ":" in its name']
      : subdomainProblems(name, isPrefix);
  }
  const prefix = `${signer.replaceAll('/', ':')}:`;
  return name.startsWith(prefix)
    ? subdomainProblems(name.slice(prefix.length), isPrefix)
    : [`ClusterTrustBundle for signerName ${signer} must be named with prefix ${prefix}`];
}

const block =
  /-----BEGIN ([^\n-]*)-----[ \t]*\r?\n((?:[^\n:]+:[^\n]*\n)*)\r?\n?([A-Za-z0-9+/=\s]*?)\r?\n?-----END \1-----/g;

function checkBundle(problems: Problems, text: string): void {
  const path = 'spec.trustBundle';
  if (Buffer.byteLength(text) > largestBundle) {
    problems.tooLong(path, largestBundle);
    return;
  }
  const wrong: string[] = [];
  const places = new Map<string, number[]>();
  for (const [index, [, type = '', headers = '', base64 = '']] of [...text.matchAll(block)].entries()) {
    const der = Buffer.from(base64, 'base64');
    const problem =
      headers === '' || type !== 'CERTIFICATE' ? blockProblem(type, der) : 'has PEM block headers';
    if (problem !== undefined) wrong.push(`entry ${index} ${problem}`);
    const key = der.toString('base64');
    places.set(key, [...(places.get(key) ?? []), index]);
  }
  const doubled = [...places.values()].filter((indices) => indices.length > 1);
  const others =
    places.size === 0
      ? ['at least one trust anchor must be provided']
      : doubled.map((indices) => `duplicate trust anchor (indices [${indices.join(' ')}])`);
  for (const detail of wrong.length > 0 ? wrong : others) problems.invalid(path, '<value omitted>', detail);
}

function blockProblem(type: string, der: Buffer): string | undefined {
  if (type !== 'CERTIFICATE') return `has bad block type: ${type}`;
  try {
    return new X509Certificate(der).ca ? undefined : 'does not have the CA bit set';
  } catch {
    return 'does not parse as X.509';
  }
}
