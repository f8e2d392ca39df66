/** The operations of served resources, in the order of upstream's documents, before they are written as OpenAPI v2 or v3. */
import type { GroupVersionKind, TypeReference } from '../kubernetes-schemas.ts';
import { referenceOf } from '../kubernetes-schemas.ts';
import type { OperationParameter } from './query-parameters.ts';
import {
  deleteParameters,
  listParameters,
  nameParameter,
  namespaceParameter,
  patchParameters,
  pretty,
  writeParameters,
} from './query-parameters.ts';
import type { GroupVersion, ServedResource, ServedSubresource } from './served-resource.ts';
import { groupVersionPath } from './served-resource.ts';

export type HttpMethod = 'get' | 'put' | 'post' | 'delete' | 'patch';

export interface Operation {
  readonly method: HttpMethod;
  /** Upstream's `x-kubernetes-action`. */
  readonly action: 'connect' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'post' | 'put';
  readonly id: string;
  readonly tag: string;
  readonly description: string;
  readonly gvk: GroupVersionKind;
  readonly parameters: readonly OperationParameter[];
  /** The type of the request body, and whether there must be one. */
  readonly body?: { readonly type: TypeReference; readonly required: boolean };
  /** The type of the answer; a plain string where there is none. */
  readonly answer: TypeReference | undefined;
  readonly codes: readonly number[];
}

export interface PathOperations {
  readonly path: string;
  readonly parameters: readonly OperationParameter[];
  readonly operations: readonly Operation[];
}

const meta = (type: string): TypeReference => `meta.v1.json#/$defs/${type}`;

function pascal(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `AppsV1`, `CoreV1`, `RbacAuthorizationV1`. */
function groupWord({ group, version }: GroupVersion): string {
  const words = group === '' ? ['core'] : group.replace(/\.k8s\.io$/, '').split('.');
  return words.map(pascal).join('') + pascal(version);
}

function tagOf({ group, version }: GroupVersion): string {
  const words =
    group === ''
      ? 'core'
      : group.replace(/\.k8s\.io$/, '').replace(/\.(.)/g, (_, letter: string) => letter.toUpperCase());
  return `${words}_${version}`;
}

interface Target {
  readonly resource: ServedResource;
  readonly gvk: GroupVersionKind;
  /** What follows the verb in an operation id: `NamespacedPodStatus`. */
  readonly noun: string;
}

interface Verb {
  readonly method: HttpMethod;
  readonly action: Operation['action'];
  readonly prefix: string;
  readonly description: string;
  readonly parameters: readonly OperationParameter[];
  readonly body?: { readonly type: TypeReference | undefined; readonly required: boolean };
  readonly answer: TypeReference | undefined;
  readonly codes: readonly number[];
}

function operation({ resource, gvk, noun }: Target, verb: Verb): Operation {
  const { prefix, body, ...rest } = verb;
  const given = body?.type === undefined ? {} : { body: { type: body.type, required: body.required } };
  return {
    ...rest,
    ...given,
    gvk,
    id: `${prefix.replace('*', groupWord(resource))}${noun}`,
    tag: tagOf(resource),
  };
}

function objectVerbs(verbs: readonly string[], { gvk }: Target): Verb[] {
  const type = referenceOf(gvk);
  const { kind } = gvk;
  const put = { type, required: true };
  const found: (Verb | false)[] = [
    verbs.includes('get') && {
      method: 'get',
      action: 'get',
      prefix: 'read*',
      description: `Read one ${kind}.`,
      parameters: [],
      answer: type,
      codes: [200],
    },
    verbs.includes('update') && {
      method: 'put',
      action: 'put',
      prefix: 'replace*',
      description: `Replace one ${kind}.`,
      parameters: writeParameters,
      body: put,
      answer: type,
      codes: [200, 201],
    },
    verbs.includes('create') && {
      method: 'post',
      action: 'post',
      prefix: 'create*',
      description: `Create a ${kind}.`,
      parameters: writeParameters,
      body: put,
      answer: type,
      codes: [200, 201, 202],
    },
    verbs.includes('delete') && {
      method: 'delete',
      action: 'delete',
      prefix: 'delete*',
      description: `Delete one ${kind}.`,
      parameters: deleteParameters,
      body: { type: meta('DeleteOptions'), required: false },
      answer: meta('Status'),
      codes: [200, 202],
    },
    verbs.includes('patch') && {
      method: 'patch',
      action: 'patch',
      prefix: 'patch*',
      description: `Change parts of one ${kind}.`,
      parameters: patchParameters,
      body: { type: meta('Patch'), required: true },
      answer: type,
      codes: [200, 201],
    },
  ];
  return found.filter((verb) => verb !== false);
}

function collectionVerbs(verbs: readonly string[], { gvk }: Target): Verb[] {
  const list = referenceOf({ ...gvk, kind: `${gvk.kind}List` });
  const found: (Verb | false)[] = [
    verbs.includes('list') && {
      method: 'get',
      action: 'list',
      prefix: 'list*',
      description: `List or watch ${gvk.kind} objects.`,
      parameters: listParameters,
      answer: list,
      codes: [200],
    },
    ...objectVerbs(
      verbs.filter((verb) => verb === 'create'),
      { gvk } as Target,
    ),
    verbs.includes('deletecollection') && {
      method: 'delete',
      action: 'deletecollection',
      prefix: 'delete*Collection',
      description: `Delete a collection of ${gvk.kind}.`,
      parameters: [
        ...deleteParameters,
        ...listParameters.filter(({ name }) => name !== 'watch' && name !== 'allowWatchBookmarks'),
      ],
      body: { type: meta('DeleteOptions'), required: false },
      answer: meta('Status'),
      codes: [200],
    },
  ];
  return found.filter((verb) => verb !== false);
}

function connectVerbs(verbs: readonly string[], kind: string): Verb[] {
  const methods: readonly (readonly [string, HttpMethod])[] = [
    ['get', 'get'],
    ['create', 'post'],
    ['update', 'put'],
    ['patch', 'patch'],
    ['delete', 'delete'],
  ];
  return methods
    .filter(([verb]) => verbs.includes(verb))
    .map(([, method]) => ({
      method,
      action: 'connect',
      prefix: `connect*${pascal(method)}`,
      description: `Connect ${method.toUpperCase()} requests (${kind}).`,
      parameters: [],
      answer: undefined,
      codes: [200],
    }));
}

function subresourcePath(resource: ServedResource, sub: ServedSubresource, itemPath: string): PathOperations {
  const gvk = {
    group: sub.group ?? resource.group,
    version: sub.version ?? resource.version,
    kind: sub.kind,
  };
  const scope = resource.namespaced ? 'Namespaced' : '';
  const target: Target = { resource, gvk, noun: `${scope}${resource.kind}${pascal(sub.name)}` };
  const verbs =
    referenceOf(gvk) === undefined ? connectVerbs(sub.verbs, sub.kind) : objectVerbs(sub.verbs, target);
  return {
    path: `${itemPath}/${sub.name}`,
    parameters: itemParameters(resource),
    operations: verbs.map((verb) => operation(target, verb)),
  };
}

function itemParameters(resource: ServedResource): OperationParameter[] {
  return [nameParameter(resource.kind), ...(resource.namespaced ? [namespaceParameter] : []), pretty];
}

/** Every path of one resource: its collection, the collection across namespaces, the object, its subresources. */
export function pathsOf(resource: ServedResource): PathOperations[] {
  const { group, version, kind, namespaced, verbs } = resource;
  const base = `/${groupVersionPath(resource)}`;
  const gvk = { group, version, kind };
  const target: Target = { resource, gvk, noun: `${namespaced ? 'Namespaced' : ''}${kind}` };
  const collection = `${base}/${namespaced ? 'namespaces/{namespace}/' : ''}${resource.resource}`;
  const across: Target = { ...target, noun: `${kind}ForAllNamespaces` };
  const paths: PathOperations[] = [
    {
      path: collection,
      parameters: [...(namespaced ? [namespaceParameter] : []), pretty],
      operations: collectionVerbs(verbs, target).map((verb) => operation(target, verb)),
    },
    {
      path: `${base}/${resource.resource}`,
      parameters: [pretty],
      operations: namespaced
        ? collectionVerbs(
            verbs.filter((verb) => verb === 'list'),
            across,
          ).map((verb) => operation(across, verb))
        : [],
    },
    {
      path: `${collection}/{name}`,
      parameters: itemParameters(resource),
      operations: objectVerbs(
        verbs.filter((verb) => verb !== 'create'),
        target,
      ).map((verb) => operation(target, verb)),
    },
    ...(resource.subresources ?? []).map((sub) => subresourcePath(resource, sub, `${collection}/{name}`)),
  ];
  return paths.filter(({ operations }) => operations.length > 0);
}
