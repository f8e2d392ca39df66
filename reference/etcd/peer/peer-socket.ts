import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectSecure } from 'node:tls';

/** PEM texts; the peers prove to each other who they are by certificates of one authority. */
export interface PeerSecurity {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** A socket that is on its way to a peer's address. */
export function openPeerSocket(url: string, security: PeerSecurity | undefined): Socket {
  const { hostname, port, protocol: scheme } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const address = { host, port: Number(port), noDelay: true };
  if (scheme !== 'https:') return connectPlain(address);
  return connectSecure({ ...address, ...security });
}

/** The event that tells that the socket can be used. */
export function readyEvent(socket: Socket): 'connect' | 'secureConnect' {
  return 'encrypted' in socket ? 'secureConnect' : 'connect';
}
