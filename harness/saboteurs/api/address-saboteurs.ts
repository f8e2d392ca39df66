import type { ApiStore, HttpRequest } from '../../ports/ports.ts';
import {
  fieldAt,
  kubeApiSaboteur,
  pathOf,
  sentObject,
  withBody,
  withField,
  type KubeApiBreach,
  type SaboteurTitle,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { answers, failure, on, overlooks, sends } from './breach.ts';

const creates = on('POST', /\/services$/);
const reads = on('GET', /\/services\/[^/]+$/);
const address = ['spec', 'clusterIP'];
const firstNodePort = ['spec', 'ports', '0', 'nodePort'];

function asks(request: HttpRequest, path: readonly string[]): unknown {
  return creates(request) ? fieldAt(sentObject(request), path) : undefined;
}

/** Remembers what Services have had, and refuses who asks for it again once `freedBy` has happened. */
function leaks(path: readonly string[], freedBy: (request: HttpRequest) => boolean): () => KubeApiBreach {
  return () => {
    const had = new Map<string, unknown>();
    const leaked = new Set<unknown>();
    return {
      answer: ({ request, status, body }) => {
        if (leaked.has(asks(request, path))) return { status: 422, body: failure(422, 'Invalid') };
        if (status === 201)
          had.set(`${pathOf(request)}/${String(fieldAt(body, ['metadata', 'name']))}`, fieldAt(body, path));
        if (status < 300 && freedBy(request)) leaked.add(had.get(pathOf(request)));
        return undefined;
      },
    };
  };
}

/** Says something else once an object was written. */
function movesAfter(methods: string, path: readonly string[], value: unknown): () => KubeApiBreach {
  return () => {
    const written = new Set<string>();
    return {
      answer: ({ request, status, body }) => {
        if (status === 200 && on(methods, /\/services\//)(request)) written.add(pathOf(request));
        return reads(request) && written.has(pathOf(request))
          ? { body: withField(body, path, value) }
          : undefined;
      },
    };
  };
}

/** Sees nothing of what is done to Services in its store by others. */
function overlooksStore(named: SaboteurTitle, done: 'put' | 'remove'): Saboteur {
  return {
    ...named,
    port: 'apiStore',
    wrap: (ports, reached) => {
      const { apiStore } = ports;
      if (apiStore === undefined) return ports;
      const changed: ApiStore[typeof done] = async (key: string, value?: Uint8Array) => {
        if (key.startsWith('/registry/services/specs/')) reached();
        else if (value === undefined) await apiStore.remove(key);
        else await apiStore.put(key, value);
      };
      return { ...ports, apiStore: { ...apiStore, [done]: changed } };
    },
  };
}

/** Breaches of what API-19 says about the addresses of Services. */
export const addressSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'one-address-for-all', breaks: 'API-19a', title: 'gives all Services one address' },
    () => {
      let first: unknown;
      return {
        answer: ({ request, status, body }) => {
          if (status === 201) first ??= fieldAt(body, address);
          return reads(request) && first !== undefined
            ? { body: withField(body, address, first) }
            : undefined;
        },
      };
    },
  ),
  kubeApiSaboteur(
    { id: 'service-without-address', breaks: 'API-19a', title: 'gives a Service no address' },
    answers(reads, (body) => withField(body, address, undefined)),
  ),
  kubeApiSaboteur(
    {
      id: 'ignores-the-address-asked-for',
      breaks: 'API-19b',
      title: 'gives another address than it was asked for',
    },
    sends(creates, (request) =>
      asks(request, address) === undefined
        ? undefined
        : withBody(request, withField(sentObject(request), address, undefined)),
    ),
  ),
  kubeApiSaboteur(
    { id: 'address-from-anywhere', breaks: 'API-19c', title: 'gives addresses outside the range' },
    overlooks(/^spec\.clusterIPs/, creates),
  ),
  kubeApiSaboteur(
    { id: 'address-given-twice', breaks: 'API-19d', title: 'gives an address that another Service has' },
    overlooks(/^spec\.clusterIPs/, creates),
  ),
  kubeApiSaboteur(
    { id: 'address-moves-at-a-replace', breaks: 'API-19e', title: 'gives a replaced Service a new address' },
    movesAfter('PUT', address, '10.0.0.253'),
  ),
  kubeApiSaboteur(
    {
      id: 'address-leaks-with-the-finalizer',
      breaks: 'API-19e',
      title: 'does not free the address of a Service that goes with its last finalizer',
      upstream:
        'kubernetes/kubernetes#87603: a Service that an update without finalizers removed kept its addresses and ports',
    },
    leaks(address, (request) => request.method === 'PATCH'),
  ),
  kubeApiSaboteur(
    { id: 'headless-gets-an-address', breaks: 'API-19f', title: 'gives a headless Service an address' },
    sends(creates, (request) =>
      asks(request, address) === 'None'
        ? withBody(request, withField(sentObject(request), address, undefined))
        : undefined,
    ),
  ),
  kubeApiSaboteur(
    { id: 'external-gets-an-address', breaks: 'API-19f', title: 'gives an external Service an address' },
    answers(reads, (body) =>
      fieldAt(body, ['spec', 'type']) === 'ExternalName' ? withField(body, address, '10.0.0.9') : undefined,
    ),
  ),
  kubeApiSaboteur(
    { id: 'node-port-from-anywhere', breaks: 'API-19g', title: 'gives node ports outside the range' },
    answers(reads, (body) =>
      fieldAt(body, firstNodePort) === undefined ? undefined : withField(body, firstNodePort, 40000),
    ),
  ),
  kubeApiSaboteur(
    { id: 'node-port-moves', breaks: 'API-19g', title: 'gives an updated Service new node ports' },
    movesAfter('PATCH', firstNodePort, 30000),
  ),
  kubeApiSaboteur(
    {
      id: 'any-node-port-asked-for',
      breaks: 'API-19h',
      title: 'gives node ports outside the range or taken',
    },
    overlooks(/nodePort$/, creates),
  ),
  kubeApiSaboteur(
    {
      id: 'node-port-is-never-freed',
      breaks: 'API-19i',
      title: 'does not free the node ports of a deleted Service',
      upstream: 'kubernetes/kubernetes#73140: the port of a deleted Service was still said to be allocated',
    },
    leaks(firstNodePort, (request) => request.method === 'DELETE'),
  ),
  kubeApiSaboteur(
    {
      id: 'node-port-stays-with-the-type',
      breaks: 'API-19i',
      title: 'does not free node ports when the type changes',
    },
    leaks(firstNodePort, (request) => request.method === 'PATCH'),
  ),
  kubeApiSaboteur(
    { id: 'one-node-port-for-all', breaks: 'API-19g', title: 'gives all Services one node port' },
    () => {
      let first: unknown;
      return {
        answer: ({ request, status, body }) => {
          if (status === 201) first ??= fieldAt(body, firstNodePort);
          return reads(request) && first !== undefined
            ? { body: withField(body, firstNodePort, first) }
            : undefined;
        },
      };
    },
  ),
  overlooksStore(
    {
      id: 'keeps-what-nobody-has',
      breaks: 'API-19v',
      title: 'never frees the address of a Service that is gone otherwise than by deletion',
    },
    'remove',
  ),
  overlooksStore(
    {
      id: 'gives-what-somebody-has',
      breaks: 'API-19v',
      title: 'gives the address of a Service to another where the record of it was lost',
    },
    'put',
  ),
];
