import type { EtcdConnection } from '../../schemas/types/etcd.ts';
import type { Environment } from '../sim/environment.ts';
import { AdmissionChain, type AdmissionPlugin } from './admission/admission-chain.ts';
import { defaultTolerationSeconds, priority } from './admission/pod-admission.ts';
import { taintNodesByCondition } from './admission/node-taints.ts';
import { namespaceLifecycle } from './admission/namespace-lifecycle.ts';
import { parseAddressRange, parsePortRange } from './allocators/address-range.ts';
import { RangeAllocator } from './allocators/range-allocator.ts';
import { serviceHooks, type ServiceRanges } from './allocators/service-hooks.ts';
import { createAuthorization, type AuthorizationMode } from './authorization/authorization.ts';
import { createBootstrapPolicy } from './authorization/bootstrap-policy.ts';
import { plainValues, type ValueTransformers } from './encryption/value-transformers.ts';
import { createFreshObjects } from './fresh-objects.ts';
import { invariant } from './invariant.ts';
import type { HandleApiRequest } from './message.ts';
import { transportAuthenticator, type Authenticator } from './pipeline/authentication.ts';
import type { ServerParts, TablePrinter } from './pipeline/context.ts';
import { Router, type PathHandler } from './pipeline/router.ts';
import type { ObjectStore } from './registry/object-store.ts';
import { Registry } from './registry/registry.ts';
import type { ResourceDefinition } from './resource-definition.ts';
import { builtInResources } from './resources/catalogue.ts';
import { Compactor } from './registry/compactor.ts';
import { columnsOf } from './tables/columns.ts';
import { printTable } from './tables/table.ts';
import { StoreFeed } from './watch-cache/store-feed.ts';

export interface ApiServerOptions {
  /** Where cluster IPs come from; absent: `10.96.0.0/12`. */
  readonly serviceClusterIpRange?: string;
  /** Where node ports come from, both ends included; absent: `30000-32767`. */
  readonly serviceNodePortRange?: string;
  /** Where the API is reached from inside the cluster, for the `kubernetes` service; absent: 6443. */
  readonly securePort?: number;
  /** Serve paths outside the resources; asked in order. */
  readonly pathHandlers?: readonly PathHandler[];
  /** Prints objects as rows; absent: by the columns of the definitions. */
  readonly printTable?: TablePrinter;
  /** Asked in order; absent: the identity that the transport knows, else anonymous. */
  readonly authenticators?: readonly Authenticator[];
  /** Asked in order; absent: `AlwaysAllow`. */
  readonly authorizationModes?: readonly AuthorizationMode[];
  /** Run after the built-in plugins, in order. */
  readonly admissionPlugins?: readonly AdmissionPlugin[];
  /** Changes of one resource that a watch can go back, at least; absent: 10,000. */
  readonly watchHistory?: number;
  /** How long a read waits for a revision not yet seen; absent: 3 s. */
  readonly freshnessTimeoutMs?: number;
  /** Where everything lies in the store; absent: `/registry`. */
  readonly storePrefix?: string;
  /** Which values are encrypted in the store, and how; absent: none. */
  readonly valueTransformers?: ValueTransformers;
  /** False where answers to progress requests may overtake events, see `StoreFeedOptions`; absent: true. */
  readonly orderedProgress?: boolean;
  /** How often to make sure that the watch of the store is alive; absent: never. */
  readonly watchProbeMs?: number;
  /** How often the store's history is forgotten, up to what was the newest one period before; 0: never. Absent: 5 min. */
  readonly compactionPeriodMs?: number;
  /** Time between two bookmarks of one watch; absent: 60 s. */
  readonly bookmarkPeriodMs?: number;
}

export interface ApiServer {
  /** Answers one request. Never rejects. Requests before `start` has resolved see an empty store. */
  readonly handle: HandleApiRequest;
  /** Every resource that is served, the built-in ones in a fixed order. */
  readonly resources: readonly ResourceDefinition[];
  /** Loads the state from the store, follows it, and makes what every cluster has. */
  start(): Promise<void>;
  /** Ends all watches and lets go of the store, whose connection belongs to the caller. */
  stop(): Promise<void>;
}

/** One API server on a store. Any number may share the store; none keeps anything that the store does not have. */
export function createApiServer(
  environment: Environment,
  store: EtcdConnection,
  options: ApiServerOptions = {},
): ApiServer {
  const root = `${options.storePrefix ?? '/registry'}/`;
  const feed = new StoreFeed(environment, store, {
    root,
    orderedProgress: options.orderedProgress ?? true,
    ...(options.watchProbeMs === undefined ? {} : { watchProbeMs: options.watchProbeMs }),
    historyLimit: options.watchHistory ?? 10_000,
    freshnessTimeoutMs: options.freshnessTimeoutMs ?? 3000,
  });
  const registry = new Registry(store, feed, options.valueTransformers ?? plainValues);
  const ranges = serviceRanges(environment, { connection: store, root }, options);
  const compactor = new Compactor(environment, store, options.compactionPeriodMs ?? 300_000);
  for (const definition of builtInResources) {
    const hooks = definition.plural === 'services' ? serviceHooks(ranges) : undefined;
    registry.add({ ...definition, columns: columnsOf(definition.group, definition.kind) }, hooks);
  }
  const modes = options.authorizationModes ?? ['AlwaysAllow'];
  const authorization = createAuthorization(registry, modes);
  const server: ServerParts = {
    environment,
    feed,
    registry,
    authorization,
    admission: new AdmissionChain([...admissionPlugins(registry, options), authorization.escalationCheck]),
    printTable: options.printTable ?? printTable,
    bookmarkPeriodMs: options.bookmarkPeriodMs ?? 60_000,
  };
  const router = new Router({
    server,
    authenticators: options.authenticators ?? [transportAuthenticator],
    authorizer: authorization.authorizer,
    pathHandlers: options.pathHandlers ?? [],
  });
  return {
    handle: (request) => router.handle(request),
    get resources() {
      return registry.definitions();
    },
    start: async () => {
      await feed.start();
      await createFreshObjects((request) => router.handle(request), {
        kubernetesAddress: ranges.addresses.first,
        securePort: options.securePort ?? 6443,
      });
      if (modes.includes('RBAC')) await createBootstrapPolicy((request) => router.handle(request));
      compactor.start();
    },
    stop: async () => {
      compactor.stop();
      feed.stop();
    },
  };
}

/** In upstream's order, as far as they are built in. */
function admissionPlugins(registry: Registry, options: ApiServerOptions): readonly AdmissionPlugin[] {
  return [
    namespaceLifecycle(() => storeOf(registry, { group: '', plural: 'namespaces' })),
    taintNodesByCondition,
    defaultTolerationSeconds,
    priority(() => storeOf(registry, { group: 'scheduling.k8s.io', plural: 'priorityclasses' })),
    ...(options.admissionPlugins ?? []),
  ];
}

function storeOf(registry: Registry, of: { readonly group: string; readonly plural: string }): ObjectStore {
  const entry = registry.find(of.group, 'v1', of.plural);
  invariant(entry !== undefined, `${of.plural} are always served`);
  return entry.store;
}

function serviceRanges(
  environment: Environment,
  store: { readonly connection: EtcdConnection; readonly root: string },
  options: ApiServerOptions,
): ServiceRanges {
  const addresses = parseAddressRange(options.serviceClusterIpRange ?? '10.96.0.0/12');
  invariant(addresses !== undefined, 'serviceClusterIpRange is an IPv4 CIDR of /8 to /29');
  const ports = parsePortRange(options.serviceNodePortRange ?? '30000-32767');
  invariant(ports !== undefined, 'serviceNodePortRange is FIRST-LAST');
  return {
    addresses,
    addressAllocator: new RangeAllocator(environment, store, addresses.allocation),
    ports,
    portAllocator: new RangeAllocator(environment, store, ports.allocation),
  };
}
