import { sharedWebhookServer, type WebhookCall } from '../../world/webhook-server.ts';
import {
  kubeApiSaboteur,
  objectOf,
  withField,
  wrapKubeApi,
  type SaboteurTitle,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { allows, and, by, failure, on, refuses, tells } from './breach.ts';

/** Asks the webhook something else than it should. */
function asksWebhook(
  named: SaboteurTitle,
  change: (spec: Readonly<Record<string, unknown>>) => Record<string, unknown>,
): Saboteur {
  return {
    ...named,
    port: 'kubeApi',
    wrap: (ports, reached) => {
      const breach = {
        call: (name: string, call: WebhookCall): WebhookCall | undefined => {
          if (name !== 'authorizer') return undefined;
          reached();
          return { ...call, spec: change(objectOf(call['spec'])) };
        },
      };
      return wrapKubeApi(ports, (api) => async (request) => {
        (await sharedWebhookServer()).breach = breach;
        return api.send(request);
      });
    },
  };
}

const refusal = {
  status: 403,
  headers: { 'content-type': 'application/json' },
  body: failure(403, 'Forbidden'),
};

/** Refuses the second request of the kind, as if nothing were remembered of the first; or allows it. */
function answersAgain(named: SaboteurTitle, path: RegExp, then: 'refuses' | 'allows'): Saboteur {
  return kubeApiSaboteur(named, () => {
    let count = 0;
    return {
      answer: async ({ request }, ask) => {
        if (request.user !== 'alice' || request.method !== 'GET' || !path.test(request.path))
          return undefined;
        count += 1;
        if (count < 2) return undefined;
        if (then === 'refuses') return refusal;
        const { status, text } = await ask({});
        return { status, body: text };
      },
    };
  });
}

/** Breaches of how another server is asked who may. */
export const webhookAuthorizerSaboteurs: readonly Saboteur[] = [
  refuses(
    { id: 'asks-no-webhook', breaks: 'AUTH-12a', title: 'does not do what the webhook allows' },
    and(by('alice'), on('GET', /\/kube-public\/configmaps$/)),
  ),
  asksWebhook(
    {
      id: 'asks-for-no-subresource',
      breaks: 'AUTH-12a',
      title: 'asks for the resource instead of its subresource',
    },
    (spec) => withField(spec, ['resourceAttributes', 'subresource'], undefined),
  ),
  asksWebhook(
    { id: 'asks-for-no-path', breaks: 'AUTH-12a', title: 'does not tell the webhook the path' },
    (spec) => withField(spec, ['nonResourceAttributes'], undefined),
  ),
  asksWebhook(
    { id: 'asks-for-whole-lists', breaks: 'AUTH-12a', title: 'does not tell how a list is narrowed' },
    (spec) => withField(spec, ['resourceAttributes', 'fieldSelector'], undefined),
  ),
  asksWebhook(
    { id: 'tells-the-webhook-no-groups', breaks: 'AUTH-12a', title: 'tells the webhook the user only' },
    (spec) => withField(spec, ['groups'], undefined),
  ),
  refuses(
    { id: 'takes-no-opinion-for-a-denial', breaks: 'AUTH-12b', title: 'asks nobody after the webhook' },
    on('GET', /^\/api$/),
  ),
  tells(
    {
      id: 'hides-what-the-webhook-said',
      breaks: 'AUTH-12b',
      title: 'does not tell the reason of the webhook',
    },
    ({ body }) => ({ ...body, message: String(body['message']).replace(': not known here', '') }),
  ),
  refuses(
    { id: 'fails-with-the-webhook', breaks: 'AUTH-12c', title: 'takes a webhook that is away for a denial' },
    on('GET', /^\/healthz$/),
  ),
  allows(
    {
      id: 'lets-everything-pass-without-the-webhook',
      breaks: 'AUTH-12c',
      title: 'allows what it cannot ask about',
    },
    and(by('bob'), on('DELETE', /\/configmaps$/)),
  ),
  allows(
    {
      id: 'believes-refusals-of-the-webhook',
      breaks: 'AUTH-12c',
      title: 'reads what the webhook says beside an error',
      upstream:
        'kubernetes/kubernetes#27889: the answer of a webhook was used, and remembered, whatever its HTTP code was',
    },
    and(by('bob'), on('GET', /\/limitranges$/)),
  ),
  answersAgain(
    { id: 'remembers-no-answer', breaks: 'AUTH-12d', title: 'asks the webhook every time' },
    /\/endpoints$/,
    'refuses',
  ),
  answersAgain(
    { id: 'remembers-answers-for-ever', breaks: 'AUTH-12d', title: 'never asks the same twice' },
    /\/services$/,
    'allows',
  ),
  refuses(
    {
      id: 'remembers-refusals-as-long-as-rights',
      breaks: 'AUTH-12d',
      title: 'knows one time for all answers',
    },
    on('GET', /\/kube-public\/events$/),
  ),
  {
    id: 'asks-the-webhook-about-administrators',
    breaks: 'AUTH-12e',
    title: 'lets the webhook decide about administrators too',
    port: 'kubeApi',
    wrap: (ports, reached) =>
      wrapKubeApi(ports, (api) => async (request) => {
        if (request.user === 'admin' && /\/kube-public\/configmaps$/.test(request.path)) {
          reached();
          (await api.send({ ...request, user: 'bob' })).close();
        }
        return api.send(request);
      }),
  },
];
