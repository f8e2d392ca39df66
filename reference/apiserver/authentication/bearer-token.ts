import { Rejected, type RequestAuthenticator, type TokenAuthenticator } from './authenticator.ts';

/** `Authorization: Bearer TOKEN`. What follows the token is passed over; without a token there are no credentials. */
export function bearerTokenAuthenticator(tokens: TokenAuthenticator): RequestAuthenticator {
  return async (request, asked) => {
    const token = bearerToken(request.headers['authorization']);
    if (token === undefined) return undefined;
    return (await tokens(token, asked)) ?? new Rejected('invalid bearer token');
  };
}

function bearerToken(header: string | undefined): string | undefined {
  const [scheme = '', token = ''] = header?.trim().split(' ') ?? [];
  return scheme.toLowerCase() === 'bearer' && token !== '' ? token : undefined;
}
