import type { ApiServerOptions } from '../apiserver/api-server.ts';
import { defaultServiceRange, parseAddressRanges } from '../apiserver/allocators/address-range.ts';

/**
 * Where clients inside the cluster reach the API: the cluster IP of the service `kubernetes`, and the address that the server
 * publishes, which is `otherwise` where it is told none.
 */
export function reachedAt(
  { serviceClusterIpRange = defaultServiceRange, advertiseAddress }: ApiServerOptions,
  otherwise: string | undefined,
): readonly string[] {
  const [range] = parseAddressRanges(serviceClusterIpRange) ?? [];
  return [range?.first, advertiseAddress ?? otherwise].filter((address) => address !== undefined);
}
