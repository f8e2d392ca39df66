import { headerNames, headerValues, type ApiRequest, type Identity } from '../message.ts';
import { answerRefusal } from '../pipeline/answer.ts';
import type { RequestFilter } from '../pipeline/request-filter.ts';
import type { AccessAttributes, AccessedResource, Authorizer } from './authorizer.ts';
import { internalFailure } from './internal-failure.ts';
import { notAllowed } from './request-attributes.ts';

const userHeader = 'impersonate-user';
const groupHeader = 'impersonate-group';
const uidHeader = 'impersonate-uid';
const extraPrefix = 'impersonate-extra-';

const anonymousUser = 'system:anonymous';
const everybodyKnown = 'system:authenticated';
const strangers = 'system:unauthenticated';

/**
 * Lets those who may act as somebody else: everything that they ask to be, they need the right to impersonate for. What comes
 * after sees the other alone, without the headers.
 */
export function impersonation(authorizer: Authorizer): RequestFilter {
  return async (underway, next) => {
    const { request, identity } = underway;
    const wanted = wantedOf(request);
    if (wanted === undefined) return next();
    if ('problem' in wanted) return internalFailure(request.path, wanted.problem);
    for (const resource of wanted.resources) {
      const attributes: AccessAttributes = { identity, verb: 'impersonate', resource, path: '' };
      const { allowed, why } = await authorizer(attributes);
      if (!allowed) return answerRefusal(notAllowed(attributes, why));
    }
    underway.identity = wanted.identity;
    underway.request = withoutHeaders(request);
    return next();
  };
}

interface Wanted {
  /** What it takes the right to impersonate for, in order. */
  readonly resources: readonly AccessedResource[];
  readonly identity: Identity;
}

/** Undefined where the request asks for nobody. */
function wantedOf(request: ApiRequest): Wanted | { readonly problem: string } | undefined {
  const user = firstValue(request, userHeader);
  const groups = headerValues(request, groupHeader);
  const extra = extraOf(request);
  const uid = firstValue(request, uidHeader);
  const resources = [
    ...groups.map((name) => impersonated('groups', name)),
    ...Object.entries(extra).flatMap(([key, values]) => values.map((value) => userExtra(key, value))),
    ...(uid === '' ? [] : [{ ...impersonated('uids', uid), ...authenticationGroup }]),
  ];
  if (user === '') {
    if (resources.length === 0) return undefined;
    return { problem: `requested ${resources.map(printed).join(' ')} without impersonating a user` };
  }
  const account = serviceAccountOf(user);
  const asker = account === undefined ? impersonated('users', user) : accountResource(account);
  const own = groups.length > 0 || account === undefined ? groups : accountGroups(account);
  const identity: Identity = {
    user,
    groups: withCommonGroup(user, own),
    ...(uid === '' ? {} : { uid }),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
  return { resources: [asker, ...resources], identity };
}

/** Of a header that names one thing and came more than once, the first counts. */
function firstValue(request: ApiRequest, name: string): string {
  return headerValues(request, name)[0] ?? '';
}

const authenticationGroup = { group: 'authentication.k8s.io', version: 'v1' };

function impersonated(resource: string, name: string): AccessedResource {
  return { group: '', version: '', resource, subresource: '', namespace: '', name };
}

/** What else is known of a user: a right for it may be given by its key. */
function userExtra(key: string, value: string): AccessedResource {
  return { ...impersonated('userextras', value), ...authenticationGroup, subresource: key };
}

function printed({ resource, subresource, name }: AccessedResource): string {
  return subresource === '' ? `${resource} ${name}` : `${resource}/${subresource} ${name}`;
}

interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

function serviceAccountOf(user: string): ServiceAccount | undefined {
  const found = /^system:serviceaccount:([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?):([^:]+)$/.exec(user);
  const [, namespace = '', name = ''] = found ?? [];
  const label = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
  if (found === null || name.length > 253 || !new RegExp(`^${label}(?:\\.${label})*$`).test(name))
    return undefined;
  return { namespace, name };
}

function accountResource({ namespace, name }: ServiceAccount): AccessedResource {
  return { ...impersonated('serviceaccounts', name), namespace };
}

function accountGroups({ namespace }: ServiceAccount): readonly string[] {
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
}

/** Everybody but the anonymous user is known, unless it is said otherwise. */
function withCommonGroup(user: string, groups: readonly string[]): readonly string[] {
  if (groups.includes(strangers)) return groups;
  if (user === anonymousUser) return [...groups, strangers];
  return groups.includes(everybodyKnown) ? groups : [...groups, everybodyKnown];
}

/** Header names know no case, so keys are in lower case; what they cannot hold is percent-encoded. */
function extraOf(request: ApiRequest): Readonly<Record<string, readonly string[]>> {
  const extra = new Map<string, readonly string[]>();
  for (const header of headerNames(request)) {
    if (!header.startsWith(extraPrefix)) continue;
    const key = decoded(header.slice(extraPrefix.length));
    extra.set(key, [...(extra.get(key) ?? []), ...headerValues(request, header)]);
  }
  return Object.fromEntries(extra);
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

function withoutHeaders(request: ApiRequest): ApiRequest {
  const isOther = ([name]: readonly [string, unknown]): boolean =>
    ![userHeader, groupHeader, uidHeader].includes(name) && !name.startsWith(extraPrefix);
  const { headers, repeatedHeaders } = request;
  return {
    ...request,
    headers: Object.fromEntries(Object.entries(headers).filter(isOther)),
    ...(repeatedHeaders === undefined
      ? {}
      : { repeatedHeaders: Object.fromEntries(Object.entries(repeatedHeaders).filter(isOther)) }),
  };
}
