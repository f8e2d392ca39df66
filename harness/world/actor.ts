import type { PortName } from '../ports/ports.ts';

const elsewhere = ' at the other API server';

/** Who acts, as features write it: `alice`, `bob at the other API server`. */
export const actorPattern: RegExp = /(?:alice|bob|admin|anonymous)(?: at the other API server)?/;

export interface Actor {
  readonly user: string;
  /** The server that is asked. */
  readonly port: Extract<PortName, 'kubeApi' | 'otherKubeApi'>;
}

export function actorOf(text: string): Actor {
  return text.endsWith(elsewhere)
    ? { user: text.slice(0, -elsewhere.length), port: 'otherKubeApi' }
    : { user: text, port: 'kubeApi' };
}
