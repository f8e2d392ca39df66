import type { PortName } from '../ports/ports.ts';

/** Where an actor goes who does not go to the server that is meant otherwise, by what stands behind his name. */
const elsewhere: Readonly<Record<string, Actor['port']>> = {
  ' at the other API server': 'otherKubeApi',
  ' at the plain port': 'plainKubeApi',
  ' through the proxy': 'proxyKubeApi',
};

/** Who acts, as features write it: `alice`, `node n1`, `bob at the other API server`, `anonymous at the plain port`. */
export const actorPattern: RegExp =
  /(?:alice|bob|admin|anonymous|node [a-z0-9][-a-z0-9]*)(?: at the other API server| at the plain port| through the proxy)?/;

export interface Actor {
  /** Whose credentials are shown. */
  readonly user: string;
  /** The server that is asked. */
  readonly port: Extract<PortName, 'kubeApi' | 'otherKubeApi' | 'plainKubeApi' | 'proxyKubeApi'>;
  /** The node as whose kubelet the user asks to act, by its logical name. */
  readonly node?: string;
}

export function actorOf(text: string): Actor {
  const [place = '', port = 'kubeApi'] = Object.entries(elsewhere).find(([end]) => text.endsWith(end)) ?? [];
  const actor = text.slice(0, text.length - place.length);
  const [, node] = /^node (.+)$/.exec(actor) ?? [];
  return node === undefined ? { user: actor, port } : { user: 'admin', port, node };
}
