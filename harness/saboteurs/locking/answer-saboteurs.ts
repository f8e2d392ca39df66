import type { HttpRequest } from '../../ports/ports.ts';
import { acceptsRefused, answers, eachObject, failure, forgets, on, saysCode } from '../api/breach.ts';
import {
  fieldAt,
  kubeApiSaboteur,
  listOf,
  pathOf,
  sentObject,
  withField,
  type Ask,
  type JsonObject,
  type KubeApiBreach,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';

const version = ['metadata', 'resourceVersion'];
const mergePatch = { 'content-type': 'application/merge-patch+json' };

/** Shows every object with the version that it was first seen with. */
const showsTheFirstVersion: () => KubeApiBreach = () => {
  const first = new Map<string, unknown>();
  const aged = (object: JsonObject): JsonObject => {
    const uid = String(fieldAt(object, ['metadata', 'uid']));
    if (!first.has(uid)) first.set(uid, fieldAt(object, version));
    return withField(object, version, first.get(uid));
  };
  return answers(
    ({ path }) => /\/namespaces\/[^/]+\//.test(path),
    (body) => (body['kind'] === 'Status' ? undefined : eachObject(body, aged)),
  )();
};

function touch(ask: Ask, path: string): Promise<unknown> {
  const body = Buffer.from(JSON.stringify({ metadata: { annotations: { touched: crypto.randomUUID() } } }));
  return ask({ method: 'PATCH', path, headers: mergePatch, body });
}

/** After a patch, writes every other object of the collection too. */
const touchesTheNeighbours: () => KubeApiBreach = () => ({
  answer: async ({ request, status }, ask) => {
    const path = pathOf(request);
    if (request.method !== 'PATCH' || status !== 200) return undefined;
    const collection = path.slice(0, path.lastIndexOf('/'));
    const { body } = await ask({ path: collection });
    const names = listOf(body['items']).map((item) => String(fieldAt(item, ['metadata', 'name'])));
    const others = names.map((name) => `${collection}/${name}`).filter((other) => other !== path);
    await Promise.all(others.map((other) => touch(ask, other)));
    return {};
  },
});

/** Writes the object once more after every write of this method. */
function writesTwice(method: string): () => KubeApiBreach {
  return () => ({
    answer: async ({ request, status }, ask) => {
      if (request.method !== method || status !== 200) return undefined;
      await touch(ask, pathOf(request));
      return {};
    },
  });
}

const createsByReplace: () => KubeApiBreach = () => ({
  answer: async ({ request, status }, ask) => {
    if (request.method !== 'PUT' || status !== 404) return undefined;
    const path = pathOf(request);
    const { body } = await ask({
      method: 'POST',
      path: path.slice(0, path.lastIndexOf('/')),
      body: bodyOf(sentObject(request)),
    });
    return { status: 201, body };
  },
});

function bodyOf(object: JsonObject): Uint8Array {
  return Buffer.from(JSON.stringify(object));
}

/** Answers a replace that lost by replacing what is there all the same. */
const overwritesOnConflict: () => KubeApiBreach = () => ({
  answer: async ({ request, status }, ask) => {
    if (request.method !== 'PUT' || status !== 409) return undefined;
    const { body: now } = await ask({});
    const again = withField(sentObject(request), version, fieldAt(now, version));
    const { status: code, body } = await ask({ method: 'PUT', body: bodyOf(again) });
    return { status: code, body };
  },
});

/** Of patches that are under way together all but the last are refused. */
const refusesContendedPatches: () => KubeApiBreach = () => {
  const underWay = new Map<string, number>();
  const count = ({ path }: HttpRequest, by: number): number => {
    const now = (underWay.get(path) ?? 0) + by;
    underWay.set(path, now);
    return now;
  };
  return {
    request: (request) => {
      if (request.method === 'PATCH') count(request, 1);
      return undefined;
    },
    answer: ({ request }) =>
      request.method === 'PATCH' && count(request, -1) > 0
        ? { status: 409, body: failure(409, 'Conflict') }
        : undefined,
  };
};

export const lockingAnswerSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    {
      id: 'creates-without-a-version',
      breaks: 'LOCK-1a',
      title: 'Answers a create without a resource version',
    },
    forgets(on('POST'), 'metadata.resourceVersion'),
  ),
  kubeApiSaboteur(
    {
      id: 'never-changes-the-version',
      breaks: 'LOCK-1b',
      title: 'Shows every object with the resource version of its creation for ever',
    },
    showsTheFirstVersion,
  ),
  kubeApiSaboteur(
    {
      id: 'answers-with-the-version-before',
      breaks: 'LOCK-1c',
      title: 'Answers a write with another resource version than it wrote',
    },
    answers(on('PATCH'), (body) => withField(body, version, String(Number(fieldAt(body, version)) - 1))),
  ),
  kubeApiSaboteur(
    {
      id: 'touches-the-neighbours',
      breaks: 'LOCK-1d',
      title: 'Writes every other object of the collection with each patch',
    },
    touchesTheNeighbours,
  ),
  kubeApiSaboteur(
    {
      id: 'lists-at-the-beginning-of-time',
      breaks: 'LOCK-1e',
      title: 'Gives every list the resource version 1',
    },
    answers(on('GET'), (body) => (Array.isArray(body['items']) ? withField(body, version, '1') : undefined)),
  ),
  kubeApiSaboteur(
    {
      id: 'lists-as-old-as-their-items',
      breaks: 'LOCK-1e',
      title: 'Gives a list the resource version of its newest item, whatever was written since',
    },
    answers(on('GET'), (body) => {
      if (!Array.isArray(body['items'])) return undefined;
      const versions = listOf(body['items']).map((item) => Number(fieldAt(item, version)));
      return withField(body, version, String(Math.max(1, ...versions)));
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'takes-zero-for-the-current-version',
      breaks: 'LOCK-4d',
      title: 'Accepts resource version 0 where the kind demands one',
    },
    acceptsRefused(
      (request) => request.method === 'PUT' && fieldAt(sentObject(request), version) === '0',
      422,
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'overlooks-a-missing-version',
      breaks: 'LOCK-4b',
      title: 'Accepts a replace without resource version where the kind demands one',
    },
    acceptsRefused(on('PUT'), 422),
  ),
  kubeApiSaboteur(
    {
      id: 'never-creates-by-replace',
      breaks: 'LOCK-4e',
      title: 'Says of a Lease created by a replace that it does not exist',
    },
    saysCode(on('PUT', /\/leases\//), 201, 404),
  ),
  kubeApiSaboteur(
    {
      id: 'creates-by-every-replace',
      breaks: 'LOCK-4f',
      title: 'Creates by a replace what does not exist, whatever its kind',
    },
    createsByReplace,
  ),
  kubeApiSaboteur(
    {
      id: 'refuses-contended-patches',
      breaks: 'LOCK-5d',
      title: 'Refuses a patch that meets another one under way, though neither names a resource version',
      upstream:
        'kubernetes/kubernetes#63146: a patch without a resource version was refused with a conflict when others wrote the object meanwhile',
    },
    refusesContendedPatches,
  ),
  kubeApiSaboteur(
    {
      id: 'every-replace-is-a-change',
      breaks: 'LOCK-6a',
      title: 'Writes a replaced object although nothing in it changed',
    },
    writesTwice('PUT'),
  ),
  kubeApiSaboteur(
    {
      id: 'every-patch-is-a-change',
      breaks: 'LOCK-6b',
      title: 'Writes a patched object although nothing in it changed',
      upstream:
        'kubernetes/kubernetes#88031: a patch that changed nothing reordered the managed fields, so it was written and told to watchers',
    },
    writesTwice('PATCH'),
  ),
  kubeApiSaboteur(
    {
      id: 'overwrites-on-conflict',
      breaks: 'LOCK-8',
      title: 'Meets a conflict of a replace by replacing what is there all the same',
    },
    overwritesOnConflict,
  ),
];
