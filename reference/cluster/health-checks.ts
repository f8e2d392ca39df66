import type { ServerPhase } from '../apiserver/api-server.ts';
import type { HealthCheck } from '../apiserver/discovery/health.ts';
import type { EtcdConnection } from '../../schemas/types/etcd.ts';
import type { Environment } from '../sim/environment.ts';

const probe = new TextEncoder().encode('/registry/health');
/** As long as kube-apiserver gives its store to answer. */
const storeTimeoutMs = 2000;

/** What is made when the server starts, under the names that upstream gives its hooks. */
const startHooks = [
  'poststarthook/start-system-namespaces-controller',
  'poststarthook/rbac/bootstrap-roles',
  'poststarthook/scheduling/bootstrap-system-priority-classes',
  'poststarthook/priority-and-fairness-config-producer',
  'poststarthook/bootstrap-controller',
];

/** What sorts requests, where they are sorted. */
const sortingHooks = [
  'poststarthook/priority-and-fairness-config-consumer',
  'poststarthook/priority-and-fairness-filter',
];

/**
 * `ping`: the server answers at all. `etcd`: its store does, in time. Those of the start fail until the server has what it
 * needs; `shutdown`, of readiness only, fails as soon as it is to end.
 */
export function healthChecksOf(
  environment: Environment,
  store: EtcdConnection,
  { phase, sortsRequests }: { readonly phase: () => ServerPhase; readonly sortsRequests: boolean },
): readonly HealthCheck[] {
  const started = async (): Promise<string | undefined> =>
    phase() === 'starting' ? 'not finished' : undefined;
  const storeCheck = (): Promise<string | undefined> => storeProblem(environment, store);
  return [
    { name: 'ping', check: async () => undefined },
    { name: 'log', check: async () => undefined },
    { name: 'etcd', check: storeCheck },
    { name: 'etcd-readiness', endpoints: ['readyz'], check: storeCheck },
    { name: 'informer-sync', endpoints: ['readyz'], check: started },
    ...[...(sortsRequests ? sortingHooks : []), ...startHooks].map((name) => ({ name, check: started })),
    {
      name: 'shutdown',
      endpoints: ['readyz'],
      check: async () => (phase() === 'ending' ? 'process is shutting down' : undefined),
    },
  ];
}

function storeProblem(environment: Environment, store: EtcdConnection): Promise<string | undefined> {
  return new Promise((resolve) => {
    const timer = environment.timers.after(storeTimeoutMs, () => {
      resolve('error getting data from etcd: context deadline exceeded');
    });
    const settle = (problem: string | undefined): void => {
      timer.cancel();
      resolve(problem);
    };
    store.range({ key: probe, limit: 1 }).then(
      () => {
        settle(undefined);
      },
      (error: unknown) => {
        settle(`error getting data from etcd: ${error instanceof Error ? error.message : String(error)}`);
      },
    );
  });
}
