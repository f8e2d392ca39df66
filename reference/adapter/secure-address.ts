import type { SecureAddress } from '../../harness/ports/ports.ts';
import type { ServerAccess } from '../client/http/kubeconfig.ts';

/** Where a kubeconfig says that the server is, and by what it is to be known. */
export function secureAddressIn({ server, certificateAuthority = '' }: ServerAccess): SecureAddress {
  const { hostname, port } = new URL(server);
  return { host: hostname, port: Number(port), authority: certificateAuthority };
}
