import { answers, on } from '../api/breach.ts';
import { fieldAt, kubeApiSaboteur, listOf, withField, type KubeApiBreach } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';

const notFound = {
  status: 404,
  body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'NotFound', code: 404 },
};
const certificate = /\/configmaps\/kube-root-ca\.crt$/;
const trusted = /\/configmaps\/extension-apiserver-authentication$/;
const tracking = /\/configmaps\/kube-apiserver-legacy-service-account-token-tracking$/;
const account = /\/serviceaccounts\/default$/;

/** Shows nothing at this path, from the beginning or once it was deleted. */
function hides(path: RegExp, since: 'ever' | 'deletion'): () => KubeApiBreach {
  return () => {
    let isHidden = since === 'ever';
    return {
      answer: ({ request }) => {
        if (!path.test(request.path)) return undefined;
        if (request.method === 'DELETE') isHidden = true;
        return isHidden && request.method === 'GET' ? notFound : undefined;
      },
    };
  };
}

/** Shows what was written at this path last, whoever has put it right since. */
function keepsPatched(path: RegExp): () => KubeApiBreach {
  return () => {
    let data: unknown;
    return {
      answer: ({ request, body }) => {
        if (!path.test(request.path)) return undefined;
        if (request.method === 'PATCH') data = fieldAt(body, ['data']);
        return request.method === 'GET' && data !== undefined
          ? { body: withField(body, ['data'], data) }
          : undefined;
      },
    };
  };
}

/** Breaches of what a cluster begins with, and of what its controllers give every namespace. */
export const beginningSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'the-api-has-no-service', breaks: 'API-24a', title: 'has no Service for the API itself' },
    hides(/\/services\/kubernetes$/, 'ever'),
  ),
  kubeApiSaboteur(
    {
      id: 'the-api-service-has-no-address',
      breaks: 'API-24a',
      title: 'makes the Service of the API headless',
    },
    answers(on('GET', /\/services\/kubernetes$/), (body) => withField(body, ['spec', 'clusterIP'], 'None')),
  ),
  kubeApiSaboteur(
    { id: 'the-api-is-nowhere', breaks: 'API-24b', title: 'does not say where the API servers are' },
    hides(/\/endpoints\/kubernetes$/, 'ever'),
  ),
  kubeApiSaboteur(
    {
      id: 'the-api-has-no-slice',
      breaks: 'API-24b',
      title: 'says in no EndpointSlice where the API servers are',
    },
    answers(on('GET', /\/endpointslices$/), (body) => ({ ...body, items: [] })),
  ),
  kubeApiSaboteur(
    { id: 'vital-pods-are-like-others', breaks: 'API-24c', title: 'has no priority classes for the system' },
    answers(on('GET', /\/priorityclasses$/), (body) => ({ ...body, items: [] })),
  ),
  kubeApiSaboteur(
    {
      id: 'node-critical-is-cluster-critical',
      breaks: 'API-24c',
      title: 'gives both system classes one value',
    },
    answers(on('GET', /\/priorityclasses$/), (body) => {
      const [first] = listOf(fieldAt(body, ['items']));
      return first === undefined ? undefined : { ...body, items: [{ ...first, value: 2_000_000_000 }] };
    }),
  ),
  kubeApiSaboteur(
    { id: 'namespaces-without-certificate', breaks: 'API-24d', title: 'publishes no certificate' },
    hides(certificate, 'ever'),
  ),
  kubeApiSaboteur(
    { id: 'publishes-the-key-too', breaks: 'API-24d', title: 'publishes more than the certificate' },
    answers(on('GET', certificate), (body) => withField(body, ['data', 'ca.key'], 'x')),
  ),
  kubeApiSaboteur(
    {
      id: 'a-deleted-certificate-stays-away',
      breaks: 'API-24e',
      title: 'publishes the certificate only once',
    },
    hides(certificate, 'deletion'),
  ),
  kubeApiSaboteur(
    {
      id: 'a-changed-certificate-stays',
      breaks: 'API-24e',
      title: 'leaves a certificate that was changed as it is',
    },
    () => {
      let isChanged = false;
      return {
        answer: ({ request, body }) => {
          if (!certificate.test(request.path)) return undefined;
          if (request.method === 'PATCH') isChanged = true;
          return isChanged && request.method === 'GET'
            ? { body: withField(body, ['data'], { 'ca.crt': 'nonsense' }) }
            : undefined;
        },
      };
    },
  ),
  kubeApiSaboteur(
    { id: 'keeps-its-authorities-to-itself', breaks: 'API-24f', title: 'does not say whom it believes' },
    hides(trusted, 'ever'),
  ),
  kubeApiSaboteur(
    {
      id: 'names-proxy-headers-as-a-text',
      breaks: 'API-24f',
      title: 'writes the headers of proxies with commas, not as JSON',
    },
    answers(on('GET', trusted), (body) =>
      withField(body, ['data', 'requestheader-group-headers'], 'X-Remote-Group'),
    ),
  ),
  kubeApiSaboteur(
    { id: 'says-once-whom-it-believes', breaks: 'API-24g', title: 'says only once whom it believes' },
    hides(trusted, 'deletion'),
  ),
  kubeApiSaboteur(
    {
      id: 'lets-others-say-whom-it-believes',
      breaks: 'API-24g',
      title: 'leaves what others write of whom it believes',
    },
    keepsPatched(trusted),
  ),
  kubeApiSaboteur(
    { id: 'tracks-tokens-since-ever', breaks: 'API-24h', title: 'does not say since when it tracks tokens' },
    hides(tracking, 'ever'),
  ),
  kubeApiSaboteur(
    { id: 'tracks-tokens-since-yesterday', breaks: 'API-24h', title: 'leaves a day that is none' },
    keepsPatched(tracking),
  ),
  kubeApiSaboteur({ id: 'a-server-seen-once', breaks: 'API-24i', title: 'never renews its lease' }, () => {
    let first: unknown;
    return {
      answer: ({ request, body }) => {
        if (request.method !== 'GET' || !request.path.includes('/kube-system/leases')) return undefined;
        first ??= fieldAt(body, ['items', '0', 'spec', 'renewTime']);
        return request.path.includes('/leases/')
          ? { body: withField(body, ['spec', 'renewTime'], first) }
          : undefined;
      },
    };
  }),
  kubeApiSaboteur(
    { id: 'the-api-service-stays-away', breaks: 'API-24j', title: 'makes its own Service only once' },
    hides(/\/services\/kubernetes$/, 'deletion'),
  ),
  kubeApiSaboteur(
    {
      id: 'system-namespaces-stay-away',
      breaks: 'API-24k',
      title: 'makes the namespaces of the system only once',
    },
    hides(/\/namespaces\/kube-node-lease$/, 'deletion'),
  ),
  kubeApiSaboteur(
    { id: 'namespaces-without-account', breaks: 'CTRL-16a', title: 'gives namespaces no account' },
    hides(account, 'ever'),
  ),
  kubeApiSaboteur(
    { id: 'a-deleted-account-stays-away', breaks: 'CTRL-16b', title: 'makes the default account only once' },
    hides(account, 'deletion'),
  ),
];
