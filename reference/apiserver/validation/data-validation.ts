import { equalJson, objectAt, textAt, valueAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { dataKeyProblems } from './data-keys.ts';
import { Problems } from './problems.ts';

const totalSizeLimitBytes = 1024 * 1024;
const immutableSet = 'field is immutable when `immutable` is set';

/** The keys of one of the maps; answers the size of its values in bytes. */
function checkData(problems: Problems, name: string, data: Fields, encoding: 'utf8' | 'base64'): number {
  let size = 0;
  for (const [key, value] of Object.entries(data)) {
    for (const text of dataKeyProblems(key)) problems.invalid(`${name}[${key}]`, key, text);
    size += Buffer.byteLength(String(value), encoding);
  }
  return size;
}

export function validateConfigMap(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const data = objectAt(object, 'data') ?? {};
  const binary = objectAt(object, 'binaryData') ?? {};
  const size =
    checkData(problems, 'data', data, 'utf8') + checkData(problems, 'binaryData', binary, 'base64');
  for (const key of Object.keys(binary))
    if (Object.hasOwn(data, key))
      problems.invalid(`data[${key}]`, key, 'duplicate of key present in binaryData');
  if (size > totalSizeLimitBytes) problems.tooLong('', totalSizeLimitBytes);
  return problems.found;
}

/** Once `immutable` is true it stays, and so does the content. */
function checkImmutable(problems: Problems, before: KubeObject, after: KubeObject): void {
  if (valueAt(before, 'immutable') !== true) return;
  if (valueAt(after, 'immutable') !== true) problems.forbidden('immutable', immutableSet);
  for (const name of ['data', 'binaryData']) {
    if (!equalJson(before[name], after[name])) problems.forbidden(name, immutableSet);
  }
}

export function validateConfigMapUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  checkImmutable(problems, before, after);
  problems.add(...validateConfigMap(after));
  return problems.found;
}

export function validateSecret(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const data = objectAt(object, 'data') ?? {};
  const size = checkData(problems, 'data', data, 'base64');
  if (size > totalSizeLimitBytes) problems.tooLong('data', totalSizeLimitBytes);
  const type = textAt(object, 'type');
  const required = (key: string): void => {
    if (!Object.hasOwn(data, key)) problems.required(`data[${key}]`);
  };
  if (type === 'kubernetes.io/tls') ['tls.crt', 'tls.key'].forEach(required);
  else if (type === 'kubernetes.io/dockercfg') checkDockerFile(problems, '.dockercfg', data);
  else if (type === 'kubernetes.io/dockerconfigjson') checkDockerFile(problems, '.dockerconfigjson', data);
  else if (type === 'kubernetes.io/ssh-auth') {
    if (textAt(data, 'ssh-privatekey') === '') problems.required('data[ssh-privatekey]');
  } else if (type === 'kubernetes.io/basic-auth') {
    const names = ['username', 'password'];
    if (!names.some((name) => Object.hasOwn(data, name))) names.forEach(required);
  } else if (type === 'kubernetes.io/service-account-token') {
    const name = 'kubernetes.io/service-account.name';
    if ((object.metadata?.annotations?.[name] ?? '') === '')
      problems.required(`metadata.annotations[${name}]`);
  }
  return problems.found;
}

/** Credentials of an image registry: the content is an object in JSON. The content is not shown in the answer. */
function checkDockerFile(problems: Problems, key: string, data: Fields): void {
  if (!Object.hasOwn(data, key)) problems.required(`data[${key}]`);
  else if (!isJsonObject(textAt(data, key)))
    problems.invalid(`data[${key}]`, '<secret contents redacted>', 'the value is no object in JSON');
}

function isJsonObject(base64: string): boolean {
  try {
    const value: unknown = JSON.parse(Buffer.from(base64, 'base64').toString());
    return typeof value === 'object' && !Array.isArray(value);
  } catch {
    return false;
  }
}

export function validateSecretUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  if (textAt(before, 'type') !== textAt(after, 'type'))
    problems.invalid('type', textAt(after, 'type'), 'field is immutable');
  checkImmutable(problems, before, after);
  problems.add(...validateSecret(after));
  return problems.found;
}
