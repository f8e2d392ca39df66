import type { HttpAnswer, KubeApi, Ports } from '../../ports/ports.ts';
import {
  isWatch,
  listOf,
  pathOf,
  readAnswer,
  answerWith,
  type SaboteurTitle,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';

/** What a saboteur knows of the end. */
interface End {
  readonly wasTold: boolean;
  /** Whether the server has been started again since. */
  readonly isAgain: boolean;
  /** Resolves when the server is told to end. */
  readonly told: Promise<void>;
  reached(): void;
}

/** Answers otherwise to what is asked around the end of a server. */
function atTheEnd(named: SaboteurTitle, send: (api: KubeApi, end: End) => KubeApi['send']): Saboteur {
  return {
    ...named,
    port: 'serverProcess',
    wrap: (ports, reached) => {
      const { serverProcess, kubeApi } = ports;
      if (serverProcess === undefined || kubeApi === undefined) return ports;
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const end = { wasTold: false, isAgain: false, told: promise, reached };
      const watched: Ports['serverProcess'] = {
        ...serverProcess,
        tellToEnd: async () => {
          end.wasTold = true;
          resolve(undefined);
          await serverProcess.tellToEnd();
        },
        startAgain: async () => {
          await serverProcess.startAgain();
          end.isAgain = true;
        },
      };
      return { ...ports, serverProcess: watched, kubeApi: { send: send(kubeApi, end) } };
    },
  };
}

/** Says something else of its health while it is about to end. */
function saysOfItself(named: SaboteurTitle, path: string, status: number): Saboteur {
  return atTheEnd(named, (api, end) => async (request) => {
    const answer = await api.send(request);
    if (!end.wasTold || pathOf(request) !== path) return answer;
    end.reached();
    return { ...answer, status };
  });
}

function gone(end: End): never {
  end.reached();
  throw new Error('connection reset');
}

/** Breaks off instead of ending. */
async function* brokenOff(body: HttpAnswer['body'], end: End): AsyncGenerator<Uint8Array> {
  yield* body;
  if (end.wasTold) gone(end);
}

/** Breaches of an orderly end. */
export const endSaboteurs: readonly Saboteur[] = [
  saysOfItself(
    {
      id: 'is-ready-to-the-last',
      breaks: 'OPS-10d',
      title: 'says that it is ready although it is about to end',
    },
    '/readyz',
    200,
  ),
  saysOfItself(
    {
      id: 'says-that-it-is-dead',
      breaks: 'OPS-10d',
      title: 'says that it does not live while it is about to end, so that it is killed',
    },
    '/livez',
    500,
  ),
  atTheEnd(
    { id: 'turns-away-at-once', breaks: 'OPS-10d', title: 'does not serve during the delay before its end' },
    (api, end) => async (request) => {
      if (!end.wasTold || end.isAgain || request.method !== 'POST') return api.send(request);
      end.reached();
      const text =
        '{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"ServiceUnavailable","code":503}';
      return answerWith({ status: 503, headers: { 'content-type': 'application/json' } }, text);
    },
  ),
  atTheEnd(
    {
      id: 'cuts-what-it-has-begun',
      breaks: 'OPS-12',
      title: 'drops the requests that it has begun when it ends',
    },
    (api, end) => (request) =>
      isWatch(request)
        ? api.send(request)
        : Promise.race([api.send(request), end.told.then(() => gone(end))]),
  ),
  atTheEnd(
    { id: 'cuts-watches-at-the-end', breaks: 'OPS-12', title: 'breaks watches off when it ends' },
    (api, end) => async (request) => {
      const answer = await api.send(request);
      return isWatch(request) ? { ...answer, body: brokenOff(answer.body, end) } : answer;
    },
  ),
  atTheEnd(
    {
      id: 'loses-the-last-write',
      breaks: 'OPS-12',
      title: 'has not stored what it acknowledged last before its end',
    },
    (api, end) => async (request) => {
      const answer = await api.send(request);
      if (!end.isAgain || request.method !== 'GET') return answer;
      const seen = await readAnswer(request, answer);
      const items = listOf(seen.body['items']);
      if (items.length === 0) return answerWith(seen, seen.text);
      end.reached();
      return answerWith(seen, JSON.stringify({ ...seen.body, items: items.slice(0, -1) }));
    },
  ),
  atTheEnd(
    {
      id: 'does-not-say-when-to-come-back',
      breaks: 'OPS-12b',
      title: 'tells who comes too late that it is busy, and not when to come back',
    },
    (api, end) => async (request) => {
      const answer = await api.send(request);
      if (answer.status !== 429) return answer;
      end.reached();
      return { ...answer, headers: { ...answer.headers, 'retry-after': '' } };
    },
  ),
  atTheEnd(
    { id: 'serves-those-who-come-too-late', breaks: 'OPS-12b', title: 'goes on serving after its delay' },
    (api, end) => async (request) => {
      const answer = await api.send(request);
      if (answer.status !== 429) return answer;
      end.reached();
      return { ...answer, status: 201 };
    },
  ),
];
