import {
  kubeApiSaboteur,
  objectOf,
  without,
  withField,
  type JsonObject,
  type SaboteurTitle,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';

/** What is read in the place of one event; undefined: the event itself. */
type EventBreach = (event: JsonObject) => readonly JsonObject[] | undefined;

/** Reads something else out of the audit log. */
function auditSaboteur(named: SaboteurTitle, breach: EventBreach): Saboteur {
  return {
    ...named,
    port: 'auditLog',
    wrap: (ports, reached) => {
      const { auditLog } = ports;
      if (auditLog === undefined) return ports;
      const events = async (): Promise<readonly unknown[]> =>
        (await auditLog.events()).flatMap((event): readonly unknown[] => {
          const changed = breach(objectOf(event));
          if (changed === undefined) return [event];
          reached();
          return changed;
        });
      return { ...ports, auditLog: { events } };
    },
  };
}

/** Another event in the place of those that `chosen` names. */
function changes(
  named: SaboteurTitle,
  chosen: (event: JsonObject) => boolean,
  change: (event: JsonObject) => JsonObject,
): Saboteur {
  return auditSaboteur(named, (event) => (chosen(event) ? [change(event)] : undefined));
}

function leavesOut(named: SaboteurTitle, chosen: (event: JsonObject) => boolean): Saboteur {
  return auditSaboteur(named, (event) => (chosen(event) ? [] : undefined));
}

const isComplete = (event: JsonObject): boolean => event['stage'] === 'ResponseComplete';
const isReceived = (event: JsonObject): boolean => event['stage'] === 'RequestReceived';
const codeOf = (event: JsonObject): unknown => objectOf(event['responseStatus'])['code'];
const resourceOf = (event: JsonObject): unknown => objectOf(event['objectRef'])['resource'];
const told = { kind: 'Secret', data: { password: 'c3dvcmRmaXNo' } };

const eventSaboteurs: readonly Saboteur[] = [
  leavesOut(
    { id: 'audits-no-arrival', breaks: 'OPS-7b', title: 'writes nothing when a request comes' },
    isReceived,
  ),
  leavesOut(
    { id: 'audits-no-end', breaks: 'OPS-7b', title: 'writes nothing when a request is answered' },
    isComplete,
  ),
  changes(
    { id: 'audits-no-decision', breaks: 'OPS-7b', title: 'says nothing of what the authorizer decided' },
    isComplete,
    (event) => without(event, 'annotations'),
  ),
  changes(
    {
      id: 'audits-no-name',
      breaks: 'OPS-7b',
      title: 'says nothing of the name of an object that is created',
    },
    (event) => isComplete(event) && event['verb'] === 'create',
    (event) => withField(event, ['objectRef', 'name'], undefined),
  ),
  changes(
    {
      id: 'audits-contents-as-metadata',
      breaks: 'OPS-7d',
      title: 'writes what was sent at the level Metadata',
    },
    (event) => event['level'] === 'Metadata' && resourceOf(event) === 'secrets' && isComplete(event),
    (event) => ({ ...event, requestObject: told }),
  ),
  changes(
    {
      id: 'audits-answers-as-metadata',
      breaks: 'OPS-7d',
      title: 'writes what was answered at the level Metadata',
    },
    (event) => event['level'] === 'Metadata' && resourceOf(event) === 'secrets' && isComplete(event),
    (event) => ({ ...event, responseObject: told }),
  ),
  changes(
    {
      id: 'audits-no-request',
      breaks: 'OPS-7e',
      title: 'says nothing of what was sent at the level Request',
    },
    (event) => event['level'] === 'Request',
    (event) => without(event, 'requestObject'),
  ),
  changes(
    {
      id: 'audits-no-refused-request',
      breaks: 'OPS-7e',
      title: 'says nothing of what was sent and then refused',
    },
    (event) => event['level'] === 'Request' && codeOf(event) === 422,
    (event) => without(event, 'requestObject'),
  ),
  changes(
    {
      id: 'audits-answers-as-requests',
      breaks: 'OPS-7e',
      title: 'writes what was answered at the level Request',
    },
    (event) => event['level'] === 'Request' && event['verb'] === 'patch' && isComplete(event),
    (event) => ({ ...event, responseObject: { kind: 'ConfigMap' } }),
  ),
  changes(
    {
      id: 'audits-no-answer',
      breaks: 'OPS-7f',
      title: 'says nothing of what was answered at the highest level',
    },
    (event) => event['level'] === 'RequestResponse',
    (event) => without(event, 'responseObject'),
  ),
  auditSaboteur(
    {
      id: 'audits-omitted-stages',
      breaks: 'OPS-7g',
      title: 'writes an event of a stage that the rule omits',
    },
    (event) =>
      resourceOf(event) === 'serviceaccounts' ? [{ ...event, stage: 'RequestReceived' }, event] : undefined,
  ),
  changes(
    {
      id: 'audits-managed-fields',
      breaks: 'OPS-7g',
      title: 'writes who owns which field although the policy omits it',
    },
    (event) => event['responseObject'] !== undefined,
    (event) => withField(event, ['responseObject', 'metadata', 'managedFields'], [{ manager: 'kubectl' }]),
  ),
  changes(
    {
      id: 'audits-refusals-as-allowed',
      breaks: 'OPS-7h',
      title: 'says of a refused request that it was allowed',
    },
    (event) => codeOf(event) === 403 && event['impersonatedUser'] === undefined,
    (event) => ({ ...event, annotations: { 'authorization.k8s.io/decision': 'allow' } }),
  ),
  leavesOut(
    { id: 'audits-nobody', breaks: 'OPS-7i', title: 'writes nothing of requests with wrong credentials' },
    (event) => codeOf(event) === 401,
  ),
  changes(
    {
      id: 'audits-nobody-as-anonymous',
      breaks: 'OPS-7i',
      title: 'takes whoever shows wrong credentials for anonymous',
    },
    (event) => codeOf(event) === 401,
    (event) => ({ ...event, user: { username: 'system:anonymous', groups: ['system:unauthenticated'] } }),
  ),
  changes(
    { id: 'audits-no-impersonation', breaks: 'OPS-7j', title: 'does not say as whom somebody asked' },
    (event) => event['impersonatedUser'] !== undefined,
    (event) => without(event, 'impersonatedUser'),
  ),
  changes(
    { id: 'audits-the-impersonated', breaks: 'OPS-7j', title: 'takes as whom somebody asked for who asked' },
    (event) => event['impersonatedUser'] !== undefined,
    (event) => ({ ...event, user: event['impersonatedUser'] }),
  ),
  leavesOut(
    { id: 'audits-no-begin-of-watches', breaks: 'OPS-7k', title: 'writes nothing when a watch begins' },
    (event) => event['verb'] === 'watch' && event['stage'] === 'ResponseStarted',
  ),
  leavesOut(
    { id: 'audits-no-end-of-watches', breaks: 'OPS-7k', title: 'writes nothing when a watch ends' },
    (event) => event['verb'] === 'watch' && isComplete(event),
  ),
];

/** Events of which an annotation whose name matches says something else, or nothing. */
function annotates(
  named: SaboteurTitle,
  name: RegExp,
  change: (text: string) => string | undefined,
): Saboteur {
  return auditSaboteur(named, (event) => {
    const annotations = objectOf(event['annotations']);
    const found = Object.keys(annotations).find((key) => name.test(key));
    if (found === undefined) return undefined;
    const changed = change(String(annotations[found]));
    const others = without(annotations, found);
    return [{ ...event, annotations: changed === undefined ? others : { ...others, [found]: changed } }];
  });
}

const annotationSaboteurs: readonly Saboteur[] = [
  annotates(
    {
      id: 'audits-no-breach-of-standards',
      breaks: 'ADM-16l',
      title: 'tells no breach of the audited standard',
    },
    /audit-violations$/,
    () => undefined,
  ),
  auditSaboteur(
    { id: 'audits-breaches-of-good-pods', breaks: 'ADM-16l', title: 'tells a breach of every Pod' },
    (event) => {
      const annotations = objectOf(event['annotations']);
      const name = 'pod-security.kubernetes.io/audit-violations';
      if (resourceOf(event) !== 'pods' || annotations[name] !== undefined) return undefined;
      return [{ ...event, annotations: { ...annotations, [name]: 'would violate PodSecurity' } }];
    },
  ),
  annotates(
    {
      id: 'audits-nothing-of-webhooks',
      breaks: 'ADM-21a',
      title: 'leaves out what webhooks want to be told',
    },
    /^guard\.example\.com\//,
    () => undefined,
  ),
  annotates(
    { id: 'audits-no-mutation', breaks: 'ADM-21a', title: 'tells that no webhook changed anything' },
    /^mutation\.webhook/,
    (text) => text.replace('"mutated":true', '"mutated":false'),
  ),
];

/** Invents an event for each answer to a request that the policy says nothing of. */
const talkative: Saboteur = {
  id: 'audits-against-the-policy',
  breaks: 'OPS-7c',
  title: 'writes down requests that the policy leaves out',
  port: 'auditLog',
  wrap: (ports, reached) => {
    const { auditLog, kubeApi } = ports;
    if (auditLog === undefined || kubeApi === undefined) return ports;
    const names: string[] = [];
    return {
      ...ports,
      kubeApi: {
        send: async (request) => {
          const answer = await kubeApi.send(request);
          const name = answer.headers['audit-id'];
          if (name !== undefined && /\/endpoints$|^\/apis$/.test(request.path)) names.push(name);
          return answer;
        },
      },
      auditLog: {
        events: async () => {
          if (names.length > 0) reached();
          return [...(await auditLog.events()), ...names.map((auditID) => ({ kind: 'Event', auditID }))];
        },
      },
    };
  },
};

/** Breaches of what the audit log says. */
export const auditSaboteurs: readonly Saboteur[] = [
  ...eventSaboteurs,
  ...annotationSaboteurs,
  talkative,
  kubeApiSaboteur(
    {
      id: 'forgets-audit-ids',
      breaks: 'OPS-7a',
      title: 'calls a request something else than its client does',
    },
    () => ({
      answer: ({ headers }) => ({
        headers: { ...headers, 'audit-id': '00000000-0000-0000-0000-000000000000' },
      }),
    }),
  ),
  kubeApiSaboteur(
    { id: 'names-no-requests', breaks: 'OPS-7a', title: 'gives a request without a name none' },
    () => ({
      answer: ({ request }) =>
        request.headers['audit-id'] === undefined ? { headers: { 'audit-id': '' } } : undefined,
    }),
  ),
];
