import { transportAuthenticator, type Authenticator } from '../apiserver/pipeline/authentication.ts';

/** No tokens are known: a caller without any other identity who shows one is refused, never taken for anonymous. */
const refuseTokens: Authenticator = (request) =>
  /^bearer\s/i.test(request.headers['authorization'] ?? '') ? 'refused' : undefined;

/** What the transport knows goes first. */
export const authenticators: readonly Authenticator[] = [transportAuthenticator, refuseTokens];
