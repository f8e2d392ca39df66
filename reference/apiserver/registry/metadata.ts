import type { Environment } from '../../sim/environment.ts';
import { cloneJson, ensureObject, setOrRemove, textAt, without, type Fields } from '../fields.ts';
import type { Draft, KubeObject } from '../resource-definition.ts';
import { badRequest, type Refusal } from '../status.ts';
import { timestampText } from '../timestamp.ts';

const systemFields = [
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

/** Takes the namespace from the URL; refuses an object that names another one. */
export function matchNamespace(
  metadata: Fields,
  namespaced: boolean,
  namespace: string,
): Refusal | undefined {
  const given = textAt(metadata, 'namespace');
  if (!namespaced) {
    if (given === '') return undefined;
    return badRequest('namespace may not be set on cluster-scoped resources');
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
  setOrRemove(metadata, 'selfLink', undefined);
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

/** Several references to one owner are one: the last. */
export function dedupOwners(metadata: Fields): boolean {
  const owners = metadata['ownerReferences'];
  if (!Array.isArray(owners) || owners.length < 2) return false;
  const byText = new Map(owners.map((owner: unknown) => [JSON.stringify(owner), owner]));
  if (byText.size === owners.length) return false;
  metadata['ownerReferences'] = [...byText.values()];
  return true;
}
