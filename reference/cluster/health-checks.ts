import type { HealthCheck } from '../apiserver/discovery/health.ts';
import type { EtcdConnection } from '../../schemas/types/etcd.ts';
import type { Environment } from '../sim/environment.ts';

const probe = new TextEncoder().encode('/registry/health');
/** As long as kube-apiserver gives its store to answer. */
const storeTimeoutMs = 2000;

/** `ping`: the server answers at all. `etcd`: its store does, in time. */
export function healthChecksOf(environment: Environment, store: EtcdConnection): readonly HealthCheck[] {
  return [
    { name: 'ping', check: async () => undefined },
    { name: 'etcd', check: () => storeProblem(environment, store) },
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
