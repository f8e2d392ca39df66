import {
  kubeApiSaboteur,
  pathOf,
  sentText,
  type JsonObject,
  type SaboteurTitle,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { sharedWebhookServer, type WebhookBreach } from '../../world/webhook-server.ts';

type Change = (object: JsonObject) => JsonObject | undefined;

/** Takes another object than the one that was created at a path that matches. */
export function takesInstead(named: SaboteurTitle, path: RegExp, change: Change): Saboteur {
  return kubeApiSaboteur(named, () => ({
    request: (request) => {
      if (request.method !== 'POST' || !path.test(pathOf(request))) return undefined;
      const changed = change(JSON.parse(sentText(request)) as JsonObject);
      return changed === undefined ? undefined : { ...request, body: Buffer.from(JSON.stringify(changed)) };
    },
  }));
}

/** Takes webhooks otherwise than they were written; undefined: this one as it is. */
export function takesWebhooks(named: SaboteurTitle, change: Change): Saboteur {
  return takesInstead(named, /webhookconfigurations$/, (configuration) => {
    const webhooks = configuration['webhooks'] as JsonObject[] | undefined;
    const changed = webhooks?.map((webhook) => change(webhook));
    if (webhooks === undefined || changed?.every((one) => one === undefined) !== false) return undefined;
    return { ...configuration, webhooks: webhooks.map((webhook, index) => changed[index] ?? webhook) };
  });
}

/** Takes webhooks otherwise than they lie in the store. */
export function findsInStore(named: SaboteurTitle, change: Change): Saboteur {
  return {
    ...named,
    port: 'apiStore',
    wrap: (ports, reached) => {
      const { apiStore } = ports;
      if (apiStore === undefined) return ports;
      const put: typeof apiStore.put = (key, value) => {
        if (!/webhookconfigurations\//.test(key)) return apiStore.put(key, value);
        reached();
        const stored = JSON.parse(Buffer.from(value).toString('utf8')) as JsonObject;
        const webhooks = (stored['webhooks'] as JsonObject[]).map((webhook) => change(webhook) ?? webhook);
        return apiStore.put(key, Buffer.from(JSON.stringify({ ...stored, webhooks })));
      };
      return { ...ports, apiStore: { ...apiStore, put } };
    },
  };
}

/** Takes the spec of policies, or of their bindings, otherwise than it was written. */
export function takesSpec(named: SaboteurTitle, kind: 'policy' | 'binding', change: Change): Saboteur {
  const path = kind === 'policy' ? /validatingadmissionpolicies$/ : /validatingadmissionpolicybindings$/;
  return takesInstead(named, path, (object) => {
    const spec = change((object['spec'] ?? {}) as JsonObject);
    return spec === undefined ? undefined : { ...object, spec };
  });
}

/** Takes expressions otherwise than they were written. */
export function takesExpressions(named: SaboteurTitle, from: string, to: string): Saboteur {
  return takesSpec(named, 'policy', (spec) => {
    const text = JSON.stringify(spec);
    return text.includes(from) ? (JSON.parse(text.replaceAll(from, to)) as JsonObject) : undefined;
  });
}

/** Stands between the server and the webhooks. */
export function betweenWebhooks(named: SaboteurTitle, breach: WebhookBreach): Saboteur {
  return {
    ...named,
    port: 'kubeApi',
    wrap: (ports, reached) => {
      // The server of a scenario with webhooks is there before its ports are wrapped.
      void sharedWebhookServer().then((server) => {
        server.breach = reportedBreach(breach, reached);
      });
      return ports;
    },
  };
}

function reportedBreach({ call, answer, hides }: WebhookBreach, reached: () => void): WebhookBreach {
  const reported = <Value>(changed: Value | undefined): Value | undefined => {
    if (changed !== undefined) reached();
    return changed;
  };
  return {
    ...(call === undefined ? {} : { call: (name, made) => reported(call(name, made)) }),
    ...(hides === undefined
      ? {}
      : {
          hides: (name, made, earlier) => {
            const isHidden = hides(name, made, earlier);
            if (isHidden) reached();
            return isHidden;
          },
        }),
    ...(answer === undefined ? {} : { answer: (name, said, made) => reported(answer(name, said, made)) }),
  };
}

/** What a webhook says, with other fields in its response; undefined: as it is. */
export function withResponse(answer: Readonly<JsonObject>, change: Change): JsonObject | undefined {
  const response = answer['response'] as JsonObject | undefined;
  const changed = response === undefined ? undefined : change(response);
  return changed === undefined ? undefined : { ...answer, response: changed };
}

/** The object without a field; undefined where it has no such field. */
export function withoutField(object: Readonly<JsonObject>, name: string): JsonObject | undefined {
  if (!(name in object)) return undefined;
  return Object.fromEntries(Object.entries(object).filter(([field]) => field !== name));
}

/** Answers to a creation at a path that matches as if nothing were wrong with what was sent. */
export function acceptsAnything(named: SaboteurTitle, path: RegExp, about: RegExp = /./s): Saboteur {
  return kubeApiSaboteur(named, () => ({
    answer: ({ request, status, text }) => {
      if (request.method !== 'POST' || status !== 422 || !path.test(pathOf(request)) || !about.test(text))
        return undefined;
      return { status: 201, body: JSON.parse(sentText(request)) as JsonObject };
    },
  }));
}

/** Refuses the deletion of what lies at a path that matches. */
export function keeps(named: SaboteurTitle, path: RegExp): Saboteur {
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    code: 422,
    reason: 'Invalid',
  };
  return kubeApiSaboteur(named, () => ({
    answer: ({ request }) =>
      request.method === 'DELETE' && request.user !== 'admin' && path.test(pathOf(request))
        ? { status: 422, body: { ...status, message: 'denied' } }
        : undefined,
  }));
}
