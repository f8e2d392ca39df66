import type { ApiStore, Connection } from '../../ports/ports.ts';
import type { Saboteur } from '../saboteur.ts';

function connects(named: Pick<Saboteur, 'id' | 'breaks' | 'title'>, more: Connection): Saboteur {
  return {
    ...named,
    port: 'controlPlane',
    wrap: (ports, reached) => {
      const { controlPlane } = ports;
      if (controlPlane === undefined) return ports;
      const connections = async (): Promise<readonly Connection[]> => {
        reached();
        return [...(await controlPlane.connections()), more];
      };
      return { ...ports, controlPlane: { ...controlPlane, connections } };
    },
  };
}

/** Shows another store than there is. */
function stores(
  named: Pick<Saboteur, 'id' | 'breaks' | 'title'>,
  list: (store: ApiStore) => ApiStore['list'],
): Saboteur {
  return {
    ...named,
    port: 'apiStore',
    wrap: (ports, reached) => {
      const { apiStore } = ports;
      if (apiStore === undefined) return ports;
      const changed: ApiStore['list'] = async (prefix) => {
        reached();
        return list(apiStore)(prefix);
      };
      return { ...ports, apiStore: { ...apiStore, list: changed } };
    },
  };
}

/** Breaches of who talks to whom, and of where the API server puts things. */
export const architectureSaboteurs: readonly Saboteur[] = [
  connects(
    {
      id: 'a-component-calls-another',
      breaks: 'ARCH-2',
      title: 'The scheduler holds a connection to a kubelet',
    },
    { from: 'scheduler', to: 'kubelet', protocol: 'http' },
  ),
  connects(
    {
      id: 'a-component-reads-the-store',
      breaks: 'ARCH-3',
      title: 'The scheduler holds a connection to etcd',
    },
    { from: 'scheduler', to: 'etcd', protocol: 'etcd' },
  ),
  stores(
    { id: 'keeps-a-second-copy', breaks: 'ETCD-1', title: 'Keeps every object under a second key too' },
    (store) => async (prefix) => {
      const kvs = await store.list(prefix);
      return kvs.flatMap((kv) => [kv, { ...kv, key: Buffer.concat([kv.key, Buffer.from('.old')]) }]);
    },
  ),
  stores(
    { id: 'stores-in-another-place', breaks: 'ETCD-1', title: 'Keeps nothing where the registry should be' },
    (store) => (prefix) => store.list(`/elsewhere${prefix}`),
  ),
  stores(
    { id: 'dates-keys-otherwise', breaks: 'ETCD-3', title: 'Counts resource versions apart from the store' },
    (store) => async (prefix) => {
      const kvs = await store.list(prefix);
      return kvs.map((kv) => ({ ...kv, modRevision: kv.modRevision + 1 }));
    },
  ),
  stores(
    { id: 'stores-no-json', breaks: 'ETCD-3', title: 'Stores objects in a notation of its own' },
    (store) => async (prefix) => {
      const kvs = await store.list(prefix);
      return kvs.map((kv) => ({ ...kv, value: Buffer.concat([Buffer.from('k8s\0'), kv.value]) }));
    },
  ),
];
