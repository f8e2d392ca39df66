import type { WebhookCall } from '../../world/webhook-server.ts';
import { betweenWebhooks } from '../admission/webhook-breach.ts';
import { kubeApiSaboteur, pathOf, type JsonObject, type SaboteurTitle } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';

type Events = readonly JsonObject[];

function eventsOf(call: WebhookCall): Events {
  return (call['items'] ?? []) as Events;
}

/** Sends other events than there are; undefined: these. */
function sends(named: SaboteurTitle, change: (events: Events) => Events | undefined): Saboteur {
  return betweenWebhooks(named, {
    call: (name, call) => {
      const items = name === 'auditor' ? change(eventsOf(call)) : undefined;
      return items === undefined ? undefined : { ...call, items };
    },
  });
}

/** Answers a creation with another code than it has. */
function answersInstead(named: SaboteurTitle, from: number, to: number): Saboteur {
  return kubeApiSaboteur(named, () => ({
    answer: ({ request, status, body }) =>
      request.method === 'POST' && status === from && pathOf(request).endsWith('/configmaps')
        ? { status: to, body }
        : undefined,
  }));
}

/** Breaches of how events are sent elsewhere. */
export const auditWebhookSaboteurs: readonly Saboteur[] = [
  sends({ id: 'sends-the-first-event', breaks: 'OPS-7l', title: 'sends one event of each list' }, (events) =>
    events.length < 2 ? undefined : events.slice(0, 1),
  ),
  betweenWebhooks(
    { id: 'sends-no-lists', breaks: 'OPS-7l', title: 'sends events that are no list' },
    { call: (name, call) => (name === 'auditor' ? { ...call, kind: 'Event' } : undefined) },
  ),
  betweenWebhooks(
    { id: 'waits-for-full-lists', breaks: 'OPS-7m', title: 'never sends a list that is not full' },
    { hides: (name, call) => name === 'auditor' && eventsOf(call).length < 2 },
  ),
  betweenWebhooks(
    { id: 'waits-with-full-lists', breaks: 'OPS-7m', title: 'does not send a list because it is full' },
    { hides: (name, call) => name === 'auditor' && eventsOf(call).length === 2 },
  ),
  betweenWebhooks(
    { id: 'sends-events-once', breaks: 'OPS-7n', title: 'does not send again what was not taken' },
    { hides: (name, _call, earlier) => name === 'auditor' && earlier.length > 0 },
  ),
  answersInstead(
    {
      id: 'stops-for-a-dead-auditor',
      breaks: 'OPS-7n',
      title: 'refuses requests whose events are not taken',
    },
    201,
    500,
  ),
  answersInstead(
    { id: 'goes-on-unaudited', breaks: 'OPS-7o', title: 'carries out what nobody learned of' },
    500,
    201,
  ),
  betweenWebhooks(
    { id: 'audits-afterwards', breaks: 'OPS-7o', title: 'sends nothing before it goes on' },
    { hides: (name, call) => name === 'auditor' && eventsOf(call)[0]?.['stage'] === 'RequestReceived' },
  ),
  sends({ id: 'sends-large-events-whole', breaks: 'OPS-7p', title: 'sends what is too large' }, (events) =>
    JSON.stringify(events).includes('audit.k8s.io/truncated')
      ? events.map((event) => ({ ...event, requestObject: {} }))
      : undefined,
  ),
  sends(
    { id: 'cuts-every-event', breaks: 'OPS-7p', title: 'cuts events that are not too large' },
    (events) =>
      JSON.stringify(events).includes('requestObject')
        ? events.map((event) => ({ ...event, requestObject: undefined }))
        : undefined,
  ),
];
