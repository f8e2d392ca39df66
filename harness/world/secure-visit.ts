import { connect as connectPlainly, isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect, type SecureVersion, type TLSSocket } from 'node:tls';
import type { SecureAddress } from '../ports/ports.ts';

/** How somebody calls at a port at which TLS is spoken. */
export interface SecureVisit {
  /** False: he does not know that, and says what he says in plain. */
  readonly tls?: boolean;
  /** The host that he wants to speak with; absent: the address. */
  readonly host?: string;
  readonly maxVersion?: SecureVersion;
  /** What he would speak inside (ALPN), what he likes best first. */
  readonly protocols?: readonly string[];
  /** What he says when he is connected; what he is told until the other side ends is the `text`. */
  readonly sends?: string;
}

/** What came of it; what does not apply is absent. */
export interface VisitOutcome {
  /** `TLSv1.3`; absent where no connection came about. */
  readonly version?: string;
  readonly protocol?: string;
  /** Whether the certificate is of the authority that clients are told, and holds for the host. */
  readonly trusted?: boolean;
  /** Why the server would not have the connection, in TLS' own words: `tlsv1 alert protocol version`. */
  readonly refusal?: string;
  readonly text?: string;
}

const limitMs = 10_000;

/** Calls once, in real time whatever the clock of the implementation. Rejects where nobody listens. */
export async function visit(address: SecureAddress, how: SecureVisit): Promise<VisitOutcome> {
  if (how.tls === false) return { text: await toldPlainly(address, how.sends ?? '') };
  const { host = address.host, maxVersion, protocols } = how;
  const socket = connect({
    host: address.host,
    port: address.port,
    ca: address.authority,
    // Judged below, so that a connection with a stranger is an outcome too.
    rejectUnauthorized: false,
    minVersion: 'TLSv1',
    ciphers: 'DEFAULT@SECLEVEL=0',
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(maxVersion === undefined ? {} : { maxVersion }),
    ...(protocols === undefined ? {} : { ALPNProtocols: [...protocols] }),
  });
  try {
    await secured(socket);
    return outcomeOf(socket, host);
  } catch (error) {
    const { reason } = error as { readonly reason?: string };
    if (reason === undefined) throw error;
    return { refusal: reason };
  } finally {
    socket.destroy();
  }
}

function outcomeOf(socket: TLSSocket, host: string): VisitOutcome {
  const isItsOwn = checkServerIdentity(host, socket.getPeerCertificate()) === undefined;
  return {
    version: socket.getProtocol() ?? 'none',
    protocol: typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : 'none',
    trusted: socket.authorized && isItsOwn,
  };
}

function secured(socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.setTimeout(limitMs, () => {
      reject(new Error('the server does not answer'));
    });
    socket.once('error', reject);
    socket.once('secureConnect', resolve);
  });
}

function toldPlainly({ host, port }: SecureAddress, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let told = '';
    const socket: Socket = connectPlainly({ host, port }, () => socket.write(text));
    socket.setTimeout(limitMs, () => socket.destroy(new Error('the server does not end the connection')));
    socket.on('data', (chunk: Buffer) => {
      told += chunk.toString();
    });
    socket.once('error', reject);
    socket.once('close', () => {
      resolve(told);
    });
  });
}
