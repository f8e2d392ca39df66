import { answers, forgets, on, sends } from '../api/breach.ts';
import {
  fieldAt,
  kubeApiSaboteur,
  listOf,
  objectOf,
  sentObject,
  withBody,
  withField,
  without,
  type JsonObject,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';

const createsPod = on('POST', /\/pods$/);
const showsPod = on('POST|GET', /\/pods(?:\/web)?$/);

/** Sends Pods with another spec. */
function sendsSpec(change: (spec: JsonObject) => JsonObject): ReturnType<typeof sends> {
  return sends(createsPod, (request) => {
    const pod = sentObject(request);
    return withBody(request, { ...pod, spec: change(objectOf(pod['spec'])) });
  });
}

/** Sends Pods whose containers of one list leave out a field. */
function sendsContainersWithout(list: string, field: string): ReturnType<typeof sends> {
  return sendsSpec((spec) =>
    spec[list] === undefined
      ? spec
      : { ...spec, [list]: listOf(spec[list]).map((container) => without(container, field)) },
  );
}

function volumeMounts(pod: JsonObject, list: string): readonly JsonObject[] {
  return listOf(fieldAt(pod, ['spec', list, '0', 'volumeMounts']));
}

/** Breaches of what ADM-7 says of the account that a Pod runs as. */
export const accountSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'pods-run-as-nobody', breaks: 'ADM-7a', title: 'leaves the account of a Pod open' },
    forgets(showsPod, 'spec.serviceAccountName'),
  ),
  kubeApiSaboteur(
    { id: 'every-pod-runs-as-default', breaks: 'ADM-7a', title: 'runs every Pod as the default account' },
    sendsSpec((spec) => without(spec, 'serviceAccountName')),
  ),
  kubeApiSaboteur(
    {
      id: 'a-missing-account-is-the-default-one',
      breaks: 'ADM-7b',
      title: 'runs a Pod whose account is missing as the default one',
    },
    sendsSpec((spec) =>
      spec['serviceAccountName'] === 'nobody' ? without(spec, 'serviceAccountName') : spec,
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'pull-secrets-are-not-lent',
      breaks: 'ADM-7c',
      title: "keeps the account's pull secrets to itself",
    },
    forgets(showsPod, 'spec.imagePullSecrets'),
  ),
  kubeApiSaboteur(
    {
      id: 'pull-secrets-are-replaced',
      breaks: 'ADM-7c',
      title: "puts the account's pull secrets in the place of the Pod's own",
    },
    sendsSpec((spec) => without(spec, 'imagePullSecrets')),
  ),
  kubeApiSaboteur(
    {
      id: 'init-containers-have-no-token',
      breaks: 'ADM-7d',
      title: 'mounts the token into ordinary containers only',
    },
    answers(showsPod, (pod) =>
      volumeMounts(pod, 'initContainers').length === 0
        ? undefined
        : withField(pod, ['spec', 'initContainers', '0', 'volumeMounts'], []),
    ),
  ),
  kubeApiSaboteur(
    { id: 'the-token-lasts', breaks: 'ADM-7d', title: 'gives Pods a token that lasts for a year' },
    answers(showsPod, (pod) =>
      withField(
        pod,
        'spec.volumes.0.projected.sources.0.serviceAccountToken.expirationSeconds'.split('.'),
        31_536_000,
      ),
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'the-token-is-writable',
      breaks: 'ADM-7d',
      title: 'mounts the token so that it can be overwritten',
    },
    forgets(showsPod, 'spec.containers.0.volumeMounts.0.readOnly'),
  ),
  kubeApiSaboteur(
    {
      id: 'mounts-over-what-is-mounted',
      breaks: 'ADM-7e',
      title: 'mounts the token although the container mounts something there',
    },
    answers(showsPod, (pod) => {
      const mounts = volumeMounts(pod, 'containers');
      return mounts.some(({ name }) => name === 'own')
        ? withField(
            pod,
            ['spec', 'containers', '0', 'volumeMounts'],
            [...mounts, { ...mounts[0], name: 'kube-api-access-abcde' }],
          )
        : undefined;
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'only-the-account-decides-about-the-token',
      breaks: 'ADM-7f',
      title: 'does not ask the Pod whether it wants a token',
    },
    sendsSpec((spec) => without(spec, 'automountServiceAccountToken')),
  ),
  kubeApiSaboteur(
    {
      id: 'only-the-pod-decides-about-the-token',
      breaks: 'ADM-7f',
      title: 'does not ask the account whether its Pods want a token',
    },
    sendsSpec((spec) => ({
      ...spec,
      automountServiceAccountToken: spec['automountServiceAccountToken'] ?? true,
    })),
  ),
  kubeApiSaboteur(
    { id: 'every-secret-is-mountable', breaks: 'ADM-7g', title: "does not look at the account's annotation" },
    sends(on('POST', /\/serviceaccounts$/), (request) =>
      withBody(request, withField(sentObject(request), ['metadata', 'annotations'], {})),
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'volumes-of-any-secret',
      breaks: 'ADM-7g',
      title: 'lets a Pod mount Secrets that its account does not list',
    },
    sendsSpec((spec) => without(spec, 'volumes')),
  ),
  kubeApiSaboteur(
    {
      id: 'variables-of-any-secret',
      breaks: 'ADM-7g',
      title: 'lets containers have variables of Secrets that the account does not list',
    },
    sendsContainersWithout('containers', 'env'),
  ),
  kubeApiSaboteur(
    {
      id: 'whole-secrets-as-variables',
      breaks: 'ADM-7g',
      title: 'lets containers take all variables of Secrets that the account does not list',
      upstream:
        'kubernetes/kubernetes#124336: the policy about mountable secrets did not look at envFrom (CVE-2024-3177)',
    },
    sendsContainersWithout('containers', 'envFrom'),
  ),
  kubeApiSaboteur(
    {
      id: 'init-containers-with-any-secret',
      breaks: 'ADM-7g',
      title: 'lets init containers have variables of Secrets that the account does not list',
    },
    sendsContainersWithout('initContainers', 'env'),
  ),
  kubeApiSaboteur(
    {
      id: 'ephemeral-containers-with-any-secret',
      breaks: 'ADM-7g',
      title: 'lets ephemeral containers have variables of Secrets that the account does not list',
      upstream:
        'kubernetes/kubernetes#118640: the policy about mountable secrets was not asked for ephemeral containers (CVE-2023-2728)',
    },
    sends(on('PATCH', /\/ephemeralcontainers$/), (request) =>
      withBody(request, { spec: { ephemeralContainers: [{ name: 'look', image: 'i' }] } }),
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'mirrors-are-pods-like-others',
      breaks: 'ADM-7h',
      title: 'does not look whether a Pod is a mirror',
    },
    sends(createsPod, (request) =>
      withBody(request, withField(sentObject(request), ['metadata', 'annotations'], {})),
    ),
  ),
];
