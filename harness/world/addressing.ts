import { collectionPath, resourceNamed, type ResourceAddress } from './resources.ts';

/** One object as features write it: `pod/web`, `pod/web in dev`, `node/n1`. */
export interface ObjectReference {
  readonly resource: ResourceAddress;
  readonly name: string;
  readonly namespace: string;
}

/** Several objects as features write them: `pods`, `pods in dev`, `pods in all namespaces`, `pods labelled app=web`. */
export interface Collection {
  readonly resource: ResourceAddress;
  /** Undefined: across all namespaces. */
  readonly namespace: string | undefined;
  readonly labelSelector?: string;
}

/** Parses `KIND/NAME [in NAMESPACE]`. */
export function parseReference(text: string): ObjectReference {
  const match = /^([a-z]+)\/(\S+?)(?: in ([a-z0-9-]+))?$/.exec(text);
  if (match === null)
    throw new Error(`"${text}" is not an object; write KIND/NAME or KIND/NAME in NAMESPACE`);
  const [, kind = '', name = '', namespace = 'home'] = match;
  return { resource: resourceNamed(kind), name, namespace };
}

/** Parses `PLURAL [in NAMESPACE | in all namespaces] [labelled SELECTOR]`. */
export function parseCollection(text: string): Collection {
  const match = /^([a-z]+)(?: in (all namespaces|[a-z0-9-]+))?(?: labelled (\S+))?$/.exec(text);
  if (match === null)
    throw new Error(`"${text}" is not a collection; write PLURAL [in NAMESPACE] [labelled SELECTOR]`);
  const [, plural = '', scope = 'home', labelSelector] = match;
  return {
    resource: resourceNamed(plural),
    namespace: scope === 'all namespaces' ? undefined : scope,
    ...(labelSelector === undefined ? {} : { labelSelector }),
  };
}

/** The path of an object, with logical names: the world maps them when it sends. */
export function referencePath({ resource, name, namespace }: ObjectReference): string {
  return `${collectionPath(resource, resource.namespaced ? namespace : undefined)}/${name}`;
}

/** The path of a collection with its selector, with logical names. */
export function collectionQueryPath({ resource, namespace, labelSelector }: Collection): string {
  const path = collectionPath(resource, namespace);
  return labelSelector === undefined ? path : `${path}?labelSelector=${encodeURIComponent(labelSelector)}`;
}
