import {
  equalJson,
  numberAt,
  objectsAt,
  textAt,
  textEntriesAt,
  textsAt,
  type Fields,
  without,
} from '../fields.ts';
import type { KubeObject, ResourceDefinition } from '../resource-definition.ts';
import { metadataPasses, type MetadataPass } from './metadata-passes.ts';
import { labelValueProblems, pathSegmentProblems, qualifiedNameProblems } from './names.ts';
import { goList, isPrintable, Problems } from './problems.ts';

/** All annotations of one object, keys and values, in bytes. */
const annotationsLimitBytes = 256 * 1024;

type NameRule = ResourceDefinition['strategy']['nameProblems'];

/** What is wrong with the metadata of a new object by the rules of its kind. */
export function newMetadataProblems(object: KubeObject, definition: ResourceDefinition): Problems {
  const problems = new Problems();
  for (const pass of metadataPasses(definition, 'create'))
    runPass(problems, pass, { after: object, definition });
  return problems;
}

/** What is wrong with the metadata of any object: asked where its kind has nothing against it. */
export function commonMetadataProblems(object: KubeObject): Problems {
  const problems = new Problems();
  wholeProblems(problems, object, pathSegmentProblems);
  return problems;
}

interface Pass {
  readonly after: KubeObject;
  readonly before?: KubeObject;
  readonly definition: ResourceDefinition;
}

function runPass(problems: Problems, pass: MetadataPass, { before, after, definition }: Pass): void {
  if (pass === 'm' || pass === 'M') wholeProblems(problems, after, definition.strategy.nameProblems);
  else changeProblems(problems, before ?? {}, after);
  if (pass === 'M' || pass === 'U') plainFinalizerProblems(problems, (after.metadata ?? {}) as Fields);
}

/** By the rules for new objects, with a rule for their names. */
export function wholeProblems(problems: Problems, object: KubeObject, rule: NameRule): void {
  const metadata = (object.metadata ?? {}) as Fields;
  nameProblems(problems, metadata, rule);
  const generation = numberAt(metadata, 'generation');
  if (generation !== undefined && generation < 0) {
    problems.invalid('metadata.generation', generation, 'must be greater than or equal to 0');
  }
  sharedProblems(problems, metadata);
  finalizerProblems(problems, metadata);
  managedFieldsProblems(problems, object);
}

function sharedProblems(problems: Problems, metadata: Fields): void {
  labelsProblems(problems, metadata, 'metadata.labels');
  annotationsProblems(problems, metadata, 'metadata.annotations');
  ownerProblems(problems, metadata);
}

function nameProblems(problems: Problems, metadata: Fields, rule: NameRule): void {
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
      problems.invalid(field, apiVersion, '/v1, Kind=Event is disallowed from being an owner');
    }
    if (owner['controller'] !== true) continue;
    const kind = `${textAt(owner, 'kind')}/${textAt(owner, 'name')}`;
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
  for (const finalizer of finalizers)
    for (const text of qualifiedNameProblems(finalizer)) problems.invalid(field, finalizer, text);
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    const detail = 'finalizer orphan and foregroundDeletion cannot be both set';
    problems.invalid(field, goList(finalizers), detail);
  }
}

function plainFinalizerProblems(problems: Problems, metadata: Fields): void {
  for (const [index, finalizer] of textsAt(metadata, 'finalizers').entries()) {
    if (finalizer.includes('/') || plainFinalizers.has(finalizer)) continue;
    const detail = 'name is neither a standard finalizer name nor is it fully qualified';
    problems.invalid(`metadata.finalizers[${index}]`, finalizer, detail);
  }
}

const managerLimit = 128;
const subresourceLimit = 256;

/** What a writer says of who manages which field is only looked at where all of it can be read, and is of the object's group. */
function managedFieldsProblems(problems: Problems, object: KubeObject): void {
  const entries = objectsAt((object.metadata ?? {}) as Fields, 'managedFields');
  const group = (object.apiVersion ?? '').split('/').slice(0, -1).join('/');
  const areReadable = entries.every(
    (entry) =>
      ['Apply', 'Update'].includes(textAt(entry, 'operation')) &&
      textAt(entry, 'apiVersion').split('/').slice(0, -1).join('/') === group &&
      textAt(entry, 'apiVersion') !== '' &&
      textAt(entry, 'fieldsType') === 'FieldsV1',
  );
  if (!areReadable) return;
  for (const [index, entry] of entries.entries()) {
    const field = `metadata.managedFields[${index}]`;
    managerProblems(problems, textAt(entry, 'manager'), `${field}.manager`);
    if (textAt(entry, 'subresource').length > subresourceLimit)
      problems.tooLong(`${field}.subresource`, subresourceLimit);
  }
}

export function managerProblems(problems: Problems, manager: string, field: string): void {
  if (byteLength(manager) > managerLimit) problems.tooLong(field, managerLimit);
  let at = 0;
  for (const character of manager) {
    if (!isPrintable(character)) {
      const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      problems.invalid(field, manager, `invalid character U+${code} (at position ${at})`);
    }
    at += byteLength(character);
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

/** What is wrong with the metadata of a changed object, as often as upstream says it; `part`: see `metadataPasses`. */
export function changedMetadataProblems(
  change: { readonly before: KubeObject; readonly after: KubeObject },
  definition: ResourceDefinition,
  part: 'update' | 'status' | undefined,
): Problems {
  const problems = new Problems();
  // Who manages the fields of a status is not asked of its writer.
  const after = part === 'status' ? withoutManagers(change.after) : change.after;
  wholeProblems(problems, after, pathSegmentProblems);
  changeProblems(problems, change.before, after);
  const passes = part === undefined ? [] : metadataPasses(definition, part);
  for (const pass of passes) runPass(problems, pass, { before: change.before, after, definition });
  return problems;
}

function withoutManagers(object: KubeObject): KubeObject {
  return { ...object, metadata: without({ ...object.metadata }, ['managedFields']) };
}

function changeProblems(problems: Problems, before: KubeObject, after: KubeObject): void {
  const old: Fields = { ...before.metadata };
  const next: Fields = { ...after.metadata };
  if (old['deletionTimestamp'] !== undefined) {
    const known = new Set(textsAt(old, 'finalizers'));
    const added = textsAt(next, 'finalizers').filter((finalizer) => !known.has(finalizer));
    if (added.length > 0) {
      const list = goList(added.toSorted()).text;
      const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
      problems.forbidden('metadata.finalizers', detail);
    }
  }
  for (const [name, detail] of fixed) {
    if (!equalJson(old[name], next[name])) problems.invalid(`metadata.${name}`, next[name], detail);
  }
  sharedProblems(problems, next);
  managedFieldsProblems(problems, after);
}
