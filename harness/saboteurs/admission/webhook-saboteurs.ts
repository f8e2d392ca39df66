import { kubeApiSaboteur, pathOf, sentText, type JsonObject } from '../kube-api-tampering.ts';
import type { WebhookCall } from '../../world/webhook-server.ts';
import type { Saboteur } from '../saboteur.ts';
import {
  acceptsAnything,
  betweenWebhooks,
  findsInStore,
  keeps,
  takesInstead,
  takesWebhooks,
  withoutField,
  withResponse,
} from './webhook-breach.ts';

const everything = [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*/*'] }];
const nothing = [
  { apiGroups: ['nobody'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['nothing'] },
];

/** Breaches of which requests webhooks are asked about. */
const matching: readonly Saboteur[] = [
  takesWebhooks(
    { id: 'asks-about-everything', breaks: 'ADM-13a', title: 'asks webhooks about every request' },
    (webhook) => ({ ...webhook, rules: everything }),
  ),
  takesWebhooks(
    { id: 'asks-about-nothing', breaks: 'ADM-13a', title: 'never asks a webhook' },
    (webhook) => ({ ...webhook, rules: nothing }),
  ),
  takesWebhooks(
    {
      id: 'asks-nobody-about-connections',
      breaks: 'ADM-21c',
      title: 'asks webhooks about what is stored, and never about connections',
    },
    (webhook) => {
      const rules = webhook['rules'] as readonly JsonObject[];
      const isOfConnections = rules.some((rule) => JSON.stringify(rule['operations']) === '["CONNECT"]');
      return isOfConnections ? { ...webhook, rules: nothing } : undefined;
    },
  ),
  takesWebhooks(
    {
      id: 'takes-the-whole-for-its-parts',
      breaks: 'ADM-13b',
      title: 'takes a rule for a resource to mean its subresources',
    },
    (webhook) => {
      const rules = webhook['rules'] as readonly JsonObject[];
      const resources = rules.flatMap((rule) => rule['resources'] as readonly string[]);
      if (resources.some((name) => name.includes('/'))) return undefined;
      return { ...webhook, rules: rules.map((rule) => ({ ...rule, resources: ['*/*'] })) };
    },
  ),
  takesWebhooks(
    { id: 'forgets-namespace-selectors', breaks: 'ADM-13c', title: 'asks webhooks about all namespaces' },
    (webhook) => withoutField(webhook, 'namespaceSelector'),
  ),
  takesWebhooks(
    {
      id: 'forgets-object-selectors',
      breaks: 'ADM-13d',
      title: 'asks webhooks about objects without the labels',
    },
    (webhook) => withoutField(webhook, 'objectSelector'),
  ),
  takesWebhooks(
    {
      id: 'knows-one-version',
      breaks: 'ADM-13e',
      title: 'misses what comes in another version of the resource',
    },
    (webhook) => ({ ...webhook, matchPolicy: 'Exact' }),
  ),
  takesWebhooks(
    {
      id: 'knows-no-exact-match',
      breaks: 'ADM-13e',
      title: 'takes every version of a resource for the one that was named',
    },
    (webhook) => ({ ...webhook, matchPolicy: 'Equivalent' }),
  ),
  keeps(
    {
      id: 'asks-webhooks-about-webhooks',
      breaks: 'ADM-13f',
      title: 'lets a webhook keep the webhooks as they are',
    },
    /webhookconfigurations\//,
  ),
  takesWebhooks(
    { id: 'forgets-match-conditions', breaks: 'ADM-13y', title: 'asks webhooks whatever their conditions' },
    (webhook) => withoutField(webhook, 'matchConditions'),
  ),
];

/** Breaches of what webhooks are told. */
const questions: readonly Saboteur[] = [
  ...(['oldObject', 'userInfo', 'options', 'requestKind'] as const).map((field) =>
    betweenWebhooks(
      {
        id: `tells-no-${field.toLowerCase()}`,
        breaks: 'ADM-13g',
        title: `does not tell webhooks the ${field}`,
      },
      { call: (_name, call) => ({ ...call, request: withoutField(call['request'] as JsonObject, field) }) },
    ),
  ),
  takesWebhooks(
    { id: 'knows-one-review', breaks: 'ADM-13h', title: 'asks in version v1 although v1beta1 is preferred' },
    (webhook) => {
      const versions = webhook['admissionReviewVersions'] as readonly string[];
      return versions.includes('v1beta1') ? { ...webhook, admissionReviewVersions: ['v1'] } : undefined;
    },
  ),
  betweenWebhooks(
    {
      id: 'shows-the-object-as-sent',
      breaks: 'ADM-13l',
      title: 'shows validating webhooks the object as it was sent',
    },
    {
      call: (name, call) => {
        const request = call['request'] as JsonObject;
        const object = request['object'] as JsonObject | null;
        const metadata = object?.['metadata'] as JsonObject | undefined;
        if (name !== 'guard' || metadata?.['labels'] === undefined) return undefined;
        return {
          ...call,
          request: { ...request, object: { ...object, metadata: withoutField(metadata, 'labels') } },
        };
      },
    },
  ),
  betweenWebhooks(
    { id: 'hides-dry-runs', breaks: 'ADM-13o', title: 'does not tell webhooks that nothing will happen' },
    { call: (_name, call) => ({ ...call, request: { ...(call['request'] as JsonObject), dryRun: false } }) },
  ),
  findsInStore(
    {
      id: 'asks-webhooks-with-side-effects',
      breaks: 'ADM-13t',
      title: 'shows dry runs to every webhook, whatever it does besides',
    },
    (webhook) => ({ ...webhook, sideEffects: 'None' }),
  ),
  findsInStore(
    {
      id: 'forgets-webhooks-with-side-effects',
      breaks: 'ADM-13t',
      title: 'passes over webhooks that would not be accepted today',
    },
    (webhook) => ({ ...webhook, rules: nothing }),
  ),
];

/** Breaches of who webhooks are told that asks. */
const credentials: readonly Saboteur[] = [
  ...(['Bearer', 'Basic'] as const).map((scheme) =>
    betweenWebhooks(
      {
        id: `tells-no-${scheme.toLowerCase()}-credentials`,
        breaks: 'ADM-21b',
        title: `calls webhooks without ${scheme === 'Bearer' ? 'a token' : 'a password'}`,
      },
      { call: (_name, call) => (isBy(call, scheme) ? withHttp(call, 'headers', {}) : undefined) },
    ),
  ),
  betweenWebhooks(
    {
      id: 'takes-the-widest-domain',
      breaks: 'ADM-21b',
      title: 'calls a webhook as the user of a wider domain',
    },
    {
      call: (_name, call) =>
        isBy(call, 'Bearer')
          ? withHttp(call, 'headers', { ...call.http.headers, authorization: 'Bearer a-token-for-others' })
          : undefined,
    },
  ),
  betweenWebhooks(
    { id: 'shows-no-certificate', breaks: 'ADM-21b', title: 'calls webhooks without a certificate' },
    {
      call: (_name, call) =>
        call.http.certificate === undefined ? undefined : withHttp(call, 'certificate', undefined),
    },
  ),
];

function isBy({ http }: WebhookCall, scheme: string): boolean {
  return http.headers['authorization']?.startsWith(scheme) === true;
}

function withHttp(call: WebhookCall, field: keyof WebhookCall['http'], value: unknown): WebhookCall {
  return { ...call, http: { ...call.http, [field]: value } };
}

/** Breaches of what is made of answers. */
const answers: readonly Saboteur[] = [
  betweenWebhooks(
    { id: 'lets-the-refused-pass', breaks: 'ADM-13i', title: 'does not heed the refusal of a webhook' },
    { answer: (_name, answer) => withResponse(answer, (response) => ({ ...response, allowed: true })) },
  ),
  betweenWebhooks(
    { id: 'refuses-without-a-word', breaks: 'ADM-13i', title: 'drops the code and the message of a webhook' },
    { answer: (_name, answer) => withResponse(answer, (response) => withoutField(response, 'status')) },
  ),
  betweenWebhooks(
    { id: 'drops-patches', breaks: 'ADM-13j', title: 'stores the object as it was sent' },
    { answer: (_name, answer) => withResponse(answer, withoutPatch) },
  ),
  takesInstead(
    { id: 'asks-in-any-order', breaks: 'ADM-13k', title: 'does not ask by the name of the configurations' },
    /mutatingwebhookconfigurations$/,
    (configuration) => {
      const metadata = configuration['metadata'] as JsonObject;
      const name = String(metadata['name']);
      return name.startsWith('a-')
        ? { ...configuration, metadata: { ...metadata, name: `z-${name}` } }
        : undefined;
    },
  ),
  takesWebhooks(
    { id: 'never-asks-again', breaks: 'ADM-13m', title: 'asks every mutating webhook only once' },
    (webhook) =>
      webhook['reinvocationPolicy'] === 'IfNeeded' ? { ...webhook, reinvocationPolicy: 'Never' } : undefined,
  ),
  takesWebhooks(
    { id: 'asks-everybody-again', breaks: 'ADM-13m', title: 'asks webhooks again that did not ask for it' },
    (webhook) =>
      webhook['reinvocationPolicy'] === 'Never' ? { ...webhook, reinvocationPolicy: 'IfNeeded' } : undefined,
  ),
  takesInstead(
    {
      id: 'stops-at-the-first-refusal',
      breaks: 'ADM-13n',
      title: 'asks no validating webhook after one that refuses',
    },
    /validatingwebhookconfigurations$/,
    (configuration) => ({
      ...configuration,
      webhooks: (configuration['webhooks'] as readonly unknown[]).slice(0, 1),
    }),
  ),
  betweenWebhooks(
    { id: 'swallows-warnings', breaks: 'ADM-13p', title: 'does not pass on what webhooks warn of' },
    { answer: (_name, answer) => withResponse(answer, (response) => withoutField(response, 'warnings')) },
  ),
  betweenWebhooks(
    { id: 'drops-old-patches', breaks: 'ADM-13v', title: 'takes no patch from an answer of version v1beta1' },
    { answer: (_name, answer) => (isBeta(answer) ? withResponse(answer, withoutPatch) : undefined) },
  ),
];

function isBeta(answer: Readonly<JsonObject>): boolean {
  return String(answer['apiVersion']).endsWith('/v1beta1');
}

function withoutPatch(response: JsonObject): JsonObject | undefined {
  const bare = withoutField(response, 'patch');
  return bare === undefined ? undefined : (withoutField(bare, 'patchType') ?? bare);
}

/** Breaches of what becomes of requests when webhooks fail. */
const failures: readonly Saboteur[] = [
  takesWebhooks(
    { id: 'fails-open', breaks: 'ADM-13q', title: 'lets requests pass although a webhook has failed' },
    (webhook) => ({ ...webhook, failurePolicy: 'Ignore' }),
  ),
  takesWebhooks(
    {
      id: 'fails-closed',
      breaks: 'ADM-13r',
      title: 'fails the request although the webhook may be ignored',
      upstream:
        'kubernetes/kubernetes#71508: a webhook that did not answer blocked requests in spite of failure policy Ignore',
    },
    (webhook) => ({ ...webhook, failurePolicy: 'Fail' }),
  ),
  betweenWebhooks(
    {
      id: 'takes-refusals-for-failures',
      breaks: 'ADM-13r',
      title: 'passes over the refusal of a webhook that may be ignored',
    },
    { answer: (_name, answer) => withResponse(answer, (response) => ({ ...response, allowed: true })) },
  ),
  takesWebhooks(
    { id: 'gives-more-time', breaks: 'ADM-13s', title: 'waits longer for webhooks than they have' },
    (webhook) => ('timeoutSeconds' in webhook ? { ...webhook, timeoutSeconds: 2 } : undefined),
  ),
  betweenWebhooks(
    {
      id: 'passes-over-bad-patches',
      breaks: 'ADM-13u',
      title: 'goes on without a patch that cannot be applied',
    },
    { answer: (_name, answer) => withResponse(answer, withoutPatch) },
  ),
];

/** Breaches of what patches may not change, and of where webhooks send those who ask. */
const limits: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'believes-webhooks-uids', breaks: 'ADM-22a', title: 'stores the uid that a webhook gives' },
    () => ({
      answer: ({ request, body }) => {
        const metadata = (body['metadata'] ?? {}) as JsonObject;
        if (request.method !== 'GET' || !pathOf(request).endsWith('/secrets/settings')) return undefined;
        return { body: { ...body, metadata: { ...metadata, uid: '00000000-0000-0000-0000-000000000000' } } };
      },
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'lets-webhooks-move-objects',
      breaks: 'ADM-22a',
      title: 'stores an object where a webhook wants it',
    },
    () => ({
      answer: ({ request, status }) =>
        request.method === 'POST' && status === 400 && pathOf(request).endsWith('/secrets')
          ? { status: 201, body: JSON.parse(sentText(request)) as JsonObject }
          : undefined,
    }),
  ),
  betweenWebhooks(
    { id: 'goes-nowhere-else', breaks: 'ADM-22b', title: 'does not follow a webhook that sends elsewhere' },
    { hides: (name) => name === 'judge' },
  ),
  betweenWebhooks(
    { id: 'waits-for-nobody', breaks: 'ADM-22b', title: 'does not come again to a busy webhook' },
    { hides: (name, _call, earlier) => name === 'guard' && earlier.length > 0 },
  ),
];

/** Breaches of how configurations are taken. */
const configurations: readonly Saboteur[] = [
  takesWebhooks(
    { id: 'forgets-the-path-of-services', breaks: 'ADM-13z', title: 'calls every Service at its root' },
    (webhook) => {
      const client = webhook['clientConfig'] as JsonObject;
      const service = withoutField((client['service'] ?? {}) as JsonObject, 'path');
      return service === undefined ? undefined : { ...webhook, clientConfig: { ...client, service } };
    },
  ),
  acceptsAnything(
    { id: 'takes-any-webhook', breaks: 'ADM-13w', title: 'takes webhooks that cannot be called' },
    /webhookconfigurations$/,
  ),
  kubeApiSaboteur(
    { id: 'fills-in-ignore', breaks: 'ADM-13x', title: 'fills in failure policy Ignore' },
    () => ({
      answer: ({ request, status, body }) => {
        if (status !== 201 || !pathOf(request).endsWith('webhookconfigurations')) return undefined;
        const webhooks = body['webhooks'] as readonly JsonObject[];
        return { body: { ...body, webhooks: webhooks.map((one) => ({ ...one, failurePolicy: 'Ignore' })) } };
      },
    }),
  ),
];

/** Breaches of how webhooks take part in admission. */
export const webhookSaboteurs: readonly Saboteur[] = [
  ...matching,
  ...questions,
  ...credentials,
  ...answers,
  ...failures,
  ...limits,
  ...configurations,
];
