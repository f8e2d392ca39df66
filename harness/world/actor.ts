import type { PortName } from '../ports/ports.ts';

const elsewhere = ' at the other API server';

/** Who acts, as features write it: `alice`, `node n1`, `bob at the other API server`. */
export const actorPattern: RegExp =
  /(?:alice|bob|admin|anonymous|node [a-z0-9][-a-z0-9]*)(?: at the other API server)?/;

export interface Actor {
  /** Whose credentials are shown. */
  readonly user: string;
  /** The server that is asked. */
  readonly port: Extract<PortName, 'kubeApi' | 'otherKubeApi'>;
  /** The node as whose kubelet the user asks to act, by its logical name. */
  readonly node?: string;
}

export function actorOf(text: string): Actor {
  const port = text.endsWith(elsewhere) ? 'otherKubeApi' : 'kubeApi';
  const actor = port === 'otherKubeApi' ? text.slice(0, -elsewhere.length) : text;
  const [, node] = /^node (.+)$/.exec(actor) ?? [];
  return node === undefined ? { user: actor, port } : { user: 'admin', port, node };
}
