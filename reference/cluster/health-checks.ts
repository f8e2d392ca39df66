import type { HealthCheck } from '../apiserver/discovery/health.ts';
import type { EtcdConnection } from '../../schemas/types/etcd.ts';

const probe = new TextEncoder().encode('/registry/health');

/** `ping`: the server answers at all. `etcd`: its store does. */
export function healthChecksOf(store: EtcdConnection): readonly HealthCheck[] {
  return [
    { name: 'ping', check: async () => undefined },
    {
      name: 'etcd',
      check: async () => {
        try {
          await store.range({ key: probe, limit: 1 });
          return undefined;
        } catch (error) {
          return error instanceof Error ? error.message : String(error);
        }
      },
    },
  ];
}
