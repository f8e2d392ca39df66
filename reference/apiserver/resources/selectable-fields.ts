import { booleanAt, numberAt, objectAt, objectIn, objectsAt, textAt } from '../fields.ts';
import type { KubeObject } from '../resource-definition.ts';

/** Reads the text that a field selector compares, '' where the field is absent. */
export type FieldReaders = Readonly<Record<string, (object: KubeObject) => string>>;

function text(...path: readonly [string, ...string[]]): (object: KubeObject) => string {
  const parents = path.slice(0, -1);
  const last = path.at(-1) ?? '';
  return (object) => textAt(objectIn(object, ...parents), last);
}

function count(...path: readonly [string, ...string[]]): (object: KubeObject) => string {
  const parents = path.slice(0, -1);
  const last = path.at(-1) ?? '';
  return (object) => String(numberAt(objectIn(object, ...parents), last) ?? 0);
}

export const podFields: FieldReaders = {
  'spec.nodeName': text('spec', 'nodeName'),
  'spec.restartPolicy': text('spec', 'restartPolicy'),
  'spec.schedulerName': text('spec', 'schedulerName'),
  'spec.serviceAccountName': text('spec', 'serviceAccountName'),
  'spec.hostNetwork': (pod) => String(booleanAt(objectAt(pod, 'spec'), 'hostNetwork') ?? false),
  'status.phase': text('status', 'phase'),
  'status.podIP': (pod) => textAt(objectsAt(objectAt(pod, 'status'), 'podIPs')[0], 'ip'),
  'status.podIPs': (pod) =>
    objectsAt(objectAt(pod, 'status'), 'podIPs')
      .map((entry) => textAt(entry, 'ip'))
      .join(','),
  'status.nominatedNodeName': text('status', 'nominatedNodeName'),
};

export const nodeFields: FieldReaders = {
  'spec.unschedulable': (node) => String(booleanAt(objectAt(node, 'spec'), 'unschedulable') ?? false),
};

export const replicasFields: FieldReaders = { 'status.replicas': count('status', 'replicas') };
export const namespaceFields: FieldReaders = { 'status.phase': text('status', 'phase') };
export const secretFields: FieldReaders = { type: text('type') };
export const serviceFields: FieldReaders = {
  'spec.clusterIP': text('spec', 'clusterIP'),
  'spec.type': text('spec', 'type'),
};
export const jobFields: FieldReaders = { 'status.successful': count('status', 'succeeded') };
export const signingRequestFields: FieldReaders = { 'spec.signerName': text('spec', 'signerName') };

function eventFieldsUnder(object: string, component: string, source: string): FieldReaders {
  return {
    'involvedObject.kind': text(object, 'kind'),
    'involvedObject.namespace': text(object, 'namespace'),
    'involvedObject.name': text(object, 'name'),
    'involvedObject.uid': text(object, 'uid'),
    'involvedObject.apiVersion': text(object, 'apiVersion'),
    'involvedObject.resourceVersion': text(object, 'resourceVersion'),
    'involvedObject.fieldPath': text(object, 'fieldPath'),
    reason: text('reason'),
    reportingComponent: text(component),
    source: (event) => textAt(objectAt(event, source), 'component') || textAt(event, component),
    type: text('type'),
  };
}

export const eventFields: FieldReaders = eventFieldsUnder('involvedObject', 'reportingComponent', 'source');
