import { equalJson, numberAt, objectsAt, textAt, textEntriesAt, textsAt, type Fields } from '../fields.ts';
import type { KubeObject, ResourceDefinition } from '../resource-definition.ts';
import { labelValueProblems, qualifiedNameProblems } from './names.ts';
import { Problems } from './problems.ts';

/** All annotations of one object, keys and values, in bytes. */
const annotationsLimitBytes = 256 * 1024;

/** What is wrong with the metadata of any object. */
export function metadataProblems(object: KubeObject, definition: ResourceDefinition): Problems {
  const problems = new Problems();
  const metadata = (object.metadata ?? {}) as Fields;
  nameProblems(problems, metadata, definition);
  const generation = numberAt(metadata, 'generation');
  if (generation !== undefined && generation < 0) {
    problems.invalid('metadata.generation', generation, 'must be greater than or equal to 0');
  }
  labelsProblems(problems, metadata, 'metadata.labels');
  annotationsProblems(problems, metadata, 'metadata.annotations');
  ownerProblems(problems, metadata);
  finalizerProblems(problems, metadata);
  return problems;
}

function nameProblems(problems: Problems, metadata: Fields, definition: ResourceDefinition): void {
  const rule = definition.strategy.nameProblems;
  const generateName = textAt(metadata, 'generateName');
  if (generateName !== '') {
    for (const text of rule(generateName, true))
      problems.invalid('metadata.generateName', generateName, text);
  }
  const name = textAt(metadata, 'name');
  if (name === '') problems.required('metadata.name', 'name or generateName is required');
  else for (const text of rule(name, false)) problems.invalid('metadata.name', name, text);
}

export function labelsProblems(problems: Problems, parent: Readonly<Fields>, field: string): void {
  for (const [key, value] of textEntriesAt(parent, field.slice(field.lastIndexOf('.') + 1))) {
    for (const text of qualifiedNameProblems(key)) problems.invalid(field, key, text);
    for (const text of labelValueProblems(value)) problems.invalid(field, value, text);
  }
}

export function annotationsProblems(problems: Problems, metadata: Fields, field: string): void {
  let size = 0;
  for (const [key, value] of textEntriesAt(metadata, 'annotations')) {
    for (const text of qualifiedNameProblems(key.toLowerCase())) problems.invalid(field, key, text);
    size += byteLength(key) + byteLength(value);
  }
  if (size > annotationsLimitBytes) problems.tooLong(field, annotationsLimitBytes);
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

function ownerProblems(problems: Problems, metadata: Fields): void {
  const field = 'metadata.ownerReferences';
  let controller = '';
  for (const owner of objectsAt(metadata, 'ownerReferences')) {
    const apiVersion = textAt(owner, 'apiVersion');
    // What has more than one slash is no group and version at all.
    const parts = apiVersion.split('/');
    const version = parts.length > 2 ? '' : (parts.at(-1) ?? '');
    if (version === '') problems.invalid(`${field}.apiVersion`, apiVersion, 'version must not be empty');
    for (const name of ['kind', 'name', 'uid']) {
      if (textAt(owner, name) === '') problems.invalid(`${field}.${name}`, '', `${name} must not be empty`);
    }
    if (textAt(owner, 'kind') === 'Event' && apiVersion === 'v1') {
      problems.invalid(field, apiVersion, 'v1, Kind=Event is disallowed from being an owner');
    }
    if (owner['controller'] !== true) continue;
    const kind = textAt(owner, 'kind');
    if (controller !== '') {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${kind}`;
      problems.invalid(field, owner, detail);
    } else controller = kind;
  }
}

const plainFinalizers: ReadonlySet<string> = new Set(['orphan', 'foregroundDeletion', 'kubernetes']);

function finalizerProblems(problems: Problems, metadata: Fields): void {
  const field = 'metadata.finalizers';
  const finalizers = textsAt(metadata, 'finalizers');
  for (const [index, finalizer] of finalizers.entries()) {
    for (const text of qualifiedNameProblems(finalizer)) problems.invalid(field, finalizer, text);
    if (!finalizer.includes('/') && !plainFinalizers.has(finalizer)) {
      problems.invalid(
        `${field}[${index}]`,
        finalizer,
        'name is neither a standard finalizer name nor is it fully qualified',
      );
    }
  }
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    const detail = 'finalizer orphan and foregroundDeletion cannot be both set';
    problems.invalid(field, finalizers, detail);
  }
}

const fixed: readonly (readonly [name: string, detail: string])[] = [
  ['name', 'field is immutable'],
  ['namespace', 'field is immutable'],
  ['uid', 'field is immutable'],
  ['creationTimestamp', 'field is immutable'],
  ['deletionTimestamp', 'field is immutable'],
  ['deletionGracePeriodSeconds', 'field is immutable'],
];

/** What an update may not do to metadata. */
export function metadataUpdateProblems(problems: Problems, before: KubeObject, after: KubeObject): void {
  const old: Fields = { ...before.metadata };
  const next: Fields = { ...after.metadata };
  if (old['deletionTimestamp'] !== undefined) {
    const known = new Set(textsAt(old, 'finalizers'));
    const added = textsAt(next, 'finalizers').filter((finalizer) => !known.has(finalizer));
    if (added.length > 0) {
      const list = JSON.stringify(added);
      const detail = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list.slice(1, -1)}}`;
      problems.forbidden('metadata.finalizers', detail);
    }
  }
  for (const [name, detail] of fixed) {
    if (!equalJson(old[name], next[name])) problems.invalid(`metadata.${name}`, next[name], detail);
  }
}
