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

const eventObjectFields = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];

/** The two versions of events call the same fields by different names. */
function eventFieldsOf(object: string, reporter: string, source: string): FieldReaders {
  const ofObject = eventObjectFields.map((name) => [`${object}.${name}`, text(object, name)] as const);
  return {
    ...Object.fromEntries(ofObject),
    reason: text('reason'),
    [reporter]: text(reporter),
    type: text('type'),
    ...(source === 'source'
      ? { source: (event) => textAt(objectAt(event, source), 'component') || textAt(event, reporter) }
      : {}),
  };
}

export const eventFields: FieldReaders = eventFieldsOf('involvedObject', 'reportingComponent', 'source');
export const newEventFields: FieldReaders = eventFieldsOf(
  'regarding',
  'reportingController',
  'deprecatedSource',
);
