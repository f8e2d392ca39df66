import { X509Certificate } from 'node:crypto';
import { otherContent } from './private-key.ts';

/** From a client's certificate to an authority, with the time in which all of it is valid. */
export interface CertificateChain {
  readonly leaf: X509Certificate;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** Why there is no chain, in words for a log. */
export type ChainProblem = 'unknown authority' | 'incompatible key usage' | 'cannot be read';

/** The certificates in a PEM text, one at least. Throws where there is none or one cannot be read. */
export function parseCertificates(pem: string): readonly [X509Certificate, ...X509Certificate[]] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const [first, ...others] = blocks.map(readCertificate);
  if (first !== undefined) return [first, ...others];
  throw new Error(`there is no certificate in it${otherContent(pem)}`);
}

function readCertificate(block: string, index: number): X509Certificate {
  try {
    return new X509Certificate(block);
  } catch (error) {
    throw new Error(`certificate ${index + 1} in it cannot be read: it is damaged`, { cause: error });
  }
}

/**
 * Every chain from the first certificate shown, over the others, to one of the authorities, whenever it is valid: signatures,
 * that authorities may sign and how deep, and that all of it may be used by clients.
 */
export async function chainsTo(
  authorities: readonly X509Certificate[],
  shown: readonly Uint8Array[],
): Promise<readonly CertificateChain[] | ChainProblem> {
  const certificates = readCertificates(shown);
  const leaf = certificates?.[0];
  if (certificates === undefined || leaf === undefined) return 'cannot be read';
  const search: Search = { authorities, others: certificates.slice(1, mostShown) };
  const paths = pathsFrom([leaf], search);
  if (paths.length === 0) return 'unknown authority';
  const chains: CertificateChain[] = [];
  for (const path of paths) {
    if (path.every(mayBeUsedByClients) && (await keepsPathLengths(path))) chains.push(chainOf(leaf, path));
  }
  return chains.length === 0 ? 'incompatible key usage' : chains;
}

/** More than anybody needs, so that a stranger cannot keep the server busy with searching. */
const mostShown = 8;

interface Search {
  readonly authorities: readonly X509Certificate[];
  readonly others: readonly X509Certificate[];
}

function readCertificates(shown: readonly Uint8Array[]): readonly X509Certificate[] | undefined {
  try {
    return shown.map((bytes) => new X509Certificate(bytes));
  } catch {
    return undefined;
  }
}

function pathsFrom(
  path: readonly X509Certificate[],
  search: Search,
): readonly (readonly X509Certificate[])[] {
  const last = path[path.length - 1];
  if (last === undefined) return [];
  if (path.length === 1 && search.authorities.some((authority) => authority.raw.equals(last.raw)))
    return [path];
  const ended = search.authorities
    .filter((authority) => hasSigned(authority, last))
    .map((authority) => [...path, authority]);
  const longer = search.others
    .filter((other) => !path.includes(other) && hasSigned(other, last))
    .flatMap((other) => pathsFrom([...path, other], search));
  return [...ended, ...longer];
}

function hasSigned(authority: X509Certificate, certificate: X509Certificate): boolean {
  return authority.ca && certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

const clientAuthentication = '1.3.6.1.5.5.7.3.2';
const anyUsage = '2.5.29.37.0';

/** A certificate that does not say what for may be used for anything. */
function mayBeUsedByClients(certificate: X509Certificate): boolean {
  const usages = certificate.keyUsage as readonly string[] | undefined;
  return usages === undefined || usages.includes(clientAuthentication) || usages.includes(anyUsage);
}

/** An authority may say how many others may stand between it and the client. */
async function keepsPathLengths(path: readonly X509Certificate[]): Promise<boolean> {
  if (path.length <= 2) return true;
  // The certificate library registers its classes through it and refuses to load without.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  return path.slice(2).every((authority, between) => {
    const parsed = new x509.X509Certificate(new Uint8Array(authority.raw));
    const limit = parsed.getExtension(x509.BasicConstraintsExtension)?.pathLength;
    return limit === undefined || between + 1 <= limit;
  });
}

function chainOf(leaf: X509Certificate, path: readonly X509Certificate[]): CertificateChain {
  return {
    leaf,
    notBeforeMs: Math.max(...path.map(({ validFromDate }) => validFromDate.getTime())),
    notAfterMs: Math.min(...path.map(({ validToDate }) => validToDate.getTime())),
  };
}
