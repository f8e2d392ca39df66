import { createHostEnvironment } from '../../sim/host-environment.ts';
import type { EtcdMember } from '../member.ts';
import type { EtcdResponseHeader } from '../../../schemas/types/etcd.ts';
import { admit } from './admission.ts';
import { authenticationService } from './authentication-service.ts';
import { CallCounters } from './call-counters.ts';
import { clusterService } from './cluster-service.ts';
import { electionService } from './election-service.ts';
import { GrpcServer } from './grpc-server.ts';
import { keyValueService } from './key-value-service.ts';
import { LeaderWatch } from './leader-watch.ts';
import { leaseService } from './lease-service.ts';
import { listen } from './listener.ts';
import type { EtcdTls, Listener } from './listener.ts';
import { lockService } from './lock-service.ts';
import { maintenanceService } from './maintenance-service.ts';
import { throughClient } from './method.ts';
import type { Services } from './method.ts';
import type { Metric } from './metric.ts';
import { serverMetrics } from './server-metrics.ts';
import { statusPages } from './status-pages.ts';
import { watchService } from './watch-stream.ts';

export interface ListenAddress {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

export interface EtcdServerOptions {
  /** Absent: 127.0.0.1. */
  readonly host?: string;
  /** Absent or 0: any free port. */
  readonly port?: number;
  /** Further addresses for clients. */
  readonly alsoListenAt?: readonly ListenAddress[];
  /** Absent: plain text. */
  readonly tls?: EtcdTls;
  /**
   * The version that `endpoint status` shows. Absent: 3.5.13, the oldest whose answers to requests for progress may be trusted:
   * API servers ask for the version to find that out.
   */
  readonly version?: string;
  /** What the member takes as one request; messages may be half a MiB larger. Absent: 1.5 MiB. */
  readonly maxRequestBytes?: number;
  /** Plain HTTP with nothing but `/health`, `/metrics` and `/version`, which the port for clients serves too. */
  readonly listenMetricsAt?: readonly ListenAddress[];
  /** Three times this without a leader, and streams that require one are ended. Absent: a second. */
  readonly electionTimeoutMs?: number;
  /** What `/metrics` tells beside what the server knows: of the disk, of the peers. */
  metrics?(): readonly Metric[];
}

export interface EtcdServer {
  readonly port: number;
  readonly url: string;
  /** Of the plain listeners, in the order of the options. */
  readonly metricsUrls: readonly string[];
  /** Ends all streams and stops listening. */
  close(): Promise<void>;
}

/** What a message may carry beside the request itself. */
const messageOverheadBytes = 512 * 1024;
const defaultMaxRequestBytes = 1.5 * 1024 * 1024;

/**
 * Serves a member over etcd's v3 protocol: KV, Watch, Lease, Cluster, Maintenance, Lock and Election over gRPC, and
 * `/health`, `/metrics` and `/version` over HTTP on the same port. Authentication is not there. Rejects where it cannot
 * listen. The member goes on when the server is closed.
 */
export async function serveEtcd(member: EtcdMember, options: EtcdServerOptions = {}): Promise<EtcdServer> {
  const {
    host = '127.0.0.1',
    port = 0,
    tls,
    version = '3.5.13',
    alsoListenAt = [],
    listenMetricsAt = [],
  } = options;
  const environment = createHostEnvironment();
  const client = member.connect();
  const counters = new CallCounters();
  const leaderWatch = new LeaderWatch({
    timers: environment.timers,
    status: () => member.status(),
    electionTimeoutMs: options.electionTimeoutMs ?? 1000,
  });
  const maxMessageBytes = (options.maxRequestBytes ?? defaultMaxRequestBytes) + messageOverheadBytes;
  const grpc = new GrpcServer({
    services: servicesOf(member, { client, version, maxMessageBytes }),
    maxMessageBytes,
    counters,
    admit: (stream, request) => {
      admit(member, { stream, request }, leaderWatch.isLearner);
    },
    leaderStreams: leaderWatch.streams,
  });
  const startedAtSeconds = environment.clock.now() / 1000;
  const answerPage = statusPages({
    member,
    client,
    timers: environment.timers,
    version,
    metrics: () => [
      ...serverMetrics({ member, counters, version, startedAtSeconds }),
      ...(options.metrics?.() ?? []),
    ],
  });
  const secure = tls === undefined ? {} : { tls };
  const opened: Listener[] = [];
  const close = async (): Promise<void> => {
    leaderWatch.stop();
    await client.close();
    await Promise.all(opened.map((listener) => listener.close()));
  };
  try {
    for (const address of [{ host, port }, ...alsoListenAt]) {
      opened.push(await listen({ ...address, ...secure, grpc, answerPage }));
    }
    for (const address of listenMetricsAt) opened.push(await listen({ ...address, answerPage }));
  } catch (error) {
    await close();
    throw error;
  }
  const ports = opened.map((listener) => listener.port);
  const pagePorts = ports.slice(1 + alsoListenAt.length);
  return {
    port: ports[0] ?? 0,
    url: urlOf(tls === undefined ? 'http' : 'https', host, ports[0] ?? 0),
    metricsUrls: pagePorts.map((bound, at) => urlOf('http', listenMetricsAt[at]?.host ?? host, bound)),
    close,
  };
}

function urlOf(scheme: string, host: string, port: number): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function servicesOf(
  member: EtcdMember,
  given: {
    readonly client: ReturnType<EtcdMember['connect']>;
    readonly version: string;
    readonly maxMessageBytes: number;
  },
): Services {
  const { client, version, maxMessageBytes } = given;
  const header = (): EtcdResponseHeader => {
    const { clusterId, memberId, revision, raftTerm } = member.status();
    return { clusterId, memberId, revision, raftTerm };
  };
  return {
    'etcdserverpb.KV': keyValueService(client),
    'etcdserverpb.Watch': watchService({ client, header, maxMessageBytes }),
    'etcdserverpb.Lease': leaseService(client, header),
    'etcdserverpb.Cluster': clusterService(member),
    'etcdserverpb.Maintenance': maintenanceService(member, version),
    'etcdserverpb.Auth': authenticationService(),
    'v3lockpb.Lock': throughClient(lockService(client)),
    'v3electionpb.Election': throughClient(electionService(client)),
  };
}
