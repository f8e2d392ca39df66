import { kubeApiSaboteur, pathOf, sentText, without, withQuery } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';

const collection = /\/configmaps$/;
const created = {
  status: 201,
  body: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'settings' } },
};

const memory = /^(process_resident_memory_bytes )(\S+)$/m;

/** Breaches of what is done about input that means harm. */
export const hostileSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    {
      id: 'walks-dotted-paths',
      breaks: 'API-23a',
      title: 'takes dots in a path for a way to somewhere else',
    },
    () => ({
      request: (request) =>
        /(?:\.\.|%2e%2e)/.test(request.path)
          ? { ...request, path: request.path.replace(/\/configmaps\/(?:\.\.|%2e%2e)(?:\/|%2f)/, '/') }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'cuts-paths-at-nul', breaks: 'API-23a', title: 'reads a path up to an odd character only' },
    () => ({
      request: (request) =>
        /%00|%0a|;|%3f/.test(request.path)
          ? {
              ...request,
              path: request.path.replace(/\/configmaps(?:\/settings)?(?:%00|%0a|;|%3f).*/, '/configmaps'),
            }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'takes-fields-twice', breaks: 'API-23b', title: 'takes a body in which a field stands twice' },
    () => ({
      request: (request) =>
        /"metadata".*"metadata"/.test(sentText(request))
          ? withQuery(request, { fieldValidation: 'Ignore' })
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'unfolds-aliases', breaks: 'API-23b', title: 'takes a body of aliases of aliases' },
    () => ({
      answer: ({ request, status }) =>
        status === 400 && sentText(request).includes('&a [') ? created : undefined,
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'stores-what-is-too-large',
      breaks: 'API-23b',
      title: 'refuses a hostile body, and stores an object all the same',
    },
    () => ({
      answer: async ({ request, status }, ask) => {
        if (status !== 400 || request.method !== 'POST' || !collection.test(pathOf(request)))
          return undefined;
        const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } };
        await ask({ method: 'POST', path: pathOf(request), body: Buffer.from(JSON.stringify(object)) });
        return {};
      },
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'unpacks-bodies',
      breaks: 'API-23c',
      title: 'takes a body for compressed because its header says so',
    },
    () => ({
      request: (request) =>
        request.headers['content-encoding'] === 'gzip'
          ? { ...request, body: Buffer.from([0x1f, 0x8b, 0x08]) }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'believes-any-proxy', breaks: 'API-23e', title: 'believes a header that says who is asking' },
    () => ({
      request: (request) =>
        request.headers['x-remote-user'] === undefined ? undefined : { ...request, user: 'admin' },
    }),
  ),
  kubeApiSaboteur(
    { id: 'lets-anybody-impersonate', breaks: 'API-23e', title: 'lets anybody ask as somebody else' },
    () => ({
      request: (request) => {
        const other = request.headers['impersonate-user'];
        if (other === undefined) return undefined;
        return { ...request, headers: without(request.headers, 'impersonate-user'), user: other };
      },
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'takes-methods-for-others',
      breaks: 'API-23f',
      title: 'takes a method that it does not know for a GET',
    },
    () => ({
      request: (request) =>
        request.method !== 'GET' && request.body === undefined && collection.test(pathOf(request))
          ? { ...request, method: 'GET' }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'doubles-what-it-is-told',
      breaks: 'API-23g',
      title: 'carries out a patch however large it makes things',
    },
    () => ({
      request: (request) => {
        if (!/^\[\{"op": "copy"/.test(sentText(request))) return undefined;
        const body = '[{"op": "replace", "path": "/data", "value": {"colour": "blue"}}]';
        return { ...request, body: Buffer.from(body) };
      },
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'writes-where-others-watch',
      breaks: 'API-23h',
      title: 'takes the old path of a watch for that of the object',
    },
    () => ({
      request: (request) =>
        request.method !== 'GET' && request.path.startsWith('/api/v1/watch/')
          ? { ...request, path: request.path.replace('/watch/', '/') }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'keeps-what-it-refuses',
      breaks: 'API-23d',
      title: 'holds on to the bodies of requests that it has refused',
    },
    () => {
      let kept = 0;
      return {
        answer: ({ request, status, text }) => {
          if (status >= 400) kept += request.body?.byteLength ?? 0;
          if (pathOf(request) !== '/metrics') return undefined;
          return {
            body: text.replace(memory, (_, name: string, held: string) => `${name}${Number(held) + kept}`),
          };
        },
      };
    },
  ),
  kubeApiSaboteur(
    {
      id: 'stores-what-it-refuses',
      breaks: 'API-23d',
      title: 'stores an object although it says that it is too large',
    },
    () => ({
      answer: async ({ request, status }, ask) => {
        if (status !== 413) return undefined;
        const body = Buffer.from(JSON.stringify({ metadata: { generateName: 'large-' } }));
        await ask({ method: 'POST', path: request.path, body });
        return { status };
      },
    }),
  ),
];
