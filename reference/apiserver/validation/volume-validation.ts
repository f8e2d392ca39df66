import { objectAt, objectsAt, textAt, type Fields } from '../fields.ts';
import type { VolumesByName } from './mount-validation.ts';
import { subdomainProblems } from './names.ts';
import { Problems } from './problems.ts';
import { checkName } from './scalars.ts';
import {
  checkInitiatorLength,
  oddSourcePaths,
  podSources,
  type SourceRule,
} from './volume-source-validation.ts';

/** The pod's volumes; answers those that are fine, by name. `podName` is undefined in templates. */
export function checkVolumes(
  problems: Problems,
  field: string,
  { spec, podName }: { readonly spec: Fields; readonly podName: string | undefined },
): VolumesByName {
  const volumes = objectsAt(spec, 'volumes');
  if (volumes.length === 0) return noVolumes;
  const fine = new Map<string, Fields>();
  const claimsMade = new Set(
    volumes
      .filter((volume) => podName !== undefined && objectAt(volume, 'ephemeral') !== undefined)
      .map((volume) => `${podName ?? ''}-${textAt(volume, 'name')}`),
  );
  for (const [index, volume] of volumes.entries()) {
    const path = `${field}[${index}]`;
    const own = new Problems();
    const name = textAt(volume, 'name');
    checkSource(own, path, volume);
    checkClaimName(own, path, volume, podName);
    if (name === '') own.required(`${path}.name`);
    else checkName(own, `${path}.name`, name, 'label');
    if (fine.has(name)) own.duplicate(`${path}.name`, name);
    if (own.size === 0) fine.set(name, volume);
    else problems.add(...own.found);
    const claim = textAt(objectAt(volume, 'persistentVolumeClaim'), 'claimName');
    if (claimsMade.has(claim))
      problems.invalid(`${path}.persistentVolumeClaim.claimName`, claim, madeForOther);
  }
  return fine;
}

const noVolumes: VolumesByName = new Map();
const madeForOther = 'must not reference a PVC that gets created for an ephemeral volume';

function checkSource(problems: Problems, field: string, volume: Fields): void {
  const found = checkOneSource(problems, field, volume, podSources);
  if (objectAt(volume, 'iscsi') !== undefined) checkInitiatorLength(problems, field, volume);
  if (!found) problems.required(field, 'must specify a volume type');
}

/** The sources that are there, in the order of the rules. */
function sourcesOf(owner: Fields, rules: Readonly<Record<string, SourceRule>>): readonly string[] {
  const given = Object.keys(owner).filter(
    (name) => Object.hasOwn(rules, name) && objectAt(owner, name) !== undefined,
  );
  return given.length < 2 ? given : Object.keys(rules).filter((name) => given.includes(name));
}

/** Exactly one of the sources, and that one by its rule; answers whether there is any. */
export function checkOneSource(
  problems: Problems,
  field: string,
  owner: Fields,
  rules: Readonly<Record<string, SourceRule>>,
  persistentVolumeName?: string,
): boolean {
  const volumeOwner = persistentVolumeName === undefined ? {} : { persistentVolumeName };
  let found = false;
  for (const name of sourcesOf(owner, rules)) {
    const source = objectAt(owner, name) ?? {};
    const odd = oddSourcePaths[name];
    // Of a persistent volume upstream takes a flexVolume beside another source.
    const isBeside = name === 'flexVolume' && persistentVolumeName !== undefined;
    if (!found || isBeside) rules[name]?.(problems, `${field}.${odd?.own ?? name}`, source, volumeOwner);
    else problems.forbidden(`${field}.${odd?.extra ?? name}`, 'may not specify more than 1 volume type');
    found = true;
  }
  return found;
}

/** The claim that is made for a volume is called after the pod and the volume. */
function checkClaimName(
  problems: Problems,
  field: string,
  volume: Fields,
  podName: string | undefined,
): void {
  const name = textAt(volume, 'name');
  if (podName === undefined || podName === '' || name === '' || objectAt(volume, 'ephemeral') === undefined)
    return;
  const claim = `${podName}-${name}`;
  for (const text of subdomainProblems(claim, false))
    problems.invalid(`${field}.name`, name, `PVC name "${claim}": ${text}`);
}
