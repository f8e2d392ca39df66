import { isFields, objectAt, objectsAt, setOrRemove, type Fields } from '../fields.ts';
import type { ObjectStore } from '../registry/object-store.ts';
import type { KubeObject } from '../resource-definition.ts';
import { failure, notFound, Refusal } from '../status.ts';
import { isAbout, type AdmissionPlugin, type AdmissionRequest } from './admission-chain.ts';
import { documentOf } from './admission-configuration.ts';
import { findNamespace } from './namespaces.ts';
import { isBestEffort } from './pod-quality.ts';
import { areAllowed, mergeTolerations, tolerationsOf } from './tolerations.ts';

const defaultAnnotation = 'scheduler.alpha.kubernetes.io/defaultTolerations';
const allowedAnnotation = 'scheduler.alpha.kubernetes.io/tolerationsWhitelist';

/** What goes for Pods whose namespace says nothing. */
export interface ClusterTolerations {
  readonly added: readonly Fields[];
  readonly allowed: readonly Fields[];
}

export function readClusterTolerations(given: unknown): ClusterTolerations {
  const document = documentOf(given, {
    kind: 'Configuration',
    apiVersions: ['podtolerationrestriction.admission.k8s.io/v1alpha1'],
  });
  return { added: objectsAt(document, 'default'), allowed: objectsAt(document, 'whitelist') };
}

/** A namespace says which taints its Pods tolerate, and which they may tolerate at most. */
export function podTolerationRestriction(
  namespaces: () => ObjectStore,
  cluster: ClusterTolerations,
): AdmissionPlugin {
  const find = async (name: string): Promise<KubeObject | Refusal> =>
    (await findNamespace(namespaces(), name)) ?? notFound({ group: '', resource: 'namespaces' }, name);
  return {
    name: 'PodTolerationRestriction',
    operations: ['CREATE', 'UPDATE'],
    mutate: async (request) => {
      const spec = specOf(request);
      if (spec === undefined) return undefined;
      const namespace = await find(request.namespace);
      if (namespace instanceof Refusal) return namespace;
      const added = request.operation === 'CREATE' ? readTolerations(namespace, defaultAnnotation) : [];
      if (added instanceof Refusal) return added;
      addTolerations(spec, added ?? cluster.added);
      return beyondAllowed(spec, namespace, cluster.allowed);
    },
    validate: async (request) => {
      const spec = specOf(request);
      if (spec === undefined) return undefined;
      const namespace = await find(request.namespace);
      return namespace instanceof Refusal ? namespace : beyondAllowed(spec, namespace, cluster.allowed);
    },
  };
}

const memoryPressure = {
  key: 'node.kubernetes.io/memory-pressure',
  operator: 'Exists',
  effect: 'NoSchedule',
};

function specOf(request: AdmissionRequest): Fields | undefined {
  return isAbout(request, '', 'pods') ? objectAt(request.object, 'spec') : undefined;
}

function addTolerations(spec: Fields, added: readonly Fields[]): void {
  // Who has asked for memory is not driven away by those who have not.
  const all = isBestEffort(spec) ? added : [...added, memoryPressure];
  if (all.length > 0) setOrRemove(spec, 'tolerations', mergeTolerations(tolerationsOf(spec), all));
}

function beyondAllowed(
  spec: Fields,
  namespace: KubeObject,
  clusterAllowed: readonly Fields[],
): Refusal | undefined {
  const tolerations = tolerationsOf(spec);
  if (tolerations.length === 0) return undefined;
  const own = readTolerations(namespace, allowedAnnotation);
  if (own instanceof Refusal) return own;
  if (areAllowed(tolerations, own ?? clusterAllowed)) return undefined;
  const scope = own === undefined ? 'cluster' : 'namespace';
  return failure(
    `pod tolerations (possibly merged with namespace default tolerations) conflict with its ${scope} whitelist`,
  );
}

/** The list in an annotation; undefined where there is none. */
function readTolerations(namespace: KubeObject, name: string): readonly Fields[] | undefined | Refusal {
  const text = namespace.metadata?.annotations?.[name];
  if (text === undefined) return undefined;
  if (text === '') return [];
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.filter(isFields) : failure(`${name} holds no list`);
  } catch (error) {
    return failure(error instanceof Error ? error.message : String(error));
  }
}
