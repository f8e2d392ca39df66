import type { HttpRequest } from '../../ports/ports.ts';
import { on, refuses, sends, type Concerns } from '../api/breach.ts';
import {
  fieldAt,
  kubeApiSaboteur,
  objectOf,
  pathOf,
  sentObject,
  withBody,
  withField,
  type JsonObject,
  type KubeApiBreach,
  type SaboteurTitle,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';

const version = ['metadata', 'resourceVersion'];
const object = /\/[a-z]+\/[^/]+$/;

/** Sends those bodies with another value at a place that they fill; undefined takes it away. */
export function bodySaboteur(
  named: SaboteurTitle,
  concerns: Concerns,
  [path, value]: readonly [readonly string[], unknown],
): Saboteur {
  const change = (request: HttpRequest): HttpRequest | undefined => {
    const sent = sentObject(request);
    return fieldAt(sent, path) === undefined ? undefined : withBody(request, withField(sent, path, value));
  };
  return kubeApiSaboteur(named, sends(concerns, change));
}

function forgetsVersion(named: SaboteurTitle, concerns: Concerns): Saboteur {
  return bodySaboteur(named, concerns, [version, undefined]);
}

const versionIs =
  (expected: RegExp, concerns: Concerns): Concerns =>
  (request) =>
    concerns(request) && expected.test(String(fieldAt(sentObject(request), version)));

/** Forgets the version of a replace whose path was deleted before, or whose version an earlier replace named already. */
function remembering(
  notes: (request: HttpRequest) => string | undefined,
  applies: (request: HttpRequest, noted: ReadonlySet<string>) => boolean,
  path: readonly string[],
): () => KubeApiBreach {
  return () => {
    const noted = new Set<string>();
    return {
      request: (request) => {
        const breaks = applies(request, noted);
        const note = notes(request);
        if (note !== undefined) noted.add(note);
        const sent = sentObject(request);
        return breaks && fieldAt(sent, path) !== undefined
          ? withBody(request, withField(sent, path, undefined))
          : undefined;
      },
    };
  };
}

const deletedPath = (request: HttpRequest): string | undefined =>
  request.method === 'DELETE' ? pathOf(request) : undefined;
const versionedReplace = (request: HttpRequest): string | undefined =>
  request.method === 'PUT'
    ? `${pathOf(request)} ${String(fieldAt(sentObject(request), version))}`
    : undefined;

/** A JSON patch without the operations that `drops` names. */
function patchWithout(
  drops: (operation: JsonObject) => boolean,
): (request: HttpRequest) => HttpRequest | undefined {
  return (request) => {
    if (request.headers['content-type'] !== 'application/json-patch+json' || request.body === undefined)
      return undefined;
    const operations = JSON.parse(Buffer.from(request.body).toString('utf8')) as readonly JsonObject[];
    const kept = operations.filter((operation) => !drops(operation));
    return kept.length === operations.length ? undefined : withBody(request, kept);
  };
}

/** Merges a patch into what its author read last, instead of into what is there. */
const patchesWhatWasRead: () => KubeApiBreach = () => {
  const readBy = new Map<string, JsonObject>();
  const keyOf = (request: HttpRequest): string => `${request.user} ${pathOf(request)}`;
  return {
    request: (request) => {
      const read = readBy.get(keyOf(request));
      if (request.method !== 'PATCH' || read === undefined) return undefined;
      const sent = sentObject(request);
      return withBody(request, { ...sent, data: { ...read, ...objectOf(sent['data']) } });
    },
    answer: ({ request, body }) => {
      if (request.method === 'GET') readBy.set(keyOf(request), objectOf(body['data']));
      return undefined;
    },
  };
};

const patches = on('PATCH', object);
const replaces = on('PUT', object);
const deletes = on('DELETE', object);
const refusesConflict = (concerns: Concerns): (() => KubeApiBreach) => refuses(concerns, 409, 'Conflict');
const hasVersion = versionIs(/^[1-9]\d*$/, () => true);

export const lockingRequestSaboteurs: readonly Saboteur[] = [
  forgetsVersion(
    {
      id: 'accepts-stale-replace',
      breaks: 'LOCK-2a',
      title: 'Replaces an object whatever resource version the replace names',
    },
    on('PUT', /\/configmaps\/[^/]+$/),
  ),
  bodySaboteur(
    {
      id: 'refuses-fresh-replace',
      breaks: 'LOCK-2b',
      title: 'Takes the current resource version of a replace for a stale one',
    },
    replaces,
    [version, '1'],
  ),
  bodySaboteur(
    {
      id: 'replace-ignores-uid',
      breaks: 'LOCK-2c',
      title: 'Replaces an object whatever uid the replace names',
    },
    replaces,
    [['metadata', 'uid'], undefined],
  ),
  forgetsVersion(
    {
      id: 'accepts-stale-status',
      breaks: 'LOCK-2d',
      title: 'Replaces a status whatever resource version the replace names',
    },
    on('PUT', /\/status$/),
  ),
  forgetsVersion(
    {
      id: 'accepts-stale-scale',
      breaks: 'LOCK-2e',
      title: 'Replaces a scale whatever resource version the replace names',
    },
    on('PUT', /\/scale$/),
  ),
  kubeApiSaboteur(
    {
      id: 'accepts-version-of-the-dead',
      breaks: 'LOCK-2f',
      title: 'Forgets to compare the resource version once the name was deleted',
    },
    remembering(
      deletedPath,
      (request, noted) => request.method === 'PUT' && noted.has(pathOf(request)),
      version,
    ),
  ),
  forgetsVersion(
    {
      id: 'takes-nonsense-for-no-version',
      breaks: 'LOCK-2g',
      title: 'Takes a resource version that is no number for none',
    },
    versionIs(/\D/, replaces),
  ),
  kubeApiSaboteur(
    {
      id: 'lets-the-second-writer-win-too',
      breaks: 'LOCK-3',
      title: 'Compares the resource version for the first replace that names it only',
    },
    remembering(versionedReplace, (request, noted) => noted.has(versionedReplace(request) ?? ''), version),
  ),
  kubeApiSaboteur(
    {
      id: 'demands-a-version-of-every-replace',
      breaks: 'LOCK-4a',
      title: 'Refuses a replace without resource version for every kind',
    },
    refuses(
      (request) => replaces(request) && fieldAt(sentObject(request), version) === undefined,
      422,
      'Invalid',
    ),
  ),
  forgetsVersion(
    {
      id: 'create-ignores-version',
      breaks: 'LOCK-4c',
      title: 'Creates an object although the create names a resource version',
    },
    on('POST'),
  ),
  bodySaboteur(
    {
      id: 'takes-zero-for-a-version',
      breaks: 'LOCK-4d',
      title: 'Compares resource version 0 like any other',
    },
    versionIs(/^0$/, replaces),
    [version, '1'],
  ),
  kubeApiSaboteur(
    {
      id: 'patches-what-was-read',
      breaks: 'LOCK-5a',
      title: 'Applies a patch to what its author read last and stores the result over newer changes',
    },
    patchesWhatWasRead,
  ),
  forgetsVersion(
    {
      id: 'merge-patch-ignores-version',
      breaks: 'LOCK-5b',
      title: 'Applies a merge patch whatever resource version it names',
    },
    patches,
  ),
  kubeApiSaboteur(
    {
      id: 'json-patch-ignores-version',
      breaks: 'LOCK-5b',
      title: 'Drops the resource version that a JSON patch sets',
    },
    sends(
      patches,
      patchWithout((operation) => operation['path'] === '/metadata/resourceVersion'),
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'refuses-a-patch-with-the-current-version',
      breaks: 'LOCK-5c',
      title: 'Refuses every patch that names a resource version',
    },
    refusesConflict((request) => patches(request) && hasVersion(request)),
  ),
  kubeApiSaboteur(
    { id: 'json-patch-skips-tests', breaks: 'LOCK-5e', title: 'Applies a JSON patch without its tests' },
    sends(
      patches,
      patchWithout((operation) => operation['op'] === 'test'),
    ),
  ),
  bodySaboteur(
    { id: 'delete-ignores-uid', breaks: 'LOCK-7a', title: 'Deletes an object whatever uid the delete names' },
    deletes,
    [['preconditions', 'uid'], undefined],
  ),
  bodySaboteur(
    {
      id: 'delete-knows-only-the-uid',
      breaks: 'LOCK-7b',
      title: 'Deletes an object whatever resource version the delete names',
      upstream:
        'kubernetes/kubernetes#73648: a deletion could name the uid alone, so it took away changes that its author had not seen',
    },
    deletes,
    [['preconditions', 'resourceVersion'], undefined],
  ),
  bodySaboteur(
    {
      id: 'delete-with-version-always-conflicts',
      breaks: 'LOCK-7c',
      title: 'Refuses a delete although its preconditions hold',
    },
    deletes,
    [['preconditions', 'resourceVersion'], '1'],
  ),
  kubeApiSaboteur(
    {
      id: 'delete-takes-the-successor',
      breaks: 'LOCK-7d',
      title: 'Forgets to compare the uid once the name was deleted',
    },
    remembering(deletedPath, (request, noted) => request.method === 'DELETE' && noted.has(pathOf(request)), [
      'preconditions',
      'uid',
    ]),
  ),
];
