import { kubeApiSaboteur, pathOf, queryOf, withQuery, type SeenAnswer } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';

const isSlow = (path: string): boolean => path.includes('resourceVersion=99999999');
const isWatch = (path: string): boolean => /[?&]watch=1/.test(path);
const tooMany = {
  status: 429,
  headers: { 'retry-after': '1', 'content-type': 'text/plain' },
  body: 'Too many requests, please try again later.\n',
};

/** Says something else of the server where the path and the answer are as told. */
function says(
  named: { readonly id: string; readonly breaks: string; readonly title: string },
  path: RegExp,
  change: (seen: SeenAnswer) => { readonly status?: number; readonly body?: string } | undefined,
): Saboteur {
  return kubeApiSaboteur(named, () => ({
    answer: (seen) => (path.test(seen.request.path) ? change(seen) : undefined),
  }));
}

/** Breaches of the limits. */
const limitSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'takes-any-number', breaks: 'API-2o', title: 'takes requests beyond its limit' },
    () => ({ answer: ({ status }) => (status === 429 ? { status: 504 } : undefined) }),
  ),
  kubeApiSaboteur(
    {
      id: 'says-not-when-to-come-back',
      breaks: 'API-2o',
      title: 'refuses too many requests without Retry-After',
    },
    () => ({ answer: ({ status }) => (status === 429 ? { headers: { 'retry-after': '' } } : undefined) }),
  ),
  kubeApiSaboteur(
    {
      id: 'counts-writes-as-reads',
      breaks: 'OPS-8a',
      title: 'lets requests that read stand in the way of those that write',
    },
    () => ({
      answer: ({ request }) =>
        request.method === 'DELETE' && request.user !== 'admin' ? tooMany : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'limits-administrators', breaks: 'OPS-8b', title: 'refuses administrators too' },
    () => {
      let slow = 0;
      return {
        answer: ({ request }) => {
          if (request.user !== 'admin' || !isSlow(request.path)) return undefined;
          slow += 1;
          return slow > 1 ? tooMany : undefined;
        },
      };
    },
  ),
  kubeApiSaboteur(
    { id: 'counts-watches', breaks: 'OPS-8c', title: 'counts watches against the limit' },
    () => {
      let watches = 0;
      return {
        request: (request) => {
          if (isWatch(request.path)) watches += 1;
          return undefined;
        },
        answer: ({ request }) => (watches > 0 && request.path.endsWith('/none') ? tooMany : undefined),
      };
    },
  ),
];

/** Breaches of the time-outs. */
const timeSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur({ id: 'ignores-timeouts', breaks: 'OPS-9a', title: 'takes as long as it likes' }, () => ({
    request: (request) => (isSlow(request.path) ? withQuery(request, { timeout: undefined }) : undefined),
  })),
  kubeApiSaboteur(
    { id: 'takes-any-time', breaks: 'OPS-9b', title: 'takes what is no duration for none' },
    () => ({
      request: (request) =>
        /^(?:abc|10|1d)$/.test(queryOf(request.path).get('timeout') ?? '')
          ? withQuery(request, { timeout: undefined })
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'reads-seconds-only', breaks: 'OPS-9b', title: 'understands no time but one in whole seconds' },
    () => ({
      request: (request) =>
        /^(?:1m30s|\.5m|-5s)$/.test(queryOf(request.path).get('timeout') ?? '')
          ? withQuery(request, { timeout: 'nonsense' })
          : undefined,
    }),
  ),
];

/** Breaches of how the server says how it is. */
const healthSaboteurs: readonly Saboteur[] = [
  says({ id: 'lists-no-checks', breaks: 'OPS-10a', title: 'says ok and no more' }, /verbose$/, () => ({
    body: 'ok',
  })),
  says(
    { id: 'forgets-the-store', breaks: 'OPS-10a', title: 'does not look at its store' },
    /verbose$/,
    ({ text }) => ({
      body: text.replace('[+]etcd ok\n', ''),
    }),
  ),
  says(
    { id: 'leaves-no-check-out', breaks: 'OPS-10b', title: 'makes checks that are to be left out' },
    /exclude=etcd/,
    ({ text }) => ({
      body: text.replace('[+]etcd excluded: ok', '[+]etcd ok'),
    }),
  ),
  says(
    { id: 'warns-of-no-wrong-check', breaks: 'OPS-10b', title: 'says nothing of a check that there is not' },
    /exclude=nonsense/,
    ({ text }) => ({
      body: text.replace(/warn: .*\n/, ''),
    }),
  ),
  says(
    { id: 'knows-no-single-check', breaks: 'OPS-10c', title: 'answers for no check alone' },
    /^\/(?:readyz|livez)\/./,
    () => ({
      status: 404,
      body: '404 page not found\n',
    }),
  ),
  says(
    { id: 'knows-every-check', breaks: 'OPS-10c', title: 'is well in every respect, whatever is asked' },
    /^\/livez\/shutdown/,
    () => ({
      status: 200,
      body: 'ok',
    }),
  ),
];

/** Breaches of the figures. */
const figureSaboteurs: readonly Saboteur[] = [
  says(
    { id: 'figures-as-json', breaks: 'OPS-11a', title: 'gives its figures in a form of its own' },
    /^\/metrics/,
    ({ status }) => (status === 200 ? { body: '{"requests": 1}' } : undefined),
  ),
  kubeApiSaboteur(
    { id: 'figures-for-everybody', breaks: 'OPS-11b', title: 'shows its figures to who has no right' },
    () => ({
      request: (request) =>
        pathOf(request) === '/metrics' && request.user !== 'admin'
          ? { ...request, user: 'admin' }
          : undefined,
    }),
  ),
  says(
    { id: 'counts-no-requests', breaks: 'OPS-11c', title: 'counts no requests' },
    /^\/metrics/,
    ({ text }) => ({
      body: text.replaceAll(/^apiserver_request_total.*\n/gm, ''),
    }),
  ),
  says(
    { id: 'counts-under-other-names', breaks: 'OPS-11c', title: 'gives figures names of its own' },
    /^\/metrics/,
    ({ text }) => ({
      body: text.replaceAll('apiserver_storage_objects', 'stored_objects'),
    }),
  ),
];

/** Breaches of what the server says and bears. */
export const serverSaboteurs: readonly Saboteur[] = [
  ...limitSaboteurs,
  ...timeSaboteurs,
  ...healthSaboteurs,
  ...figureSaboteurs,
];
