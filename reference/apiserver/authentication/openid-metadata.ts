import { methodRefusal, textAnswer } from '../discovery/json-answer.ts';
import type { ApiAnswer, ApiRequest } from '../message.ts';
import type { PathHandler } from '../pipeline/router.ts';
import type { TokenIssuer } from './authentication.ts';
import type { VerifyingKey } from './token-keys.ts';

/** What others need to verify the tokens of this issuer: who it is, and its public keys. */
export const openIdPaths: readonly string[] = ['/.well-known/openid-configuration', '/openid/v1/jwks'];

/** How long the answers may be kept. */
const maxAgeSeconds = 3600;

/**
 * Answers for an issuer whose name is an https URL without query and fragment, since others could not find an issuer of another
 * name. `address` is where the server is reached: host and port.
 */
export function createOpenIdMetadata({ issuer, keys, keysUrl }: TokenIssuer, address: string): PathHandler {
  const [configurationPath, keysPath] = openIdPaths;
  return async (request, { path }) => {
    if ((path !== configurationPath && path !== keysPath) || !isFindable(issuer)) return undefined;
    const refused = methodRefusal(request);
    if (refused !== undefined) return refused;
    const mediaType = path === keysPath ? 'application/jwk-set+json' : 'application/json';
    if (!accepts(request, mediaType))
      return textAnswer(`406: Not Acceptable\n\nAvailable representations: ${mediaType}`, 406);
    const { verifying } = keys();
    if (path === keysPath) return answer({ keys: verifying.map(publicJwk) }, mediaType);
    const algorithms = new Set(verifying.map(({ algorithm }) => algorithm));
    const configuration = {
      issuer,
      jwks_uri: keysUrl ?? `https://${address}${keysPath ?? ''}`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [...algorithms].sort(),
    };
    return answer(configuration, mediaType);
  };
}

/** There is one form of each, and who does not take it gets none. */
function accepts({ headers }: ApiRequest, mediaType: string): boolean {
  const accepted = (headers['accept'] ?? '*/*').split(',').map((range) => range.split(';')[0]?.trim());
  return accepted.includes('*/*') || accepted.includes(mediaType);
}

function isFindable(issuer: string): boolean {
  if (!URL.canParse(issuer)) return false;
  const { protocol, search, hash } = new URL(issuer);
  return protocol === 'https:' && search === '' && hash === '';
}

function publicJwk({ id, algorithm, publicKey }: VerifyingKey): Readonly<Record<string, unknown>> {
  const { kty, ...numbers } = publicKey.export({ format: 'jwk' });
  return { use: 'sig', kty, kid: id, alg: algorithm, ...numbers };
}

function answer(document: unknown, mediaType: string): ApiAnswer {
  return {
    status: 200,
    headers: { 'content-type': mediaType, 'cache-control': `public, max-age=${maxAgeSeconds}` },
    body: new TextEncoder().encode(JSON.stringify(document)),
  };
}
