import { headerNames, headerValues, type ApiRequest } from '../message.ts';
import { Rejected, type RequestAuthenticator } from './authenticator.ts';
import { commonNameOf, type CertificateVerifier } from './shown-certificate.ts';

/** A proxy that recognises users itself and says in headers who they are. */
export interface FrontProxyOptions {
  /** Common names of the proxies' certificates; empty: whoever has one of the authority. */
  readonly allowedNames: readonly string[];
  /** The first of these headers that stands there names the user. */
  readonly usernameHeaders: readonly string[];
  readonly groupHeaders: readonly string[];
  readonly extraHeaderPrefixes: readonly string[];
}

/** Believes the headers of those alone who show a certificate of the proxies' authority with an allowed name. */
export function frontProxyAuthenticator(
  verifier: CertificateVerifier,
  options: FrontProxyOptions,
): RequestAuthenticator {
  const lowered = {
    usernameHeaders: inLowerCase(options.usernameHeaders),
    groupHeaders: inLowerCase(options.groupHeaders),
    extraHeaderPrefixes: inLowerCase(options.extraHeaderPrefixes),
  };
  return async (request) => {
    if (request.certificates === undefined) return undefined;
    const certificate = await verifier.verify(request.certificates);
    if (typeof certificate === 'string') return new Rejected(certificate);
    const name = commonNameOf(certificate);
    if (options.allowedNames.length > 0 && !options.allowedNames.includes(name))
      return new Rejected(`x509: subject with cn=${name} is not in the allowed list`);
    return userInHeaders(request, lowered);
  };
}

/** The names of headers, as requests have them. */
function inLowerCase(names: readonly string[]): readonly string[] {
  return names.map((name) => name.toLowerCase());
}

function userInHeaders(
  request: ApiRequest,
  options: Omit<FrontProxyOptions, 'allowedNames'>,
): ReturnType<RequestAuthenticator> {
  const user = options.usernameHeaders
    .map((name) => headerValues(request, name)[0] ?? '')
    .find((value) => value !== '');
  if (user === undefined) return undefined;
  const groups = options.groupHeaders
    .flatMap((name) => headerValues(request, name))
    .filter((group) => group !== '');
  const extra = extraOf(request, options.extraHeaderPrefixes);
  return { identity: { user, groups, ...(Object.keys(extra).length === 0 ? {} : { extra }) } };
}

function extraOf(request: ApiRequest, prefixes: readonly string[]): Record<string, readonly string[]> {
  const extra = new Map<string, readonly string[]>();
  for (const prefix of prefixes) {
    for (const name of headerNames(request).filter((header) => header.startsWith(prefix))) {
      const key = unescaped(name.slice(prefix.length));
      extra.set(key, [...(extra.get(key) ?? []), ...headerValues(request, name)]);
    }
  }
  return Object.fromEntries(extra);
}

/** A key may be percent-encoded; what cannot be decoded is taken as it stands. */
function unescaped(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
