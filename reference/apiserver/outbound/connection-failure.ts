import { isIP } from 'node:net';
import type { DialAddress } from './webhook-message.ts';

type Reached = Exclude<DialAddress, { readonly unreachable: string }> | undefined;

/** What a server that goes away leaves behind. */
const brokenOff: ReadonlySet<string> = new Set(['ECONNRESET', 'UND_ERR_SOCKET']);

const untrusted: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

const unverified = 'tls: failed to verify certificate: x509';

/** Whether the connection broke off, and might hold another time. */
export function isBrokenOff(error: unknown): boolean {
  return brokenOff.has(failureOf(error).code ?? '');
}

/** Why there is no answer, in the words of Go's HTTP client. */
export function connectionFailure(error: unknown, url: URL, dial: Reached): string {
  const { code = '', message } = failureOf(error);
  const { hostname, port } = url;
  const host = dial?.host ?? hostname;
  const at = `dial tcp ${host}:${dial?.port ?? (port || '443')}`;
  if (code === 'ECONNREFUSED') return `${at}: connect: connection refused`;
  if (code === 'ENOTFOUND') return `dial tcp: lookup ${host}: no such host`;
  if (code === 'ETIMEDOUT' || code === 'UND_ERR_CONNECT_TIMEOUT') return `${at}: i/o timeout`;
  if (brokenOff.has(code)) return 'EOF';
  if (untrusted.has(code)) return `${unverified}: certificate signed by unknown authority`;
  if (code === 'CERT_HAS_EXPIRED') return `${unverified}: certificate has expired or is not yet valid`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `${unverified}: ${wrongName(error, hostname)}`;
  if (code === 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' || code === 'ERR_SSL_UNSUPPORTED_PROTOCOL')
    return 'remote error: tls: protocol version not supported';
  if (code.startsWith('HPE_') || /HTTP\/1\.1 protocol|content-length header/.test(message))
    return 'net/http: HTTP/1.x transport connection broken: malformed HTTP response';
  return message;
}

/** What the certificate says of names, which hangs on Node's error. */
function wrongName(error: unknown, hostname: string): string {
  const { cert } = error as { readonly cert?: { readonly subjectaltname?: string } };
  const names = (cert?.subjectaltname ?? '').split(', ');
  const ofType = (type: string): readonly string[] =>
    names.filter((name) => name.startsWith(type)).map((name) => name.slice(type.length));
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const isAddress = isIP(host) !== 0;
  const valid = ofType(isAddress ? 'IP Address:' : 'DNS:');
  if (valid.length > 0) return `certificate is valid for ${valid.join(', ')}, not ${host}`;
  return isAddress
    ? `cannot validate certificate for ${host} because it doesn't contain any IP SANs`
    : `certificate is not valid for any names, but wanted to match ${host}`;
}

interface Failure {
  readonly code?: string;
  readonly message: string;
}

/** The failure itself; several attempts at one name come as one error that holds them. */
function failureOf(error: unknown): Failure {
  if (error instanceof AggregateError && error.errors.length > 0) return failureOf(error.errors[0]);
  if (error instanceof Error) return error;
  return { message: String(error) };
}
