import type { EtcdKeyValue } from '../../../schemas/types/etcd.ts';
import type { Ports } from '../../ports/ports.ts';
import {
  fieldAt,
  kubeApiSaboteur,
  objectOf,
  withField,
  wrapKubeApi,
  type JsonObject,
} from '../kube-api-tampering.ts';
import { eventSaboteur } from '../kube-watch-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { answers, eachObject, on } from './breach.ts';

/** Keeps what was sent about Secrets, by the last segment of its path, and shows it in the store. */
function leaksInto(
  named: Pick<Saboteur, 'id' | 'breaks' | 'title'>,
  leak: (held: EtcdKeyValue, sent: string) => EtcdKeyValue | undefined,
  methods: RegExp = /POST|PUT|PATCH/,
): Saboteur {
  return {
    ...named,
    port: 'apiStore',
    wrap: (ports, reached) => {
      const { apiStore } = ports;
      if (apiStore === undefined) return ports;
      let sent = '';
      const listening: Ports = wrapKubeApi(ports, (api) => (request) => {
        if (methods.test(request.method) && /\/secrets(?:\/|$)/.test(request.path))
          sent += Buffer.from(request.body ?? []).toString('utf8');
        return api.send(request);
      });
      const list: typeof apiStore.list = async (prefix) => {
        const kvs = await apiStore.list(prefix);
        return kvs.map((held) => {
          const leaked = sent === '' ? undefined : leak(held, sent);
          if (leaked !== undefined) reached();
          return leaked ?? held;
        });
      };
      return { ...listening, apiStore: { ...apiStore, list } };
    },
  };
}

function isSecret({ key }: EtcdKeyValue): boolean {
  return Buffer.from(key).toString('utf8').startsWith('/registry/secrets/');
}

const withheld = 'azhzOmVuYzphZXNjYmM6djE6';

function garbled(object: JsonObject): JsonObject {
  const data = Object.keys(objectOf(fieldAt(object, ['data'])));
  return data.reduce((changed, name) => withField(changed, ['data', name], withheld), object);
}

/** Breaches of what ETCD-18 says about Secrets in the store. */
export const encryptionSaboteurs: readonly Saboteur[] = [
  leaksInto(
    { id: 'stores-secrets-in-plain', breaks: 'ETCD-18', title: 'stores Secrets as they are sent' },
    (held, sent) => (isSecret(held) ? { ...held, value: Buffer.from(sent) } : undefined),
  ),
  leaksInto(
    { id: 'encrypts-only-at-create', breaks: 'ETCD-18', title: 'stores what an update changes in plain' },
    (held, sent) =>
      isSecret(held) ? { ...held, value: Buffer.concat([held.value, Buffer.from(sent)]) } : undefined,
    /PUT|PATCH/,
  ),
  leaksInto(
    {
      id: 'encodes-instead-of-encrypting',
      breaks: 'ETCD-18',
      title: 'takes base64 for encryption',
    },
    (held, sent) =>
      isSecret(held) ? { ...held, value: Buffer.from(Buffer.from(sent).toString('base64')) } : undefined,
  ),
  leaksInto(
    {
      id: 'keeps-a-plain-copy-elsewhere',
      breaks: 'ETCD-18',
      title: 'leaves a plain copy of a Secret at a key of something else',
    },
    (held, sent) =>
      isSecret(held) ? undefined : { ...held, value: Buffer.concat([held.value, Buffer.from(sent)]) },
  ),
  kubeApiSaboteur(
    {
      id: 'reads-answer-encrypted',
      breaks: 'ETCD-18',
      title: 'answers a get or a list with Secrets as they lie in the store',
    },
    answers(on('GET', /\/secrets(?:\/|$)/), (body) => eachObject(body, garbled)),
  ),
  eventSaboteur(
    {
      id: 'watches-tell-encrypted',
      breaks: 'ETCD-18',
      title: 'tells watches of Secrets as they lie in the store',
    },
    () => (event) =>
      event.object['kind'] === 'Secret' ? [{ ...event, object: garbled(event.object) }] : undefined,
  ),
];
