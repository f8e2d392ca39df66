import type { HttpRequest } from '../../ports/ports.ts';
import {
  fieldAt,
  kubeApiSaboteur,
  listOf,
  objectOf,
  pathOf,
  sentObject,
  withBody,
  withField,
  type JsonObject,
  type SaboteurTitle,
  type SeenAnswer,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { allows, on } from './breach.ts';

/** Answers the accepted reviews of a kind otherwise. */
function answersReview(
  named: SaboteurTitle,
  plural: string,
  change: (seen: SeenAnswer) => JsonObject | undefined,
): Saboteur {
  return kubeApiSaboteur(named, () => ({
    answer: (seen) => {
      if (seen.status !== 201 || !pathOf(seen.request).endsWith(`/${plural}`)) return undefined;
      const body = change(seen);
      return body === undefined ? undefined : { body };
    },
  }));
}

/** Asks another question than the one in a SubjectAccessReview. */
function asksOtherwise(named: SaboteurTitle, change: (spec: JsonObject) => JsonObject | undefined): Saboteur {
  return kubeApiSaboteur(named, () => ({ request: (request) => withSpec(request, change) }));
}

function withSpec(
  request: HttpRequest,
  change: (spec: JsonObject) => JsonObject | undefined,
): HttpRequest | undefined {
  if (!pathOf(request).endsWith('/subjectaccessreviews')) return undefined;
  const sent = sentObject(request);
  const spec = change(objectOf(sent['spec']));
  return spec === undefined ? undefined : withBody(request, { ...sent, spec });
}

function isAllowed({ body }: SeenAnswer): boolean {
  return fieldAt(body, ['status', 'allowed']) === true;
}

function says(allowed: boolean): (seen: SeenAnswer) => JsonObject | undefined {
  return (seen) =>
    isAllowed(seen) === allowed ? undefined : withField(seen.body, ['status', 'allowed'], allowed);
}

/** Breaches of the answers to questions about rights. */
export const reviewSaboteurs: readonly Saboteur[] = [
  answersReview(
    { id: 'says-you-may', breaks: 'AUTH-8a', title: 'tells everybody that he may do everything' },
    'selfsubjectaccessreviews',
    says(true),
  ),
  answersReview(
    { id: 'says-you-may-not', breaks: 'AUTH-8a', title: 'tells everybody that he may do nothing' },
    'selfsubjectaccessreviews',
    says(false),
  ),
  kubeApiSaboteur(
    { id: 'answers-no-question', breaks: 'AUTH-8a', title: 'answers a question about nothing' },
    () => ({
      answer: ({ request, status }) =>
        status === 422 && pathOf(request).endsWith('/selfsubjectaccessreviews')
          ? { status: 201, body: { ...sentObject(request), status: { allowed: false } } }
          : undefined,
    }),
  ),
  answersReview(
    { id: 'says-they-may', breaks: 'AUTH-8b', title: 'says of everybody that he may' },
    'subjectaccessreviews',
    says(true),
  ),
  answersReview(
    { id: 'gives-no-reason', breaks: 'AUTH-8b', title: 'does not say which binding allows it' },
    'localsubjectaccessreviews',
    ({ body }) => withField(body, ['status', 'reason'], undefined),
  ),
  allows(
    { id: 'answers-about-others-to-anybody', breaks: 'AUTH-8b', title: 'tells anybody what others may' },
    on('POST', /\/subjectaccessreviews$/),
  ),
  kubeApiSaboteur(
    {
      id: 'answers-for-other-namespaces',
      breaks: 'AUTH-8b',
      title: 'answers about another namespace than its own',
    },
    () => ({
      answer: ({ request, status }) =>
        status === 422 && pathOf(request).endsWith('/localsubjectaccessreviews')
          ? { status: 201, body: { ...sentObject(request), status: { allowed: true } } }
          : undefined,
    }),
  ),
  answersReview(
    { id: 'forgets-the-rules-of-roles', breaks: 'AUTH-8c', title: 'lists what everybody may only' },
    'selfsubjectrulesreviews',
    ({ body }) => {
      const rules = listOf(fieldAt(body, ['status', 'resourceRules']));
      const common = rules.filter((rule) => JSON.stringify(rule).includes('k8s.io'));
      return withField(body, ['status', 'resourceRules'], common);
    },
  ),
  answersReview(
    { id: 'calls-everybody-admin', breaks: 'AUTH-8d', title: 'does not know who asks' },
    'selfsubjectreviews',
    ({ body }) => withField(body, ['status', 'userInfo', 'username'], 'admin'),
  ),
  answersReview(
    {
      id: 'forgets-the-common-group',
      breaks: 'AUTH-8d',
      title: 'does not tell the group of all who are recognised',
    },
    'selfsubjectreviews',
    ({ body }) => withField(body, ['status', 'userInfo', 'groups'], undefined),
  ),
  asksOtherwise(
    { id: 'takes-groups-for-users', breaks: 'AUTH-6n', title: 'gives the rights of a group to its namesake' },
    (spec) => (spec['user'] === 'writers' ? { ...spec, groups: ['writers'] } : undefined),
  ),
  asksOtherwise(
    {
      id: 'takes-users-for-groups',
      breaks: 'AUTH-6n',
      title: 'gives the rights of a user to a group of that name',
    },
    (spec) => (JSON.stringify(spec['groups']) === '["alice"]' ? { ...spec, user: 'alice' } : undefined),
  ),
  asksOtherwise(
    { id: 'looks-at-one-group', breaks: 'AUTH-6n', title: 'knows the first group of a user only' },
    (spec) => (Array.isArray(spec['groups']) ? { ...spec, groups: [spec['groups'][0]] } : undefined),
  ),
  asksOtherwise(
    {
      id: 'forgets-where-accounts-live',
      breaks: 'AUTH-6n',
      title: 'takes service accounts of one name for the same',
    },
    (spec) =>
      /^system:serviceaccount:default/.test(String(spec['user']))
        ? { ...spec, user: 'system:serviceaccount:kube-system:robot' }
        : undefined,
  ),
  asksOtherwise(
    {
      id: 'takes-accounts-for-users',
      breaks: 'AUTH-6n',
      title: 'gives the rights of a service account to a user',
    },
    (spec) =>
      spec['user'] === 'robot' ? { ...spec, user: 'system:serviceaccount:kube-system:robot' } : undefined,
  ),
  answersReview(
    { id: 'hides-a-denial', breaks: 'AUTH-8f', title: 'does not tell that something is denied' },
    'subjectaccessreviews',
    ({ body }) => withField(body, ['status', 'denied'], undefined),
  ),
  answersReview(
    { id: 'hides-why-not', breaks: 'AUTH-8f', title: 'gives reasons for what is allowed only' },
    'selfsubjectaccessreviews',
    (seen) => (isAllowed(seen) ? undefined : withField(seen.body, ['status', 'reason'], undefined)),
  ),
  asksOtherwise(
    { id: 'passes-no-uid-on', breaks: 'AUTH-8f', title: 'does not tell the authorizers the uid' },
    (spec) => (spec['uid'] === undefined ? undefined : { ...spec, uid: undefined }),
  ),
  asksOtherwise(
    {
      id: 'passes-nothing-more-on',
      breaks: 'AUTH-8f',
      title: 'does not tell the authorizers more of a user',
    },
    (spec) => (spec['extra'] === undefined ? undefined : { ...spec, extra: undefined }),
  ),
  kubeApiSaboteur(
    {
      id: 'takes-any-selector',
      breaks: 'AUTH-8k',
      title: 'answers questions with selectors that make no sense',
    },
    () => ({
      answer: ({ request, status }) =>
        status === 422 && JSON.stringify(sentObject(request)).includes('Selector":{')
          ? { status: 201, body: { ...sentObject(request), status: { allowed: false } } }
          : undefined,
    }),
  ),
  answersReview(
    {
      id: 'hides-what-it-ignores',
      breaks: 'AUTH-8k',
      title: 'does not tell what of a selector counts for nothing',
    },
    'selfsubjectaccessreviews',
    ({ body }) =>
      fieldAt(body, ['status', 'evaluationError']) === undefined
        ? undefined
        : withField(body, ['status', 'evaluationError'], undefined),
  ),
];
