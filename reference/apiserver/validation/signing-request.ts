import { createPublicKey, verify } from 'node:crypto';

/** One element of DER: where its content begins and where it ends. */
interface Element {
  readonly tag: number;
  readonly start: number;
  readonly content: number;
  readonly end: number;
}

const sequenceTag = 0x30;
const integerTag = 0x02;
const bitStringTag = 0x03;
const objectIdTag = 0x06;

/** Signature algorithms by the bytes of their object identifiers. */
const digests: ReadonlyMap<string, string | null> = new Map([
  ['2a864886f70d010105', 'sha1'],
  ['2a864886f70d01010b', 'sha256'],
  ['2a864886f70d01010c', 'sha384'],
  ['2a864886f70d01010d', 'sha512'],
  ['2a8648ce3d040302', 'sha256'],
  ['2a8648ce3d040303', 'sha384'],
  ['2a8648ce3d040304', 'sha512'],
  ['2b6570', null],
]);

/** What is wrong with a base64-wrapped PEM certificate signing request; undefined where it is sound and signed. */
export function signingRequestProblem(base64: string): string | undefined {
  const pem = Buffer.from(base64, 'base64').toString('latin1');
  const block = /-----BEGIN ([^-\n]+)-----\r?\n([A-Za-z0-9+/=\r\n]*)-----END \1-----/.exec(pem);
  if (block?.[1] !== 'CERTIFICATE REQUEST') return 'PEM block type must be CERTIFICATE REQUEST';
  const der = Buffer.from(block[2] ?? '', 'base64');
  try {
    return isSignedByItself(der) ? undefined : 'x509: certificate request signature does not match';
  } catch {
    return 'asn1: structure error: malformed certificate request';
  }
}

function isSignedByItself(der: Buffer): boolean {
  const outer = read(der, 0, sequenceTag);
  const info = read(der, outer.content, sequenceTag);
  const algorithm = read(der, info.end, sequenceTag);
  const oid = read(der, algorithm.content, objectIdTag);
  const signature = read(der, algorithm.end, bitStringTag);
  const version = read(der, info.content, integerTag);
  const subject = read(der, version.end, sequenceTag);
  const key = read(der, subject.end, sequenceTag);
  const digest = digests.get(der.subarray(oid.content, oid.end).toString('hex'));
  if (digest === undefined || outer.end !== der.length) return false;
  const publicKey = createPublicKey({ key: der.subarray(key.start, key.end), format: 'der', type: 'spki' });
  const signed = der.subarray(info.start, info.end);
  return verify(digest, signed, publicKey, der.subarray(signature.content + 1, signature.end));
}

/** Throws where there is no such element. */
function read(der: Buffer, start: number, tag: number): Element {
  const first = der.readUInt8(start + 1);
  const longBytes = first < 0x80 ? 0 : first & 0x7f;
  const length = longBytes === 0 ? first : der.readUIntBE(start + 2, longBytes);
  const content = start + 2 + longBytes;
  if (der.readUInt8(start) !== tag || content + length > der.length) throw new RangeError('malformed');
  return { tag, start, content, end: content + length };
}
