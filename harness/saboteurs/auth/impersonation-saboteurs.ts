import type { HttpRequest } from '../../ports/ports.ts';
import {
  fieldAt,
  kubeApiSaboteur,
  pathOf,
  withField,
  without,
  wrapKubeApi,
  type JsonObject,
  type SaboteurTitle,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { allows, and, by, on, refuses, says, tells, withoutCredentials, type Chosen } from './breach.ts';

/** Passes over some of the headers, where the request is chosen. */
function drops(named: SaboteurTitle, header: RegExp, chosen: Chosen = () => true): Saboteur {
  return kubeApiSaboteur(named, () => ({
    request: (request) => {
      const names = Object.keys(request.headers).filter((name) => header.test(name));
      if (names.length === 0 || !chosen(request, '')) return undefined;
      const headers = names.reduce((left, name) => without(left, name), { ...request.headers });
      return { ...request, headers };
    },
  }));
}

/** Tells who is asked as somebody a little different. */
function mistakes(named: SaboteurTitle, change: (userInfo: JsonObject) => JsonObject | undefined): Saboteur {
  return kubeApiSaboteur(named, () => ({
    answer: ({ request, status, body }) => {
      if (status !== 201 || !pathOf(request).endsWith('/selfsubjectreviews')) return undefined;
      const userInfo = change((fieldAt(body, ['status', 'userInfo']) ?? {}) as JsonObject);
      return userInfo === undefined ? undefined : { body: withField(body, ['status', 'userInfo'], userInfo) };
    },
  }));
}

/** Carries a request out in the sender's own name. */
function actsAsSender(named: SaboteurTitle, chosen: Chosen): Saboteur {
  return {
    ...named,
    port: 'kubeApi',
    wrap: (ports, reached) =>
      wrapKubeApi(ports, (api) => (request: HttpRequest) => {
        if (!chosen(request, '')) return api.send(request);
        reached();
        return api.send({ ...request, headers: withoutCredentials(request) });
      }),
  };
}

const acts = and(by('alice'), says('impersonate-user'));

/** Breaches of how somebody acts as another. */
export const impersonationSaboteurs: readonly Saboteur[] = [
  actsAsSender(
    {
      id: 'passes-over-impersonation',
      breaks: 'AUTH-8e',
      title: 'takes whoever acts as another for himself',
    },
    acts,
  ),
  actsAsSender(
    {
      id: 'keeps-the-rights-of-the-sender',
      breaks: 'AUTH-8e',
      title: 'lets whoever acts as another use his own rights',
    },
    and(acts, on('GET', /\/secrets$/)),
  ),
  allows(
    { id: 'lets-everybody-act-as-anybody', breaks: 'AUTH-8e', title: 'asks for no right to act as another' },
    says('impersonate-user', /^admin$/),
  ),
  actsAsSender(
    {
      id: 'passes-over-strangers-who-act',
      breaks: 'AUTH-8e',
      title: 'asks nothing of strangers who act as others',
    },
    and(by('anonymous'), says('impersonate-user')),
  ),
  tells(
    {
      id: 'does-not-say-who-may-not-be-acted-as',
      breaks: 'AUTH-8e',
      title: 'refuses in other words who may not act',
    },
    ({ request, body }) =>
      /^admin$/.test(request.headers['impersonate-user'] ?? '')
        ? { ...body, message: 'Forbidden', details: {} }
        : undefined,
  ),
  drops(
    { id: 'acts-in-no-group', breaks: 'AUTH-8g', title: 'passes over the groups that are said' },
    /^impersonate-group$/,
  ),
  allows(
    { id: 'asks-about-the-user-only', breaks: 'AUTH-8g', title: 'asks for no right to act in a group' },
    says('impersonate-group', /^system:masters$/),
  ),
  allows(
    {
      id: 'recognises-acted-strangers',
      breaks: 'AUTH-8g',
      title: 'takes whoever is acted as for recognised',
    },
    says('impersonate-user', /^system:anonymous$/),
  ),
  drops(
    {
      id: 'recognises-the-unrecognised',
      breaks: 'AUTH-8g',
      title: 'adds the group of all who are recognised always',
    },
    /^impersonate-group$/,
    says('impersonate-group', /^system:unauthenticated$/),
  ),
  drops(
    {
      id: 'acts-without-uid',
      breaks: 'AUTH-8h',
      title: 'passes over the uid that is said',
      upstream: 'kubernetes/kubernetes#99961: whoever was acted as had no uid, whatever his own was',
    },
    /^impersonate-uid$/,
  ),
  drops(
    { id: 'lets-anybody-say-a-uid', breaks: 'AUTH-8h', title: 'asks for no right to say a uid' },
    /^impersonate-uid$/,
    says('impersonate-uid', /^5678$/),
  ),
  drops(
    { id: 'lets-anybody-say-more', breaks: 'AUTH-8h', title: 'asks for no right to say more of a user' },
    /^impersonate-extra-/,
    says('impersonate-extra-scopes', /^all$/),
  ),
  drops(
    {
      id: 'lets-anybody-say-anything',
      breaks: 'AUTH-8h',
      title: 'asks about the value and not about the key',
    },
    /^impersonate-extra-/,
    says('impersonate-extra-projects'),
  ),
  mistakes(
    { id: 'keeps-keys-encoded', breaks: 'AUTH-8h', title: 'takes the name of a header for the key' },
    (userInfo) => {
      const { extra } = userInfo as { readonly extra?: JsonObject };
      if (extra?.['acme.com/project'] === undefined) return undefined;
      return {
        ...userInfo,
        extra: { scopes: extra['scopes'], 'acme.com%2fproject': extra['acme.com/project'] },
      };
    },
  ),
  mistakes(
    { id: 'puts-accounts-in-no-group', breaks: 'AUTH-8i', title: 'knows no groups of service accounts' },
    (userInfo) =>
      String(userInfo['username']).startsWith('system:serviceaccount:')
        ? { ...userInfo, groups: ['system:authenticated'] }
        : undefined,
  ),
  actsAsSender(
    {
      id: 'lets-everybody-act-as-accounts',
      breaks: 'AUTH-8i',
      title: 'asks for no right to act as a service account',
    },
    says('impersonate-user', /:other$/),
  ),
  tells(
    { id: 'calls-accounts-users', breaks: 'AUTH-8i', title: 'takes a service account for any user' },
    ({ body }) => ({
      ...body,
      message: String(body['message']).replace('"serviceaccounts"', '"users"'),
    }),
  ),
  allows(
    { id: 'acts-as-nobody', breaks: 'AUTH-8j', title: 'carries out what comes with groups and no user' },
    (request) =>
      request.headers['impersonate-user'] === undefined &&
      Object.keys(request.headers).some((name) => name.startsWith('impersonate-')),
  ),
  actsAsSender(
    { id: 'forgets-groups-without-user', breaks: 'AUTH-8j', title: 'passes over headers that make no sense' },
    (request) =>
      request.headers['impersonate-user'] === undefined &&
      Object.keys(request.headers).some((name) => name.startsWith('impersonate-')),
  ),
  refuses(
    { id: 'lets-nobody-act', breaks: 'AUTH-8e', title: 'lets nobody act as another, whatever his rights' },
    and(acts, on('POST', /\/configmaps$/)),
  ),
];
