import type { Credentials } from '../../client/http/kubeconfig.ts';

type Headers = Readonly<Record<string, string | string[]>>;

/** How credentials are told in the headers of a request; certificates are shown by the connection. */
export function credentialHeaders(credentials: Credentials | undefined): Headers {
  if (credentials === undefined) return {};
  const { token, username = '', password = '', impersonated } = credentials;
  const hasName = username !== '' || password !== '';
  return {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(hasName
      ? { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
      : {}),
    ...(impersonated === undefined ? {} : impersonationHeaders(impersonated)),
  };
}

function impersonationHeaders({
  user,
  uid,
  groups,
  extra,
}: NonNullable<Credentials['impersonated']>): Headers {
  return {
    'impersonate-user': user,
    ...(uid === '' ? {} : { 'impersonate-uid': uid }),
    ...(groups.length === 0 ? {} : { 'impersonate-group': [...groups] }),
    ...Object.fromEntries(
      Object.entries(extra).map(([key, values]) => [
        `impersonate-extra-${encodeURIComponent(key).toLowerCase()}`,
        [...values],
      ]),
    ),
  };
}

/** What is wrong with credentials, in the words of upstream's client; undefined: nothing. */
export function credentialProblem({ token, username = '', password = '' }: Credentials): string | undefined {
  return token !== undefined && (username !== '' || password !== '')
    ? 'username/password or bearer token may be set, but not both'
    : undefined;
}
