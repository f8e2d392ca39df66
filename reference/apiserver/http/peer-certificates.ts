import { TLSSocket, type DetailedPeerCertificate } from 'node:tls';
import type { Incoming } from './exchange.ts';

const known = new WeakMap<object, { readonly chain: readonly Uint8Array[] | undefined }>();

/**
 * The certificates that the client showed when it opened the connection, its own first, in DER; undefined without one. TLS has
 * made sure that the client holds the key, and of nothing else. The same array for every request of a connection.
 */
export function peerCertificates(incoming: Incoming): readonly Uint8Array[] | undefined {
  const connection = connectionOf(incoming);
  const found = known.get(connection);
  if (found !== undefined) return found.chain;
  const { socket } = incoming;
  const chain = socket instanceof TLSSocket ? chainOf(socket) : undefined;
  known.set(connection, { chain });
  return chain;
}

/** Over HTTP/2 each request shows the socket through an object of its own: what stays the same is the session. */
function connectionOf(incoming: Incoming): object {
  return 'stream' in incoming ? (incoming.stream.session ?? incoming.socket) : incoming.socket;
}

function chainOf(socket: TLSSocket): readonly Uint8Array[] | undefined {
  const chain: Uint8Array[] = [];
  let next: Partial<DetailedPeerCertificate> | undefined = socket.getPeerCertificate(true);
  // The last certificate is its own issuer.
  while (next?.raw !== undefined && !chain.includes(next.raw)) {
    chain.push(next.raw);
    next = next.issuerCertificate === next ? undefined : next.issuerCertificate;
  }
  return chain.length === 0 ? undefined : chain;
}
