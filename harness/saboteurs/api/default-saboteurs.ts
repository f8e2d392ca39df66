import { fieldAt, kubeApiSaboteur, sentObject, withField } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { answers, forgets, on } from './breach.ts';

function creates(plural: string): ReturnType<typeof on> {
  return on('POST', new RegExp(`/${plural}$`));
}

function says(plural: string, path: string, value: unknown): ReturnType<typeof answers> {
  return answers(creates(plural), (body) => withField(body, path.split('.'), value));
}

/** Breaches of what API-18 says about defaults. */
export const defaultSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'reads-as-it-lies', breaks: 'API-18v', title: 'shows what lies in the store as it lies there' },
    answers(on('GET', /\/pods\/[^/]+$/), (body) =>
      fieldAt(body, ['metadata', 'name']) === 'old'
        ? withField(body, ['spec', 'restartPolicy'], undefined)
        : undefined,
    ),
  ),
  kubeApiSaboteur(
    { id: 'ports-without-protocol', breaks: 'API-18a', title: 'leaves the protocol of container ports open' },
    forgets(creates('pods'), 'spec.containers.0.ports.0.protocol'),
  ),
  kubeApiSaboteur(
    {
      id: 'pulls-only-what-is-missing',
      breaks: 'API-18b',
      title: 'pulls no image that is there, whatever its tag',
    },
    says('pods', 'spec.containers.0.imagePullPolicy', 'IfNotPresent'),
  ),
  kubeApiSaboteur(
    { id: 'takes-a-port-for-a-tag', breaks: 'API-18b', title: 'takes the port of a registry for a tag' },
    answers(creates('pods'), (body) =>
      /:\d+\/[^:]*$/.test(String(fieldAt(body, ['spec', 'containers', '0', 'image'])))
        ? withField(body, ['spec', 'containers', '0', 'imagePullPolicy'], 'IfNotPresent')
        : undefined,
    ),
  ),
  kubeApiSaboteur(
    { id: 'pod-without-grace', breaks: 'API-18c', title: 'leaves the grace of a Pod open' },
    forgets(creates('pods'), 'spec.terminationGracePeriodSeconds'),
  ),
  kubeApiSaboteur(
    { id: 'defaults-override', breaks: 'API-18c', title: 'overrides what the Pod says' },
    says('pods', 'spec.dnsPolicy', 'ClusterFirst'),
  ),
  kubeApiSaboteur(
    { id: 'limits-are-no-requests', breaks: 'API-18d', title: 'leaves the request open beside a limit' },
    forgets(creates('pods'), 'spec.containers.0.resources.requests'),
  ),
  kubeApiSaboteur(
    { id: 'every-pod-is-best-effort', breaks: 'API-18d', title: 'gives every Pod the class BestEffort' },
    says('pods', 'status.qosClass', 'BestEffort'),
  ),
  kubeApiSaboteur(
    { id: 'service-without-target-port', breaks: 'API-18e', title: 'leaves the target port open' },
    forgets(creates('services'), 'spec.ports.0.targetPort'),
  ),
  kubeApiSaboteur(
    { id: 'every-service-is-tcp', breaks: 'API-18e', title: 'makes every port a TCP port' },
    says('services', 'spec.ports.0.protocol', 'TCP'),
  ),
  kubeApiSaboteur(
    { id: 'affinity-without-time', breaks: 'API-18f', title: 'leaves the time of client IP affinity open' },
    forgets(creates('services'), 'spec.sessionAffinityConfig'),
  ),
  kubeApiSaboteur(
    { id: 'deployment-without-replicas', breaks: 'API-18g', title: 'leaves the number of replicas open' },
    forgets(creates('deployments'), 'spec.replicas'),
  ),
  kubeApiSaboteur(
    {
      id: 'stateful-pods-in-parallel',
      breaks: 'API-18g',
      title: 'starts the Pods of a StatefulSet in parallel',
    },
    says('statefulsets', 'spec.podManagementPolicy', 'Parallel'),
  ),
  kubeApiSaboteur(
    { id: 'jobs-never-give-up', breaks: 'API-18h', title: 'leaves the number of retries open' },
    forgets(creates('jobs'), 'spec.backoffLimit'),
  ),
  kubeApiSaboteur(
    { id: 'cron-jobs-never-overlap', breaks: 'API-18h', title: 'forbids the runs of a CronJob to overlap' },
    says('cronjobs', 'spec.concurrencyPolicy', 'Forbid'),
  ),
  kubeApiSaboteur(
    { id: 'controller-without-selector', breaks: 'API-18i', title: 'leaves the selector open' },
    forgets(creates('replicationcontrollers'), 'spec.selector'),
  ),
  kubeApiSaboteur(
    { id: 'job-selects-by-its-name', breaks: 'API-18j', title: 'selects the Pods of a Job by its name' },
    answers(on('GET', /\/jobs\/[^/]+$/), (body) =>
      withField(body, ['spec', 'selector', 'matchLabels'], { 'batch.kubernetes.io/job-name': 'web' }),
    ),
  ),
  kubeApiSaboteur(
    { id: 'probe-without-period', breaks: 'API-18k', title: 'leaves the period of a probe open' },
    forgets(creates('pods'), 'spec.containers.0.livenessProbe.periodSeconds'),
  ),
  kubeApiSaboteur(
    { id: 'volume-without-source', breaks: 'API-18k', title: 'leaves the source of a volume open' },
    forgets(creates('pods'), 'spec.volumes.0.emptyDir'),
  ),
  kubeApiSaboteur(
    { id: 'secret-shows-its-plain-data', breaks: 'API-18l', title: 'keeps plain data beside the encoded' },
    answers(creates('secrets'), (body, { request }) => {
      const plain = sentObject(request)['stringData'];
      return plain === undefined ? undefined : { ...body, stringData: plain };
    }),
  ),
  kubeApiSaboteur(
    { id: 'partial-requests-stay', breaks: 'API-18d', title: 'completes requests only where none is named' },
    answers(creates('pods'), (body, { request }) =>
      fieldAt(sentObject(request), ['spec', 'containers', '0', 'resources', 'requests']) === undefined
        ? undefined
        : withField(body, ['spec', 'containers', '0', 'resources', 'requests', 'memory'], undefined),
    ),
  ),
  kubeApiSaboteur(
    { id: 'deployments-always-roll', breaks: 'API-18g', title: 'overrides the strategy of a Deployment' },
    says('deployments', 'spec.strategy.type', 'RollingUpdate'),
  ),
  kubeApiSaboteur(
    {
      id: 'every-job-completes-once',
      breaks: 'API-18h',
      title: 'gives a Job with a parallelism one completion',
    },
    says('jobs', 'spec.completions', 1),
  ),
  kubeApiSaboteur(
    {
      id: 'controller-loses-its-labels',
      breaks: 'API-18i',
      title: 'overrides the labels of a ReplicationController',
    },
    says('replicationcontrollers', 'metadata.labels', { app: 'web' }),
  ),
  kubeApiSaboteur(
    {
      id: 'plain-data-are-read-back',
      breaks: 'API-18l',
      title: 'shows the plain data of a Secret to readers',
    },
    answers(on('GET', /\/secrets\/[^/]+$/), (body) => ({ ...body, stringData: { a: 'x' } })),
  ),
];
