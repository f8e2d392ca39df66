import { answers, on } from '../api/breach.ts';
import { fieldAt, kubeApiSaboteur, listOf, withField, type KubeApiBreach } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';

const notFound = {
  status: 404,
  body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'NotFound', code: 404 },
};
const certificate = /\/configmaps\/kube-root-ca\.crt$/;
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
    { id: 'namespaces-without-account', breaks: 'CTRL-16a', title: 'gives namespaces no account' },
    hides(account, 'ever'),
  ),
  kubeApiSaboteur(
    { id: 'a-deleted-account-stays-away', breaks: 'CTRL-16b', title: 'makes the default account only once' },
    hides(account, 'deletion'),
  ),
];
