import { X509Certificate } from 'node:crypto';
import type { Clock } from '../../sim/environment.ts';
import type { AuthenticationOptions } from '../authentication/authentication.ts';
import { isFields, textAt, type Fields } from '../fields.ts';
import type { OwnObject } from './own-objects.ts';

const name = 'extension-apiserver-authentication';
const namespace = 'kube-system';

export interface TrustedAuthorities {
  readonly authentication: AuthenticationOptions;
  /** The authority of the listener's own, PEM; undefined where it has none. */
  readonly listener: string | undefined;
}

/**
 * Tells other servers of the cluster whom this one believes, so that they can believe the same: the authorities of clients and
 * of proxies, and the headers in which proxies name their users. Servers that share a store add to what is there; authorities
 * whose time is over are left out. Source: Kubernetes, Configure the Aggregation Layer.
 */
export function trustedAuthorities(clock: Clock, trusted: TrustedAuthorities): OwnObject {
  const own = [
    ...(trusted.listener === undefined ? [] : [trusted.listener]),
    ...(trusted.authentication.clientAuthorities ?? []).map(String),
  ];
  const isOver = (certificate: string): boolean =>
    new X509Certificate(certificate).validToDate.getTime() < clock.now();
  const unite = (there: string, ours: readonly string[]): string =>
    [...new Set([there, ...ours].flatMap(certificatesIn))]
      .filter((certificate) => !isOver(certificate))
      .join('');
  return {
    ...{ group: '', version: 'v1', plural: 'configmaps', namespace, name },
    wanted: (present) => {
      const data = isFields(present?.['data']) ? present['data'] : {};
      const wanted = {
        ...filled('client-ca-file', unite(textAt(data, 'client-ca-file'), own)),
        ...proxyFacts(data, trusted.authentication, unite),
      };
      if (present !== undefined && areSame(data, wanted)) return undefined;
      return {
        ...present,
        kind: 'ConfigMap',
        apiVersion: 'v1',
        metadata: present?.['metadata'] ?? { name },
        data: wanted,
      };
    },
  };
}

function proxyFacts(
  data: Fields,
  { frontProxy }: AuthenticationOptions,
  unite: (there: string, ours: readonly string[]) => string,
): Record<string, string> {
  const key = 'requestheader-client-ca-file';
  const authorities = unite(textAt(data, key), (frontProxy?.authorities ?? []).map(String));
  if (authorities === '') return {};
  const united = (list: string, ours: readonly string[] = []): Record<string, string> => ({
    [list]: JSON.stringify([...new Set([...namesIn(textAt(data, list)), ...ours])]),
  });
  return {
    [key]: authorities,
    ...united('requestheader-allowed-names', frontProxy?.allowedNames),
    ...united('requestheader-username-headers', frontProxy?.usernameHeaders),
    ...united('requestheader-group-headers', frontProxy?.groupHeaders),
    ...united('requestheader-extra-headers-prefix', frontProxy?.extraHeaderPrefixes),
  };
}

function filled(key: string, text: string): Record<string, string> {
  return text === '' ? {} : { [key]: text };
}

/** Each as PEM of one form, so that equal ones are equal texts. What is no certificate is left out. */
function certificatesIn(pem: string): readonly string[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.flatMap((block) => {
    try {
      return [new X509Certificate(block).toString()];
    } catch {
      return [];
    }
  });
}

function namesIn(json: string): readonly string[] {
  try {
    const names = JSON.parse(json) as unknown;
    return Array.isArray(names) ? names.map(String) : [];
  } catch {
    return [];
  }
}

function areSame(a: Fields, b: Fields): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((key) => a[key] === b[key]);
}
