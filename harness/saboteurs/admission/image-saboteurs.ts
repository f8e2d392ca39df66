import {
  kubeApiSaboteur,
  pathOf,
  sentText,
  type JsonObject,
  type SaboteurTitle,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { betweenWebhooks, withoutField } from './webhook-breach.ts';

type Change = (object: JsonObject) => JsonObject | undefined;

/** What the judge is told of a Pod, otherwise than it was. */
function tellsTheJudge(named: SaboteurTitle, change: Change): Saboteur {
  return betweenWebhooks(named, {
    call: (name, call) => {
      const spec = name === 'judge' ? change(call['spec'] as JsonObject) : undefined;
      return spec === undefined ? undefined : { ...call, spec };
    },
  });
}

/** His judgement, taken otherwise than he gave it. */
function mishears(named: SaboteurTitle, change: Change): Saboteur {
  return betweenWebhooks(named, {
    answer: (name, answer) => {
      const status = name === 'judge' ? change((answer['status'] ?? {}) as JsonObject) : undefined;
      return status === undefined ? undefined : { ...answer, status };
    },
  });
}

/** Takes what was refused, or refuses what was taken: requests of this method whose body matches. */
function turnsRound(
  named: SaboteurTitle,
  { method, code, body }: { readonly method: string; readonly code: 201 | 403; readonly body: RegExp },
): Saboteur {
  return kubeApiSaboteur(named, () => ({
    answer: ({ request, status }) => {
      const isMeant = /\/pods(\/web)?$/.test(pathOf(request)) && body.test(sentText(request));
      if (request.method !== method || status !== code || !isMeant) return undefined;
      return code === 403
        ? { status: method === 'POST' ? 201 : 200, body: JSON.parse(sentText(request)) as JsonObject }
        : { status: 403, body: { kind: 'Status', apiVersion: 'v1', code: 403, reason: 'Forbidden' } };
    },
  }));
}

/** Breaches of how images are judged elsewhere. */
export const imageSaboteurs: readonly Saboteur[] = [
  mishears(
    { id: 'lets-any-image-pass', breaks: 'ADM-17g', title: 'stores Pods whose images are not allowed' },
    (status) => ({ ...status, allowed: true }),
  ),
  mishears(
    { id: 'refuses-images-in-silence', breaks: 'ADM-17g', title: 'keeps the reason of the judge to itself' },
    (status) => withoutField(status, 'reason'),
  ),
  tellsTheJudge(
    { id: 'hides-tickets-of-images', breaks: 'ADM-17g', title: 'does not tell the judge the annotations' },
    (spec) => withoutField(spec, 'annotations'),
  ),
  tellsTheJudge(
    { id: 'judges-no-init-containers', breaks: 'ADM-17g', title: 'hides images that run only at the start' },
    (spec) => {
      const containers = spec['containers'] as readonly JsonObject[];
      return containers.length < 3 ? undefined : { ...spec, containers: containers.slice(0, -1) };
    },
  ),
  turnsRound(
    { id: 'judges-new-pods-only', breaks: 'ADM-17h', title: 'does not ask about Pods that are changed' },
    { method: 'PATCH', code: 403, body: /httpd/ },
  ),
  tellsTheJudge(
    {
      id: 'judges-no-ephemeral-containers',
      breaks: 'ADM-17h',
      title: 'shows the judge what runs already in place of what is added',
      upstream:
        'kubernetes/kubernetes#118640: ephemeral containers ran images that the image policy did not allow (CVE-2023-2727)',
    },
    (spec) =>
      JSON.stringify(spec['containers']) === '[{"image":"busybox"}]'
        ? { ...spec, containers: [{ image: 'nginx' }] }
        : undefined,
  ),
  turnsRound(
    { id: 'passes-unjudged-images', breaks: 'ADM-17i', title: 'lets Pods pass where the judge is silent' },
    { method: 'POST', code: 403, body: /nginx/ },
  ),
  turnsRound(
    { id: 'waits-for-a-judge', breaks: 'ADM-17i', title: 'admits no Pod without a judgement' },
    { method: 'POST', code: 201, body: /nginx/ },
  ),
  betweenWebhooks(
    { id: 'asks-the-judge-once', breaks: 'ADM-17i', title: 'takes the first failure of the judge as final' },
    { hides: (name, _call, earlier) => name === 'judge' && earlier.length > 0 },
  ),
  turnsRound(
    { id: 'judges-the-same-again', breaks: 'ADM-17j', title: 'remembers no judgement' },
    { method: 'POST', code: 201, body: /"other"/ },
  ),
  turnsRound(
    { id: 'judges-once-for-all', breaks: 'ADM-17j', title: 'remembers a judgement for ever' },
    { method: 'POST', code: 403, body: /"other"/ },
  ),
  ...(['seen-by', 'failed-open'] as const).map((annotation) =>
    betweenWebhooks(
      {
        id: `audits-no-${annotation}-of-images`,
        breaks: 'ADM-17k',
        title: `says nothing of ${annotation} in the audit log`,
      },
      {
        call: (name, call) => {
          const text = JSON.stringify(call);
          return name === 'auditor' && text.includes(`k8s.io/${annotation}`)
            ? (JSON.parse(text.replace(`k8s.io/${annotation}`, 'k8s.io/nothing')) as typeof call)
            : undefined;
        },
      },
    ),
  ),
];
