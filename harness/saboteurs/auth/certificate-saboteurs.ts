import type { ClientCertificate, HttpRequest } from '../../ports/ports.ts';
import { without, type SaboteurTitle } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { saysOfUser, shows, shownToken } from './credential.ts';

/** Takes one certificate for another. */
function takes(
  named: SaboteurTitle,
  change: (certificate: ClientCertificate, request: HttpRequest) => ClientCertificate | undefined,
): Saboteur {
  return shows(named, (request) => {
    const certificate = request.certificate && change(request.certificate, request);
    return certificate === undefined ? undefined : { ...request, certificate };
  });
}

function namesUser({ headers }: HttpRequest): boolean {
  return headers['x-remote-user'] !== undefined;
}

/** What certificates and the headers of proxies prove. */
export const certificateSaboteurs: readonly Saboteur[] = [
  takes(
    { id: 'forgets-groups-of-certificates', breaks: 'AUTH-2', title: 'gives no groups for a certificate' },
    ({ organizations, ...certificate }) =>
      organizations.length === 0 ? undefined : { ...certificate, organizations: [] },
  ),
  saysOfUser(
    { id: 'names-users-by-actor', breaks: 'AUTH-2', title: 'passes over the name in the certificate' },
    (user, { request }) =>
      request.certificate === undefined ? undefined : { ...user, username: request.user },
  ),
  takes(
    {
      id: 'accepts-expired-certificates',
      breaks: 'AUTH-2b',
      title: 'believes certificates that have expired',
      upstream:
        'kubernetes/kubernetes#120621: that certificates are verified with every request, not only when the connection is opened, is what ends them in time',
    },
    ({ isExpired, ...certificate }, request) =>
      isExpired === true && shownToken(request) === undefined ? certificate : undefined,
  ),
  takes(
    {
      id: 'accepts-certificates-of-strangers',
      breaks: 'AUTH-2b',
      title: 'believes certificates of an authority that it does not know',
    },
    (certificate, request) =>
      certificate.signedBy === 'stranger' && !namesUser(request) && shownToken(request) === undefined
        ? { ...certificate, signedBy: 'cluster' }
        : undefined,
  ),
  shows(
    {
      id: 'takes-wrong-certificates-for-none',
      breaks: 'AUTH-2b',
      title: 'takes whoever shows a wrong certificate for anonymous',
    },
    ({ certificate, ...request }) =>
      certificate?.signedBy === 'stranger' && !namesUser(request)
        ? { ...request, user: 'anonymous' }
        : undefined,
  ),
  saysOfUser(
    {
      id: 'forgets-fingerprints',
      breaks: 'AUTH-2c',
      title: 'does not say which certificate it was',
    },
    (user, { request }) => (request.certificate === undefined ? undefined : without(user, 'extra')),
  ),
  shows(
    { id: 'believes-no-proxy', breaks: 'AUTH-2d', title: 'passes over the headers of proxies' },
    (request) =>
      request.certificate?.signedBy === 'front proxy' && namesUser(request)
        ? { ...request, headers: without(request.headers, 'x-remote-user') }
        : undefined,
  ),
  shows(
    { id: 'forgets-groups-of-proxies', breaks: 'AUTH-2d', title: 'passes over the groups that proxies say' },
    (request) =>
      request.certificate?.signedBy === 'front proxy' && request.headers['x-remote-group'] !== undefined
        ? { ...request, headers: without(request.headers, 'x-remote-group') }
        : undefined,
  ),
  takes(
    {
      id: 'believes-every-proxy',
      breaks: 'AUTH-2e',
      title: 'believes the headers of certificates whose name is not allowed',
    },
    (certificate, request) =>
      certificate.signedBy === 'front proxy' && namesUser(request)
        ? { ...certificate, commonName: 'proxy' }
        : undefined,
  ),
  takes(
    {
      id: 'believes-headers-of-users',
      breaks: 'AUTH-2e',
      title: 'believes the headers of proxies from whoever has a certificate of the cluster',
      upstream:
        'kubernetes/kubernetes#119631: headers of proxies came through from clients where their names had been changed',
    },
    (certificate, request) =>
      certificate.signedBy === 'cluster' && namesUser(request)
        ? { ...certificate, signedBy: 'front proxy' }
        : undefined,
  ),
  takes(
    {
      id: 'lets-proxies-be-users',
      breaks: 'AUTH-2f',
      title: 'takes a proxy that names nobody for the user in its certificate',
    },
    (certificate, request) =>
      certificate.signedBy === 'front proxy' && !namesUser(request)
        ? { ...certificate, signedBy: 'cluster' }
        : undefined,
  ),
];
