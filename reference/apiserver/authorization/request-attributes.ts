import type { Identity } from '../message.ts';
import { verbOf, type RequestPath, type ResourceRequest } from '../request-info.ts';
import { parseFieldSelector } from '../selectors/field-selector.ts';
import { parseLabelSelector, SelectorError } from '../selectors/label-selector.ts';
import { forbidden, forbiddenPath, type Refusal } from '../status.ts';
import type { AccessAttributes, AccessedResource } from './authorizer.ts';

/** What a request asks to be allowed. */
export function attributesOf(identity: Identity, method: string, path: RequestPath): AccessAttributes {
  const { resource: info } = path;
  if (info === undefined) return { identity, verb: method.toLowerCase(), path: path.path };
  const verb = verbOf(method === 'HEAD' ? 'GET' : method, info, path.query) ?? '';
  const { group, version, resource, subresource } = info;
  const selectors = selectorsOf(verb, info, path.query);
  const name = info.name === '' ? selectedName(verb, selectors.fieldSelector) : info.name;
  const accessed = {
    group,
    version,
    resource,
    subresource,
    namespace: namespaceOf(info),
    name,
    ...selectors,
  };
  return { identity, verb, resource: accessed, path: path.path };
}

type Selectors = Pick<AccessedResource, 'fieldSelector' | 'labelSelector'>;

const noSelectors: Selectors = {};

/** A selector that cannot be read narrows nothing here; what it asks for is refused later. */
function selectorsOf(verb: string, info: ResourceRequest, query: URLSearchParams): Selectors {
  if (info.legacyWatch || !['list', 'watch', 'deletecollection'].includes(verb)) return noSelectors;
  const fields = parseFieldSelector(query.get('fieldSelector') ?? '');
  const labels = parseLabelSelector(query.get('labelSelector') ?? '');
  return {
    ...(fields instanceof SelectorError || fields.length === 0 ? {} : { fieldSelector: fields }),
    ...(labels instanceof SelectorError || labels.length === 0 ? {} : { labelSelector: labels }),
  };
}

/** A namespace lies in itself, so that a Role in it may speak of it. */
function namespaceOf({ group, resource, namespace, name }: ResourceRequest): string {
  return group === '' && resource === 'namespaces' ? name : namespace;
}

/** A collection of which only one name is read counts as a request for that name. */
function selectedName(verb: string, selector: AccessedResource['fieldSelector'] = []): string {
  if (verb !== 'list' && verb !== 'watch') return '';
  const name =
    selector.find(({ field, operator }) => field === 'metadata.name' && operator === '=')?.value ?? '';
  return name === '.' || name === '..' || /[/%]/.test(name) ? '' : name;
}

/** 403, in the words that clients and people look for. */
export function notAllowed(attributes: AccessAttributes, why: string): Refusal {
  const { resource } = attributes;
  const reason = `${sanitized(complaint(attributes))}${why === '' ? '' : `: ${why}`}`;
  return resource === undefined ? forbiddenPath(reason) : forbidden(resource, resource.name, reason);
}

function complaint({ identity, verb, resource, path }: AccessAttributes): string {
  const who = `User ${JSON.stringify(identity.user)} cannot ${verb}`;
  if (resource === undefined) return `${who} path ${JSON.stringify(path)}`;
  return `${who} resource "${combinedName(resource)}" in API group "${resource.group}" ${scopeOf(resource)}`;
}

function scopeOf({ namespace }: AccessedResource): string {
  return namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
}

/** `pods`, `pods/log`: as rules name it. */
export function combinedName({ resource, subresource }: AccessedResource): string {
  return subresource === '' ? resource : `${resource}/${subresource}`;
}

/** Errors must not look like HTML. */
export function sanitized(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
