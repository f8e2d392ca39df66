import type { EtcdConnection } from '../../schemas/types/etcd.ts';
import type { Environment } from '../sim/environment.ts';
import { AdmissionChain } from './admission/admission-chain.ts';
import { parameterAccess } from './admission/policies/parameter-access.ts';
import { createPlugins, type AdmissionOptions, storeOf } from './admission/plugin-catalogue.ts';
import { RangeRepair } from './allocators/range-repair.ts';
import { serviceHooks } from './allocators/service-hooks.ts';
import { createServiceRanges } from './allocators/service-ranges.ts';
import { createAuthentication, type AuthenticationOptions } from './authentication/authentication.ts';
import { createOpenIdMetadata } from './authentication/openid-metadata.ts';
import {
  createAuthorization,
  type AuthorizationMode,
  type AuthorizationOptions,
} from './authorization/authorization.ts';
import { impersonation } from './authorization/impersonation.ts';
import { plainValues, type ValueTransformers } from './encryption/value-transformers.ts';
import { FlowObjects } from './flowcontrol/flow-objects.ts';
import type { Credential } from './http/certificates.ts';
import { currentVersion, type KubernetesVersion } from './legacy-version.ts';
import type { HandleApiRequest } from './message.ts';
import { Operations, type OperationsOptions, type OperationsOutlets } from './operations/operations.ts';
import { timedPlugins } from './operations/timed-plugins.ts';
import { timedStore } from './operations/timed-store.ts';
import { systemPeer } from './own-objects/own-request.ts';
import { createServerObjects } from './own-objects/server-objects.ts';
import type { ServerParts, TablePrinter } from './pipeline/context.ts';
import type { RequestFilters } from './pipeline/request-filter.ts';
import { Router, type PathHandler } from './pipeline/router.ts';
import { removeEndpoints } from './registry/endpoints-removal.ts';
import { Registry } from './registry/registry.ts';
import type { KubeObject, ResourceDefinition } from './resource-definition.ts';
import { builtInResources } from './resources/catalogue.ts';
import { Compactor } from './registry/compactor.ts';
import { columnsOf } from './tables/columns.ts';
import { printTable } from './tables/table.ts';
import { StoreFeed } from './watch-cache/store-feed.ts';

export interface ApiServerOptions {
  /** A version whose removed features are offered too, see `legacy-version.ts`; absent: the one that is implemented. */
  readonly kubernetesVersion?: KubernetesVersion;
  /** Where cluster IPs come from, two ranges of different families with a comma between; absent: `10.96.0.0/12`. */
  readonly serviceClusterIpRange?: string;
  /** Where node ports come from, both ends included; absent: `30000-32767`. */
  readonly serviceNodePortRange?: string;
  /** How often what is taken is compared with what services hold; 0: at the start only. Absent: 3 min. */
  readonly rangeRepairPeriodMs?: number;
  /** Where the API is reached from inside the cluster, for the `kubernetes` service; absent: 6443. */
  readonly securePort?: number;
  /** Where this server is reached from inside the cluster; absent: it is not published. */
  readonly advertiseAddress?: string;
  /** The name of the host that it runs on; absent: `localhost`. Servers on one store need different ones to know of each other. */
  readonly hostname?: string;
  /** The authority by which the listener believes clients besides those of `authentication`, PEM; absent: none. */
  readonly listenerAuthority?: string;
  /** Serve paths outside the resources; asked in order. */
  readonly pathHandlers?: readonly PathHandler[];
  /** Prints objects as rows; absent: by the columns of the definitions. */
  readonly printTable?: TablePrinter;
  /** Who is believed; absent: client certificates of the listener's authority, issued tokens, else anonymous. */
  readonly authentication?: AuthenticationOptions;
  /** What the listener shows; absent: a certificate of an authority of its own. */
  readonly serving?: Credential;
  /** Asked in order; absent: `AlwaysAllow`. */
  readonly authorizationModes?: readonly AuthorizationMode[];
  /** What those modes are told. */
  readonly authorization?: AuthorizationOptions;
  /** Which admission plugins run, and what they are told; absent: those that run by default. */
  readonly admission?: AdmissionOptions;
  /** Resources to serve that not every server serves; absent: none. */
  readonly optionalResources?: readonly ResourceDefinition[];
  /** Audit, limits, time-outs. */
  readonly operations?: OperationsOptions;
  /** Where the server tells what it does; absent: nowhere. */
  readonly outlets?: OperationsOutlets;
  /** What stands in the way of every request, before and after it is known who asks. */
  readonly filters?: RequestFilters;
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

/** `ending`: it is about to end, and says that it is not ready; what comes is served still. */
export type ServerPhase = 'starting' | 'serving' | 'ending';

export interface ApiServer {
  /** Answers one request. Never rejects. Requests before `start` has resolved see an empty store. */
  readonly handle: HandleApiRequest;
  /** Every resource that is served, the built-in ones in a fixed order. */
  readonly resources: readonly ResourceDefinition[];
  readonly phase: ServerPhase;
  /** Loads the state from the store, follows it, and makes what every cluster has. */
  start(): Promise<void>;
  /** Says from now on that it is not ready, and goes on serving. */
  announceEnd(): void;
  /** New requests are refused from now on, and watches end. Resolves when what is under way is answered. */
  close(): Promise<void>;
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
  const connectionFor = (type: string): EtcdConnection =>
    timedStore(environment, store, (operation, seconds) => {
      operations.metrics.stored({ operation, type }, seconds);
    });
  const registry = new Registry(connectionFor, feed, options.valueTransformers ?? plainValues);
  const ranges = createServiceRanges(
    environment,
    { connection: store, root },
    { addresses: options.serviceClusterIpRange, ports: options.serviceNodePortRange },
  );
  const compactor = new Compactor(environment, store, options.compactionPeriodMs ?? 300_000);
  for (const definition of [...builtInResources, ...(options.optionalResources ?? [])]) {
    const hooks =
      definition.plural === 'services' && definition.group === ''
        ? serviceHooks(ranges, (namespace, name) =>
            removeEndpoints({ environment, registry }, namespace, name),
          )
        : undefined;
    registry.add({ ...definition, columns: columnsOf(definition.group, definition.kind) }, hooks);
  }
  const repair = new RangeRepair(environment, {
    ranges,
    services: () => allServices(registry, feed),
    periodMs: options.rangeRepairPeriodMs ?? 180_000,
  });
  const modes = options.authorizationModes ?? ['AlwaysAllow'];
  const authorization = createAuthorization({ environment, registry }, modes, options.authorization);
  let phase: ServerPhase = 'starting';
  const operations = new Operations(environment, registry, {
    options: options.operations ?? {},
    outlets: options.outlets ?? {},
  });
  const server: ServerParts = {
    environment,
    feed,
    registry,
    authentication: createAuthentication({ environment, registry }, options.authentication ?? {}),
    authorization,
    admission: new AdmissionChain([
      ...timedPlugins(
        environment,
        createPlugins(
          {
            environment,
            registry,
            authorizer: authorization.authorizer,
            kubernetesVersion: options.kubernetesVersion ?? currentVersion,
            ask: (request) => router.handle({ ...request, peer: systemPeer }),
            isStarted: () => phase !== 'starting',
          },
          options.admission ?? {},
        ),
        (labels) => operations.metrics.admissionTiming(labels),
      ),
      authorization.escalationCheck,
      parameterAccess({
        registry,
        authorizer: authorization.authorizer,
        policies: () => storeOf(registry, 'admissionregistration.k8s.io', 'validatingadmissionpolicies'),
      }),
    ]),
    printTable: options.printTable ?? printTable,
    bookmarkPeriodMs: options.bookmarkPeriodMs ?? 60_000,
    minRequestTimeoutMs: options.operations?.minRequestTimeoutMs ?? 1_800_000,
  };
  const { beforeAuthentication = [], beforeAuthorization = [] } = options.filters ?? {};
  const router = new Router({
    server,
    authorizer: authorization.authorizer,
    pathHandlers: [
      operations.metricsHandler,
      ...(operations.flow === undefined ? [] : [operations.flow.dump]),
      openIdMetadata(server, options),
      ...(options.pathHandlers ?? []),
    ],
    filters: {
      beforeAuthentication: [operations.around, ...beforeAuthentication],
      // Whoever asks as somebody else does so after the audit and before the limit.
      beforeAuthorization: [
        operations.audited,
        ...beforeAuthorization,
        impersonation(authorization.authorizer),
        operations.limited,
      ],
    },
  });
  const own = createServerObjects(
    environment,
    { store, registry, handle: (request) => router.handle(request) },
    {
      root,
      kubernetesAddress: ranges.pools[0].range.first,
      securePort: options.securePort ?? 6443,
      advertiseAddress: options.advertiseAddress,
      hostname: options.hostname ?? 'localhost',
      hasRoles: modes.includes('RBAC'),
      authentication: options.authentication ?? {},
      listenerAuthority: options.listenerAuthority,
    },
  );
  const flowObjects = new FlowObjects({
    ...{ environment, registry, handle: (request) => router.handle(request) },
    tellsDangling: operations.flow !== undefined,
  });
  return {
    handle: (request) => router.handle(request),
    get resources() {
      return registry.definitions();
    },
    get phase() {
      return phase;
    },
    start: async () => {
      server.authentication.start();
      authorization.start((result) => {
        operations.metrics.reloadedAuthorizers(result);
      });
      await feed.start();
      await repair.start();
      await own.start();
      await flowObjects.start();
      operations.start();
      compactor.start();
      phase = 'serving';
    },
    announceEnd: () => {
      phase = 'ending';
    },
    close: () => {
      phase = 'ending';
      feed.endWatchers();
      return operations.close();
    },
    stop: async () => {
      server.authentication.stop();
      authorization.stop();
      operations.stop();
      flowObjects.stop();
      await own.stop();
      compactor.stop();
      repair.stop();
      feed.stop();
    },
  };
}

/** Every service as it is now; undefined where the caches do not keep up. */
async function allServices(registry: Registry, feed: StoreFeed): Promise<readonly KubeObject[] | undefined> {
  const { cache } = registry.find('', 'v1', 'services')?.store ?? {};
  if (cache === undefined || !(await feed.reachNewest())) return undefined;
  return [...cache.objects.range(cache.prefix)].map((stored) => stored.object);
}

function openIdMetadata({ authentication }: ServerParts, options: ApiServerOptions): PathHandler {
  const { advertiseAddress = '127.0.0.1', securePort = 6443 } = options;
  return createOpenIdMetadata(authentication.tokenIssuer, `${advertiseAddress}:${securePort}`);
}
