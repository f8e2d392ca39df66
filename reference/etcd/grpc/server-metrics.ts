import type { EtcdMember } from '../member.ts';
import type { CallCounters, MethodCount } from './call-counters.ts';
import type { GrpcCode } from './grpc-status.ts';
import { single } from './metric.ts';
import type { Metric, Sample } from './metric.ts';

export interface ServerMetricsOptions {
  readonly member: EtcdMember;
  readonly counters: CallCounters;
  readonly version: string;
  readonly startedAtSeconds: number;
}

/** What a server knows of itself and of its member, under the names that dashboards for etcd look for. */
export function serverMetrics(options: ServerMetricsOptions): readonly Metric[] {
  const { counters, startedAtSeconds } = options;
  return [
    ...memberMetrics(options),
    ...callMetrics(counters.methods),
    ...keyValueMetrics(counters.methods),
    single(
      'etcd_network_client_grpc_received_bytes_total',
      'counter',
      'The total number of bytes received from grpc clients.',
      counters.receivedBytes,
    ),
    single(
      'etcd_network_client_grpc_sent_bytes_total',
      'counter',
      'The total number of bytes sent to grpc clients.',
      counters.sentBytes,
    ),
    ...processMetrics(startedAtSeconds),
  ];
}

function memberMetrics({ member, version }: ServerMetricsOptions): readonly Metric[] {
  const status = member.status();
  const gauge = (name: string, help: string, value: number | boolean): Metric =>
    single(name, 'gauge', help, Number(value));
  const labelled = (name: string, help: string, labels: Readonly<Record<string, string>>): Metric => ({
    name,
    help,
    type: 'gauge',
    samples: [{ labels, value: 1 }],
  });
  return [
    gauge('etcd_server_has_leader', 'Whether the member knows a leader: 1, or 0.', status.leader !== '0'),
    gauge('etcd_server_is_leader', 'Whether the member leads.', status.leader === status.memberId),
    gauge('etcd_server_is_learner', 'Whether the member is a learner.', status.isLearner),
    gauge(
      'etcd_server_proposals_committed_total',
      'The last entry of the log that is known to be committed.',
      status.raftIndex,
    ),
    gauge(
      'etcd_server_proposals_applied_total',
      'The last entry of the log that is applied.',
      status.raftAppliedIndex,
    ),
    gauge('etcd_mvcc_db_total_size_in_bytes', 'Bytes stored, history included.', status.storedBytes),
    gauge(
      'etcd_mvcc_db_total_size_in_use_in_bytes',
      'Bytes of the newest versions.',
      status.storedBytesInUse,
    ),
    gauge('etcd_debugging_mvcc_current_revision', 'The newest revision of the store.', status.revision),
    labelled('etcd_server_id', 'The id of the member, in hexadecimal digits.', {
      server_id: BigInt(status.memberId).toString(16),
    }),
    labelled('etcd_server_version', 'The version that is running.', { server_version: version }),
    labelled('etcd_cluster_version', 'The version that the cluster agreed on.', {
      cluster_version: version.split('.').slice(0, 2).join('.'),
    }),
  ];
}

function callMetrics(methods: readonly MethodCount[]): readonly Metric[] {
  const family = (name: string, help: string, value: (count: MethodCount) => number): Metric => ({
    name,
    help,
    type: 'counter',
    samples: methods.map((count) => ({ labels: labelsOf(count), value: value(count) })),
  });
  return [
    family('grpc_server_started_total', 'Calls begun.', (count) => count.started),
    family('grpc_server_msg_received_total', 'Messages received.', (count) => count.messagesReceived),
    family('grpc_server_msg_sent_total', 'Messages sent.', (count) => count.messagesSent),
    {
      name: 'grpc_server_handled_total',
      help: 'Calls that have ended, by their status.',
      type: 'counter',
      samples: methods.flatMap(handledSamples),
    },
  ];
}

/** Success is there from the start, so that a rate of failures has something to be compared with. */
function handledSamples(count: MethodCount): readonly Sample[] {
  const codes = new Map<GrpcCode, number>([['OK', 0], ...count.handled]);
  return [...codes].map(([code, value]) => ({
    labels: { grpc_code: codeLabel(code), ...labelsOf(count) },
    value,
  }));
}

function labelsOf({ service, method, type }: MethodCount): Readonly<Record<string, string>> {
  return { grpc_method: method, grpc_service: service, grpc_type: type };
}

/** `NOT_FOUND` is `NotFound` to dashboards, and `CANCELLED` has one l. */
function codeLabel(code: GrpcCode): string {
  if (code === 'OK') return 'OK';
  if (code === 'CANCELLED') return 'Canceled';
  return code
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** Calls of this member's clients that were carried out. */
function keyValueMetrics(methods: readonly MethodCount[]): readonly Metric[] {
  const carriedOut = (method: string): number =>
    methods
      .find((count) => count.service === 'etcdserverpb.KV' && count.method === method)
      ?.handled.get('OK') ?? 0;
  const family = (name: string, method: string): Metric =>
    single(
      `etcd_mvcc_${name}_total`,
      'counter',
      `Calls of ${method} that this member carried out.`,
      carriedOut(method),
    );
  return [
    family('range', 'Range'),
    family('put', 'Put'),
    family('delete', 'DeleteRange'),
    family('txn', 'Txn'),
  ];
}

function processMetrics(startedAtSeconds: number): readonly Metric[] {
  const { user, system } = process.cpuUsage();
  return [
    single(
      'process_cpu_seconds_total',
      'counter',
      'Seconds of processor time, in user and system mode.',
      (user + system) / 1e6,
    ),
    single('process_resident_memory_bytes', 'gauge', 'Resident memory in bytes.', process.memoryUsage.rss()),
    single(
      'process_start_time_seconds',
      'gauge',
      'When the process started, in seconds since the Unix epoch.',
      startedAtSeconds,
    ),
  ];
}
