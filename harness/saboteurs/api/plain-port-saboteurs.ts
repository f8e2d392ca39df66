import type { HttpRequest, KubeApi } from '../../ports/ports.ts';
import type { Saboteur } from '../saboteur.ts';

/** Sends what comes to the plain port to the one that asks for credentials, where `chosen` says so. */
function asksAtThePlainPort(
  named: Pick<Saboteur, 'id' | 'title'>,
  chosen: (request: HttpRequest) => boolean,
): Saboteur {
  return {
    ...named,
    breaks: 'API-7b',
    port: 'plainKubeApi',
    wrap: (ports, reached) => {
      const { plainKubeApi, kubeApi } = ports;
      if (plainKubeApi === undefined || kubeApi === undefined) return ports;
      const send: KubeApi['send'] = (request) => {
        if (!chosen(request)) return plainKubeApi.send(request);
        reached();
        return kubeApi.send(request);
      };
      return { ...ports, plainKubeApi: { send } };
    },
  };
}

/** Breaches of what API-7b says of the port without credentials. */
export const plainPortSaboteurs: readonly Saboteur[] = [
  asksAtThePlainPort(
    { id: 'asks-for-rights-at-the-plain-port', title: 'asks who may also at the plain port' },
    ({ headers }) => headers['authorization'] === undefined,
  ),
  asksAtThePlainPort(
    { id: 'checks-tokens-at-the-plain-port', title: 'looks at credentials also at the plain port' },
    ({ headers }) => headers['authorization'] !== undefined,
  ),
];
