import type { HttpRequest, KubeApi, Ports } from '../../ports/ports.ts';
import { on } from '../api/breach.ts';
import {
  fieldAt,
  kubeApiSaboteur,
  pathOf,
  sentText,
  withField,
  wrapKubeApi,
  type KubeApiBreach,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';

const quotas = on('GET', /\/resourcequotas\/[^/]+$/);
const objects = /\/(?:secrets|pods|services)$/;

/** Breaches that show only where several requests are on their way at one time, or in how much is used in the end. */
export const quotaRaceSaboteurs: readonly Saboteur[] = [
  {
    id: 'checks-and-then-acts',
    breaks: 'ADM-10r',
    title: 'judges requests that come at one time by the same state of the quota',
    port: 'kubeApi',
    wrap: (ports, reached) => {
      let pending = 0;
      return wrapKubeApi(ports, (api) => async (request) => {
        if (!isCreation(request)) return api.send(request);
        pending += 1;
        const hasRivals = pending > 1;
        try {
          const answer = await api.send(request);
          return answer.status === 403 && hasRivals ? acceptance(request, reached) : answer;
        } finally {
          pending -= 1;
        }
      });
    },
  },
  {
    id: 'lets-the-replacement-in',
    breaks: 'ADM-10u',
    title: 'counts what is there after a deletion and forgets what was just charged',
    upstream:
      'kubernetes/kubernetes#123434: while a deployment was rolled out, the controller lowered the usage by a pod that was on its way, and the quota was exceeded',
    port: 'kubeApi',
    wrap: (ports, reached) => {
      let forgotten = 0;
      return wrapKubeApi(ports, (api) => async (request) => {
        const answer = await api.send(request);
        if (request.method === 'DELETE' && answer.status < 300 && /\/pods\//.test(pathOf(request)))
          forgotten += 1;
        if (answer.status !== 403 || forgotten === 0 || !isCreation(request)) return answer;
        forgotten -= 1;
        return acceptance(request, reached);
      });
    },
  },
  kubeApiSaboteur({ id: 'charges-twice', breaks: 'ADM-10r', title: 'charges some requests twice' }, () => ({
    answer: ({ request, status, body }) => {
      const secrets = Number(fieldAt(body, ['status', 'used', 'secrets']));
      if (status !== 200 || !quotas(request) || !(secrets > 0)) return undefined;
      return { body: withField(body, ['status', 'used', 'secrets'], String(secrets + 1)) };
    },
  })),
  kubeApiSaboteur(
    { id: 'forgets-releases', breaks: 'ADM-10u', title: 'does not hear of some deletions' },
    () =>
      afterSome(on('DELETE', /\/pods\//), (body, count) =>
        withField(
          body,
          ['status', 'used', 'pods'],
          String(Number(fieldAt(body, ['status', 'used', 'pods'])) + count),
        ),
      ),
  ),
  kubeApiSaboteur(
    {
      id: 'charges-updates-backwards',
      breaks: 'ADM-10u',
      title: 'takes the difference of an update the wrong way round',
    },
    () =>
      afterSome(resizings, (body, count) =>
        withField(
          body,
          ['status', 'used', 'services.nodeports'],
          String(Number(fieldAt(body, ['status', 'used', 'services.nodeports'])) + count),
        ),
      ),
  ),
  kubeApiSaboteur(
    {
      id: 'fills-up-too-early',
      breaks: 'ADM-10r',
      title: 'refuses what still fits after much coming and going',
    },
    () => ({
      answer: ({ request, status }) => {
        if (status !== 201 || !/filling-0"/.test(sentText(request))) return undefined;
        return { status: 403, body: { kind: 'Status', status: 'Failure', reason: 'Forbidden', code: 403 } };
      },
    }),
  ),
  {
    id: 'each-server-charges-for-itself',
    breaks: 'ADM-10s',
    title: 'charges to a quota only what comes through its own server',
    upstream:
      'kubernetes/kubernetes#24494: several API servers judged by their own caches, and let in together more than the quota allowed',
    port: 'otherKubeApi',
    wrap: (ports, reached) => {
      const first = wrapKubeApi(ports, (api) => lettingIn(api, reached));
      return first.otherKubeApi === undefined
        ? first
        : { ...first, otherKubeApi: { send: lettingIn(first.otherKubeApi, reached) } };
    },
  },
  {
    id: 'other-servers-look-away',
    breaks: 'ADM-10s',
    title: 'charges nothing at the second server',
    port: 'otherKubeApi',
    wrap: (ports, reached) => withOther(ports, reached),
  },
];

function withOther(ports: Ports, reached: () => void): Ports {
  const other = ports.otherKubeApi;
  return other === undefined ? ports : { ...ports, otherKubeApi: { send: lettingIn(other, reached) } };
}

const resizings = on('PATCH', /\/services\//);

function isCreation(request: HttpRequest): boolean {
  return request.method === 'POST' && objects.test(pathOf(request)) && !request.path.includes('dryRun');
}

function lettingIn(api: KubeApi, reached: () => void): KubeApi['send'] {
  return async (request) => {
    const answer = await api.send(request);
    return answer.status === 403 && isCreation(request) ? acceptance(request, reached) : answer;
  };
}

function acceptance(request: HttpRequest, reached: () => void): Awaited<ReturnType<KubeApi['send']>> {
  reached();
  return {
    status: 201,
    headers: { 'content-type': 'application/json' },
    body: oneChunk(sentText(request)),
    close: () => undefined,
  };
}

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** Shows another quota once requests of the kind were accepted. */
function afterSome(
  concerns: (request: HttpRequest) => boolean,
  change: (body: Record<string, unknown>, count: number) => Record<string, unknown>,
): KubeApiBreach {
  let count = 0;
  return {
    answer: ({ request, status, body }) => {
      if (status < 300 && concerns(request)) count += 1;
      return status === 200 && count > 0 && quotas(request) ? { body: change(body, 1) } : undefined;
    },
  };
}
