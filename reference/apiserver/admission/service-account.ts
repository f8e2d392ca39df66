import type { Environment } from '../../sim/environment.ts';
import { booleanAt, ensureObject, objectAt, objectIn, objectsAt, textAt, type Fields } from '../fields.ts';
import type { ObjectStore } from '../registry/object-store.ts';
import { generateName } from '../registry/metadata.ts';
import type { KubeObject } from '../resource-definition.ts';
import { forbidden, type Refusal } from '../status.ts';
import type { AdmissionPlugin, AdmissionRequest } from './admission-chain.ts';
import { ObjectsToCome } from './objects-to-come.ts';
import { foreignSecret, usesSecrets } from './secret-references.ts';

/** The account of Pods that name none; a controller makes it in every namespace. */
const defaultName = 'default';
const volumePrefix = 'kube-api-access-';
const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';
/** An hour, and seven seconds by which clients that do not look for new tokens are found. */
const tokenSeconds = 3607;
const mirrorAnnotation = 'kubernetes.io/config.mirror';
const enforceAnnotation = 'kubernetes.io/enforce-mountable-secrets';

/**
 * Every Pod runs as a service account of its namespace: it is named where the Pod names none, must exist, lends the Pod its
 * imagePullSecrets, and its token is mounted into every container unless Pod or account do without. Pods that only mirror
 * what a kubelet runs anyway have no account.
 */
export function serviceAccount(environment: Environment, accounts: () => ObjectStore): AdmissionPlugin {
  const toCome = new ObjectsToCome(environment, accounts);
  const find = async (namespace: string, name: string): Promise<KubeObject | undefined> =>
    name === defaultName ? toCome.find(namespace, name) : toCome.look(namespace, name);
  const validate = async (request: AdmissionRequest): Promise<Refusal | undefined> => {
    const pod = newPod(request) ?? podWithEphemeralContainers(request);
    if (pod === undefined) return undefined;
    if (request.operation === 'CREATE' && isMirror(pod)) return ofMirror(request, pod);
    const name = textAt(objectAt(pod, 'spec'), 'serviceAccountName');
    if (name === '') {
      const { name: podName } = request;
      return refused(request, `no service account specified for pod ${request.namespace}/${podName}`);
    }
    const account = await find(request.namespace, name);
    if (account === undefined) return noAccount(request, name);
    if (!enforcesSecrets(account)) return undefined;
    const foreign = foreignSecret(objectAt(pod, 'spec') ?? {}, account, request.operation);
    return foreign === undefined ? undefined : refused(request, foreign);
  };
  return {
    name: 'ServiceAccount',
    operations: ['CREATE', 'UPDATE'],
    validate,
    mutate: async (request) => {
      const pod = newPod(request);
      if (pod === undefined) return undefined;
      // What the plugin refuses it refuses before other plugins and validation have their say.
      if (isMirror(pod)) return ofMirror(request, pod);
      const spec = ensureObject(pod, 'spec');
      const name = textAt(spec, 'serviceAccountName') || defaultName;
      spec['serviceAccountName'] = name;
      spec['serviceAccount'] = name;
      const account = await find(request.namespace, name);
      if (account === undefined) return noAccount(request, name);
      if (isTokenWanted(spec, account)) mountToken(environment, spec);
      const pullSecrets = objectsAt(account, 'imagePullSecrets');
      if (objectsAt(spec, 'imagePullSecrets').length === 0 && pullSecrets.length > 0) {
        spec['imagePullSecrets'] = pullSecrets.map((secret) => ({ name: textAt(secret, 'name') }));
      }
      return validate(request);
    },
  };
}

function isPod({ definition }: AdmissionRequest): boolean {
  return definition.kind === 'Pod' && definition.group === '';
}

function newPod(request: AdmissionRequest): Fields | undefined {
  const isNew = isPod(request) && request.operation === 'CREATE' && request.subresource === '';
  return isNew ? request.object : undefined;
}

function podWithEphemeralContainers(request: AdmissionRequest): Fields | undefined {
  const isIt =
    isPod(request) && request.operation === 'UPDATE' && request.subresource === 'ephemeralcontainers';
  return isIt ? request.object : undefined;
}

function isMirror(pod: Fields): boolean {
  return objectIn(pod, 'metadata', 'annotations')?.[mirrorAnnotation] !== undefined;
}

function refused(request: AdmissionRequest, why: string): Refusal {
  return forbidden({ group: '', resource: 'pods' }, request.name, why);
}

function noAccount(request: AdmissionRequest, name: string): Refusal {
  const why = `error looking up service account ${request.namespace}/${name}: serviceaccount "${name}" not found`;
  return refused(request, why);
}

function ofMirror(request: AdmissionRequest, pod: Fields): Refusal | undefined {
  const spec = objectAt(pod, 'spec') ?? {};
  if (textAt(spec, 'serviceAccountName') !== '')
    return refused(request, 'a mirror pod may not reference service accounts');
  if (usesSecrets(spec)) return refused(request, 'a mirror pod may not reference secrets');
  const projects = objectsAt(spec, 'volumes').some((volume) =>
    objectsAt(objectAt(volume, 'projected'), 'sources').some(
      (source) => objectAt(source, 'serviceAccountToken') !== undefined,
    ),
  );
  return projects
    ? refused(request, 'a mirror pod may not use ServiceAccountToken volume projections')
    : undefined;
}

/** As Go reads booleans. */
function enforcesSecrets(account: KubeObject): boolean {
  const text = textAt(objectIn(account, 'metadata', 'annotations'), enforceAnnotation);
  return ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text);
}

/** What the Pod says counts more than what the account says. */
function isTokenWanted(spec: Fields, account: KubeObject): boolean {
  const field = 'automountServiceAccountToken';
  return booleanAt(spec, field) ?? booleanAt(account, field) ?? true;
}

/** Containers that mount something at that place themselves are left alone. */
function mountToken(environment: Environment, spec: Fields): void {
  const volumes = objectsAt(spec, 'volumes');
  const present = volumes
    .map((volume) => textAt(volume, 'name'))
    .find((name) => name.startsWith(volumePrefix));
  const name = present ?? generateName(environment, volumePrefix);
  let isMounted = false;
  for (const list of ['initContainers', 'containers']) {
    for (const container of objectsAt(spec, list)) {
      const mounts = objectsAt(container, 'volumeMounts');
      if (mounts.some((mount) => textAt(mount, 'mountPath') === tokenPath)) continue;
      container['volumeMounts'] = [...mounts, { name, readOnly: true, mountPath: tokenPath }];
      isMounted = true;
    }
  }
  if (isMounted && present === undefined) spec['volumes'] = [...volumes, tokenVolume(name)];
}

function tokenVolume(name: string): Fields {
  const fieldRef = { apiVersion: 'v1', fieldPath: 'metadata.namespace' };
  return {
    name,
    projected: {
      sources: [
        { serviceAccountToken: { expirationSeconds: tokenSeconds, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardAPI: { items: [{ path: 'namespace', fieldRef }] } },
      ],
      defaultMode: 0o644,
    },
  };
}
