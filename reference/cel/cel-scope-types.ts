import { authorizerType, resourceCheckType } from './cel-declarations.ts';
import { reviewStructs } from './cel-review-types.ts';
import { celTypes, listOf, mapOf, structOf, typeOf, type CelType } from './cel-types.ts';

/** The fields of each type of object, by its name. */
export type CelStructs = ReadonlyMap<string, ReadonlyMap<string, CelType>>;

/** What the names in an expression stand for. */
export interface CelNames {
  readonly variables: ReadonlyMap<string, CelType>;
  readonly structs: CelStructs;
}

function fieldsOf(fields: Readonly<Record<string, CelType>>): ReadonlyMap<string, CelType> {
  return new Map(Object.entries(fields));
}

const { bool, dyn, int, string, timestamp } = celTypes;
const strings = listOf(string);
const stringMap = mapOf(string, string);
const prefix = 'kubernetes';
const kind = structOf(`${prefix}.GroupVersionKind`);
const resource = structOf(`${prefix}.GroupVersionResource`);
const user = structOf(`${prefix}.UserInfo`);
const request = structOf(`${prefix}.AdmissionRequest`);
const namespace = structOf(`${prefix}.Namespace`);
const metadata = structOf(`${prefix}.NamespaceMetadata`);
const spec = structOf(`${prefix}.NamespaceSpec`);
const status = structOf(`${prefix}.NamespaceStatus`);
const condition = structOf(`${prefix}.NamespaceCondition`);

const requestFields = {
  kind,
  resource,
  subResource: string,
  requestKind: kind,
  requestResource: resource,
  requestSubResource: string,
  name: string,
  namespace: string,
  operation: string,
  userInfo: user,
  dryRun: bool,
  options: dyn,
};

const metadataFields = {
  name: string,
  generateName: string,
  namespace: string,
  labels: stringMap,
  annotations: stringMap,
  UID: string,
  creationTimestamp: timestamp,
  deletionGracePeriodSeconds: int,
  deletionTimestamp: timestamp,
  generation: int,
  resourceVersion: string,
  finalizers: strings,
};

/** The types of the request and of its namespace, as far as expressions know them. */
export const admissionStructs: CelStructs = new Map([
  [kind.name, fieldsOf({ group: string, version: string, kind: string })],
  [resource.name, fieldsOf({ group: string, version: string, resource: string })],
  [user.name, fieldsOf({ username: string, uid: string, groups: strings, extra: mapOf(string, strings) })],
  [request.name, fieldsOf(requestFields)],
  [namespace.name, fieldsOf({ metadata, spec, status })],
  [metadata.name, fieldsOf(metadataFields)],
  [spec.name, fieldsOf({ finalizers: strings })],
  [status.name, fieldsOf({ conditions: listOf(condition), phase: string })],
  [
    condition.name,
    fieldsOf({
      status: string,
      type: string,
      lastTransitionTime: timestamp,
      message: string,
      reason: string,
    }),
  ],
  ...reviewStructs,
]);

/** The variables that all expressions about requests have. */
export const admissionVariables: ReadonlyMap<string, CelType> = new Map([
  ['object', dyn],
  ['oldObject', dyn],
  ['namespaceObject', namespace],
  ['request', request],
]);

/** Those that ask what a user may do. */
export const authorizerVariables: ReadonlyMap<string, CelType> = new Map([
  ['authorizer', authorizerType],
  ['authorizer.requestResource', resourceCheckType],
]);

export { authorizerType } from './cel-declarations.ts';

/** What names of types stand for. */
export const typeNames: ReadonlyMap<string, CelType> = new Map(
  [
    ...Object.values(celTypes).filter(({ kind: of }) => !['dyn', 'error'].includes(of)),
    listOf(dyn),
    mapOf(dyn, dyn),
    { kind: 'opaque', name: 'optional_type', params: [dyn] } as const,
    { kind: 'opaque', name: 'net.IP', params: [] } as const,
    { kind: 'opaque', name: 'net.CIDR', params: [] } as const,
  ].map((type) => [type.name, type.kind === 'type' ? typeOf(celTypes.type) : typeOf(type)]),
);
