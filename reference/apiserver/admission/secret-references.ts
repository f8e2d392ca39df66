import { objectAt, objectsAt, textAt, type Fields } from '../fields.ts';
import type { Operation } from './admission-chain.ts';

const containerKinds = [
  { list: 'initContainers', called: 'init container' },
  { list: 'containers', called: 'container' },
  { list: 'ephemeralContainers', called: 'ephemeral container' },
] as const;

/**
 * What is said of the first Secret that a Pod uses although its account does not list it; undefined: all are listed. Of a
 * change only ephemeral containers are looked at, since nothing else of the kind can change.
 */
export function foreignSecret(
  spec: Readonly<Fields>,
  account: Readonly<Fields>,
  operation: Operation,
): string | undefined {
  const listed = new Set(objectsAt(account, 'secrets').map((secret) => textAt(secret, 'name')));
  const accountName = textAt(objectAt(account, 'metadata'), 'name');
  const because = `is not allowed because service account ${accountName} does not reference that secret`;
  const isChange = operation === 'UPDATE';
  if (!isChange) {
    const volume = secretVolumes(spec).find((name) => !listed.has(name));
    if (volume !== undefined) return `volume with secret.secretName="${volume}" ${because}`;
  }
  for (const use of environmentSecrets(
    spec,
    isChange ? ['ephemeralContainers'] : ['initContainers', 'containers'],
  )) {
    if (!listed.has(use.secret))
      return `${use.where} referencing secret.secretName="${use.secret}" ${because}`;
  }
  return isChange ? undefined : foreignPullSecret(spec, account, accountName);
}

function foreignPullSecret(
  spec: Readonly<Fields>,
  account: Readonly<Fields>,
  accountName: string,
): string | undefined {
  const lent = new Set(objectsAt(account, 'imagePullSecrets').map((secret) => textAt(secret, 'name')));
  const names = objectsAt(spec, 'imagePullSecrets').map((secret) => textAt(secret, 'name'));
  const at = names.findIndex((name) => !lent.has(name));
  if (at < 0) return undefined;
  const because = `because service account ${accountName} does not reference that imagePullSecret`;
  return `imagePullSecrets[${at}].name="${names[at] ?? ''}" is not allowed ${because}`;
}

/** Whether a Pod uses any Secret at all. */
export function usesSecrets(spec: Readonly<Fields>): boolean {
  const lists = containerKinds.map(({ list }) => list);
  return (
    objectsAt(spec, 'imagePullSecrets').length > 0 ||
    environmentSecrets(spec, lists).length > 0 ||
    objectsAt(spec, 'volumes').some(secretOfVolume)
  );
}

function secretVolumes(spec: Readonly<Fields>): readonly string[] {
  return objectsAt(spec, 'volumes').flatMap((volume) => {
    const source = objectAt(volume, 'secret');
    return source === undefined ? [] : [textAt(source, 'secretName')];
  });
}

/** Volumes name Secrets in many ways. */
const secretFields: readonly (readonly [string, string])[] = [
  ['azureFile', 'secretName'],
  ['cephfs', 'secretRef'],
  ['cinder', 'secretRef'],
  ['csi', 'nodePublishSecretRef'],
  ['flexVolume', 'secretRef'],
  ['iscsi', 'secretRef'],
  ['rbd', 'secretRef'],
  ['scaleIO', 'secretRef'],
  ['secret', 'secretName'],
  ['storageos', 'secretRef'],
];

function secretOfVolume(volume: Readonly<Fields>): boolean {
  const projected = objectsAt(objectAt(volume, 'projected'), 'sources');
  return (
    projected.some((source) => objectAt(source, 'secret') !== undefined) ||
    secretFields.some(([source, field]) => objectAt(volume, source)?.[field] !== undefined)
  );
}

interface SecretUse {
  readonly secret: string;
  /** `container web with envVar TOKEN` */
  readonly where: string;
}

function environmentSecrets(spec: Readonly<Fields>, lists: readonly string[]): readonly SecretUse[] {
  return containerKinds
    .filter(({ list }) => lists.includes(list))
    .flatMap(({ list, called }) =>
      objectsAt(spec, list).flatMap((container) => {
        const who = `${called} ${textAt(container, 'name')}`;
        const variables = objectsAt(container, 'env').flatMap((variable) => {
          const ref = objectAt(objectAt(variable, 'valueFrom'), 'secretKeyRef');
          const where = `${who} with envVar ${textAt(variable, 'name')}`;
          return ref === undefined ? [] : [{ secret: textAt(ref, 'name'), where }];
        });
        const wholes = objectsAt(container, 'envFrom').flatMap((source) => {
          const ref = objectAt(source, 'secretRef');
          return ref === undefined ? [] : [{ secret: textAt(ref, 'name'), where: `${who} with envFrom` }];
        });
        return [...variables, ...wholes];
      }),
    );
}
