import type { ApiAnswer, ApiRequest } from '../message.ts';
import type { ResourceDefinition } from '../resource-definition.ts';
import { groupsOf, groupVersionText, type ApiGroup } from './group-catalogue.ts';
import { jsonAnswer, methodRefusal, notFoundStatus } from './json-answer.ts';
import { groupDiscoveryOf, resourceListOf } from './resource-list.ts';

type Document = Readonly<Record<string, unknown>>;

export interface DiscoveryOptions {
  readonly resources: () => readonly ResourceDefinition[];
  /** `127.0.0.1:6443`, told to clients as the address to use; '' in process. */
  readonly serverAddress: string;
}

/** Answers `/api`, `/apis` and what lies between them and the resources; undefined for any other path. */
export function createDiscovery(
  options: DiscoveryOptions,
): (request: ApiRequest, path: string) => ApiAnswer | undefined {
  let known: { readonly count: number; readonly groups: readonly ApiGroup[] } | undefined;
  const groups = (): readonly ApiGroup[] => {
    const resources = options.resources();
    if (known?.count !== resources.length) known = { count: resources.length, groups: groupsOf(resources) };
    return known.groups;
  };
  return (request, path) => {
    const parts = path.split('/').filter((part) => part !== '');
    if (parts[0] !== 'api' && parts[0] !== 'apis') return undefined;
    if (parts.length > 3 || (parts[0] === 'api' && parts.length > 2)) return undefined;
    const answer = answerFor(parts, request, { groups: groups(), address: options.serverAddress });
    return answer === undefined ? undefined : (methodRefusal(request) ?? answer);
  };
}

interface Known {
  readonly groups: readonly ApiGroup[];
  readonly address: string;
}

function answerFor(parts: readonly string[], request: ApiRequest, known: Known): ApiAnswer | undefined {
  const [root, ...rest] = parts;
  const core = known.groups.filter(({ name }) => name === '');
  const named = known.groups.filter(({ name }) => name !== '');
  if (rest.length === 0) {
    const isCore = root === 'api';
    const aggregated = aggregatedType(request.headers['accept'] ?? '');
    if (aggregated !== undefined) return aggregatedAnswer(isCore ? core : named, aggregated);
    return jsonAnswer(isCore ? apiVersions(core, known.address) : groupList(named), { vary: 'Accept' });
  }
  const [group, version] = root === 'api' ? ['', rest[0]] : [rest[0] ?? '', rest[1]];
  const found = known.groups.find(({ name }) => name === group);
  if (found === undefined) return undefined;
  if (version === undefined) return jsonAnswer({ kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(found) });
  const definitions = found.versions.find((candidate) => candidate.version === version)?.definitions;
  if (definitions === undefined) return notFoundStatus();
  return jsonAnswer(resourceListOf(groupVersionText(group, version), definitions));
}

function apiVersions(core: readonly ApiGroup[], address: string): Document {
  return {
    kind: 'APIVersions',
    versions: core.flatMap(({ versions }) => versions.map(({ version }) => version)),
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
  };
}

function groupList(groups: readonly ApiGroup[]): Document {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupEntry) };
}

function groupEntry(group: ApiGroup): Document {
  const versions = group.versions.map(({ version }) => ({
    groupVersion: groupVersionText(group.name, version),
    version,
  }));
  return { name: group.name, versions, preferredVersion: versions[0] };
}

/** The version of the aggregated form that comes first in `Accept`, if it comes before plain JSON. */
function aggregatedType(accept: string): 'v2' | 'v2beta1' | undefined {
  for (const clause of accept.split(',')) {
    const [type, ...parameters] = clause.split(';').map((part) => part.trim());
    if (type !== 'application/json' && type !== '*/*' && type !== 'application/*') continue;
    if (!parameters.includes('as=APIGroupDiscoveryList')) return undefined;
    if (!parameters.includes('g=apidiscovery.k8s.io')) continue;
    if (parameters.includes('v=v2')) return 'v2';
    if (parameters.includes('v=v2beta1')) return 'v2beta1';
  }
  return undefined;
}

function aggregatedAnswer(groups: readonly ApiGroup[], version: 'v2' | 'v2beta1'): ApiAnswer {
  const document = {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map((group) => groupDiscoveryOf(group.name, group.versions)),
  };
  return jsonAnswer(document, {
    'content-type': `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
    'cache-control': 'public',
    vary: 'Accept',
  });
}
