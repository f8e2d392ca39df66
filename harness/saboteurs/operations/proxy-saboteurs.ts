import type { HttpRequest, KubeApi } from '../../ports/ports.ts';
import type { Saboteur } from '../saboteur.ts';

type Named = Pick<Saboteur, 'id' | 'breaks' | 'title'>;

/** A proxy that lets requests past itself: as `user` to the API server, where `chosen` says so. */
function letsPast(named: Named, user: string, chosen: (request: HttpRequest) => boolean): Saboteur {
  return {
    ...named,
    port: 'proxyKubeApi',
    wrap: (ports, reached) => {
      const { proxyKubeApi, kubeApi } = ports;
      if (proxyKubeApi === undefined || kubeApi === undefined) return ports;
      const send: KubeApi['send'] = (request) => {
        if (!chosen(request)) return proxyKubeApi.send(request);
        reached();
        return kubeApi.send({ ...request, user });
      };
      return { ...ports, proxyKubeApi: { send } };
    },
  };
}

/** Breaches of what OPS-2 says of a proxy. */
export const proxySaboteurs: readonly Saboteur[] = [
  letsPast(
    {
      id: 'asks-as-nobody',
      breaks: 'OPS-2a',
      title: 'passes requests on without the credentials of its kubeconfig',
    },
    'nobody',
    () => true,
  ),
  letsPast(
    { id: 'proxies-every-method', breaks: 'OPS-2b', title: 'passes on methods that it was told to keep' },
    'admin',
    ({ method }) => method !== 'GET',
  ),
  letsPast(
    { id: 'proxies-every-path', breaks: 'OPS-2b', title: 'passes on paths that it was told to keep' },
    'admin',
    ({ path }) => path.includes('/configmaps'),
  ),
  letsPast(
    { id: 'proxies-odd-spellings', breaks: 'OPS-2b', title: 'looks at a path as it is written only' },
    'admin',
    ({ path }) => path.includes('%63'),
  ),
  letsPast(
    {
      id: 'proxies-for-every-name',
      breaks: 'OPS-2c',
      title: 'serves whatever name a page in a browser has for it',
    },
    'admin',
    ({ headers }) => headers['host'] !== undefined,
  ),
  letsPast(
    {
      id: 'proxies-into-containers',
      breaks: 'OPS-2d',
      title: 'lets everybody on the machine into containers',
    },
    'admin',
    ({ path }) => /\/(?:exec|attach)/.test(path),
  ),
];
