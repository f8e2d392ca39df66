import { textAt, objectAt } from '../fields.ts';
import type { ObjectStore } from '../registry/object-store.ts';
import type { KubeObject } from '../resource-definition.ts';
import { forbidden, notFound, Refusal } from '../status.ts';
import { notAdmitted, type AdmissionPlugin, type AdmissionRequest } from './admission-chain.ts';
import { findNamespace } from './namespaces.ts';

const immortal: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);

/**
 * Nothing is created in a namespace that is missing or going, nothing is changed in one that is missing, and the system's own
 * namespaces stay. Whoever asks about rights in a namespace does not learn here whether there is one.
 */
export function namespaceLifecycle(namespaces: () => ObjectStore): AdmissionPlugin {
  return {
    name: 'NamespaceLifecycle',
    operations: ['CREATE', 'UPDATE', 'DELETE'],
    mutate: (request) => {
      const { definition, operation, namespace } = request;
      if (definition.kind === 'Namespace' && definition.group === '') return ofNamespace(request);
      if (operation === 'DELETE' || namespace === '') return undefined;
      if (definition.plural === 'localsubjectaccessreviews') return undefined;
      const found = findNamespace(namespaces(), namespace);
      // The cache is usually right; only what is missing there is looked up in the store.
      return found instanceof Promise
        ? found.then((stored) => ofContent(request, stored))
        : ofContent(request, found);
    },
  };
}

function ofNamespace(request: AdmissionRequest): Refusal | undefined {
  if (request.operation !== 'DELETE' || !immortal.has(request.name)) return undefined;
  return forbidden({ group: '', resource: 'namespaces' }, request.name, 'this namespace may not be deleted');
}

function ofContent(request: AdmissionRequest, namespace: KubeObject | undefined): Refusal | undefined {
  if (namespace === undefined) return notFound({ group: '', resource: 'namespaces' }, request.namespace);
  return request.operation === 'CREATE' && isTerminating(namespace) ? terminating(request) : undefined;
}

function isTerminating(namespace: KubeObject): boolean {
  return (
    namespace.metadata?.deletionTimestamp !== undefined ||
    textAt(objectAt(namespace, 'status'), 'phase') === 'Terminating'
  );
}

function terminating(request: AdmissionRequest): Refusal {
  const why = `unable to create new content in namespace ${request.namespace} because it is being terminated`;
  const { status } = notAdmitted(request, why);
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${request.namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  return new Refusal({ ...status, details: { ...status.details, causes: [cause] } });
}
