import type { EtcdConnection } from '../../../schemas/types/etcd.ts';
import type { Environment } from '../../sim/environment.ts';
import type { AuthenticationOptions } from '../authentication/authentication.ts';
import { createBootstrapPolicy } from '../authorization/bootstrap-policy.ts';
import type { HandleApiRequest } from '../message.ts';
import type { Registry } from '../registry/registry.ts';
import { AdvertisedAddress } from './advertised-address.ts';
import { createFreshObjects, lastingObjects, type FreshCluster } from './fresh-objects.ts';
import { OwnObjects } from './own-objects.ts';
import { ServerIdentity } from './server-identity.ts';
import { tokenTracking } from './token-tracking.ts';
import { trustedAuthorities } from './trusted-authorities.ts';

export interface ServerObjectsOptions extends FreshCluster {
  /** Where all keys begin, ending in a slash. */
  readonly root: string;
  /** Where this server is reached from inside the cluster; undefined: it is not published. */
  readonly advertiseAddress: string | undefined;
  /** The name of the host, for the lease by which servers know of each other. */
  readonly hostname: string;
  readonly hasRoles: boolean;
  readonly authentication: AuthenticationOptions;
  /** The authority of the listener's own, PEM; undefined where it has none. */
  readonly listenerAuthority: string | undefined;
}

export interface ServerObjects {
  /** Rejects where something cannot be made that no cluster can be without. */
  start(): Promise<void>;
  /** Takes the address back; the rest stays. */
  stop(): Promise<void>;
}

/** Everything that a server makes and keeps of itself: what every cluster has, where the server is, whom it believes, that it lives. */
export function createServerObjects(
  environment: Environment,
  parts: {
    readonly store: EtcdConnection;
    readonly registry: Registry;
    readonly handle: HandleApiRequest;
  },
  options: ServerObjectsOptions,
): ServerObjects {
  const { advertiseAddress: address, securePort: port, root, authentication } = options;
  const advertised =
    address === undefined ? undefined : new AdvertisedAddress(environment, parts, { root, address, port });
  const kept = new OwnObjects(environment, parts, [
    ...lastingObjects(options),
    trustedAuthorities(environment.clock, { authentication, listener: options.listenerAuthority }),
    tokenTracking(environment.clock),
  ]);
  const identity = new ServerIdentity(environment, parts.handle, options.hostname);
  return {
    start: async () => {
      await createFreshObjects(parts.handle, options);
      await advertised?.start();
      if (options.hasRoles) await createBootstrapPolicy(parts.handle);
      await kept.start();
      await identity.start();
    },
    stop: async () => {
      identity.stop();
      kept.stop();
      await advertised?.stop();
    },
  };
}
