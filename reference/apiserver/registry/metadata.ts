import type { Environment } from '../../sim/environment.ts';
import { cloneJson, ensureObject, isFields, setOrRemove, textAt, without, type Fields } from '../fields.ts';
import type { Draft, KubeObject } from '../resource-definition.ts';
import { badRequest, type Refusal } from '../status.ts';
import { timestampText } from '../timestamp.ts';

/** What only the server says of a new object. */
export const systemFields: readonly string[] = [
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'uid',
];

/** The metadata of a creation without the fields that only the server sets. */
export function withoutSystemFields(metadata: Readonly<Fields>): Fields {
  return without(metadata, systemFields);
}

/** Takes the namespace from the URL; refuses an object that names another one. Where there are none, what is named goes. */
export function matchNamespace(
  metadata: Fields,
  namespaced: boolean,
  namespace: string,
): Refusal | undefined {
  const given = textAt(metadata, 'namespace');
  if (!namespaced) {
    setOrRemove(metadata, 'namespace', undefined);
    return undefined;
  }
  if (given === '') metadata['namespace'] = namespace;
  else if (given !== namespace) {
    return badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
  return undefined;
}

const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789';
const suffixLength = 5;
const longestBase = 63 - suffixLength;

/** `prefix` and five random characters without vowels, so that no words come out. */
export function generateName(environment: Environment, prefix: string): string {
  const random = environment.random('generated-names');
  let name = prefix.slice(0, longestBase);
  for (let count = 0; count < suffixLength; count += 1)
    name += nameAlphabet[random.below(nameAlphabet.length)] ?? '';
  return name;
}

/** Sets uid and creation time on a new object. */
export function fillSystemFields(environment: Environment, metadata: Fields): void {
  metadata['uid'] = environment.random('uids').uuid();
  metadata['creationTimestamp'] = timestampText(environment.clock.now());
}

/** What an update cannot change is taken over from the stored object. */
export function keepSystemFields(draft: Draft, before: KubeObject): void {
  const metadata = ensureObject(draft, 'metadata');
  const old: Fields = { ...before.metadata };
  setOrRemove(metadata, 'generation', old['generation']);
  if (textAt(metadata, 'uid') === '') setOrRemove(metadata, 'uid', old['uid']);
  setOrRemove(metadata, 'creationTimestamp', old['creationTimestamp']);
  if (old['deletionTimestamp'] !== undefined) metadata['deletionTimestamp'] = old['deletionTimestamp'];
  if (
    old['deletionGracePeriodSeconds'] !== undefined &&
    metadata['deletionGracePeriodSeconds'] === undefined
  ) {
    metadata['deletionGracePeriodSeconds'] = old['deletionGracePeriodSeconds'];
  }
}

/** A copy that may be changed. */
export function draftOf(object: KubeObject): Draft {
  return cloneJson(object);
}

/** Several equal references to one owner are one. Answers the uids of those that are taken out. */
export function dedupOwners(metadata: Fields): readonly string[] {
  const owners = metadata['ownerReferences'];
  if (!Array.isArray(owners) || owners.length < 2) return [];
  const known = new Set<string>();
  const duplicates: string[] = [];
  const kept = owners.filter((owner: unknown) => {
    const text = JSON.stringify(owner);
    if (known.has(text)) duplicates.push(isFields(owner) ? textAt(owner, 'uid') : '');
    const isNew = !known.has(text);
    known.add(text);
    return isNew;
  });
  if (duplicates.length > 0) metadata['ownerReferences'] = kept;
  return duplicates;
}

/** What the writer is told of references that were taken out before or after the mutating plugins. */
export function duplicateOwners(duplicates: readonly string[], when: 'before' | 'after'): readonly string[] {
  if (duplicates.length === 0) return [];
  const place = when === 'after' ? ' after mutating admission happens' : '';
  return [
    `.metadata.ownerReferences contains duplicate entries${place}; API server dedups owner references in 1.20+, and may reject ` +
      `such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${duplicates.join(', ')}`,
  ];
}
