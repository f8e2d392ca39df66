import type { EtcdConnection, EtcdKeyValue } from '../../schemas/types/etcd.ts';

/**
 * What an adapter may offer. Each port is one capability, in a standard protocol wherever one exists; an adapter gives
 * those that it has. All times are milliseconds.
 */
export interface Ports {
  readonly kubeApi?: KubeApi;
  /** A second API server on the store of the first, which knows nothing of it. */
  readonly otherKubeApi?: KubeApi;
  /** A proxy in front of the API server, on loopback, that asks with the credentials of `admin` for whoever calls. */
  readonly proxyKubeApi?: KubeApi;
  /** The port without TLS and credentials that servers had before 1.20: nobody is asked who he is. */
  readonly plainKubeApi?: KubeApi;
  readonly secureEndpoint?: SecureEndpoint;
  readonly serverProcess?: ServerProcess;
  readonly etcdCluster?: EtcdCluster;
  readonly etcdFaults?: EtcdFaults;
  readonly apiStore?: ApiStore;
  readonly auditLog?: AuditLog;
  readonly clock?: Clock;
  readonly controlPlane?: ControlPlane;
  readonly machines?: Machines;
  readonly containers?: Containers;
  readonly podNetwork?: PodNetwork;
  readonly serviceRules?: ServiceRules;
  readonly names?: Names;
}

export type PortName = keyof Ports;

export const portNames: readonly PortName[] = [
  'kubeApi',
  'otherKubeApi',
  'proxyKubeApi',
  'plainKubeApi',
  'secureEndpoint',
  'serverProcess',
  'etcdCluster',
  'etcdFaults',
  'apiStore',
  'auditLog',
  'clock',
  'controlPlane',
  'machines',
  'containers',
  'podNetwork',
  'serviceRules',
  'names',
];

/** Plain Kubernetes HTTP, spoken as a named user. */
export interface KubeApi {
  /**
   * Sends one request and resolves when the answer's status and headers are there; the body follows as a stream.
   * Rejects only where no HTTP answer came at all (server gone, connection cut): a refusal is an answer.
   * The caller reads the body to its end or calls `close()`.
   */
  send(request: HttpRequest): Promise<HttpAnswer>;
}

export interface HttpRequest {
  /** User name; the adapter maps it to a credential or to impersonation. Every user may do everything unless the session asked for authorization. */
  readonly user: string;
  readonly method: string;
  /** Absolute path with query, already percent-encoded. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Shown in place of the user's own credentials. Asked only of adapters with the feature `client-certificates`. */
  readonly certificate?: ClientCertificate;
}

export interface ClientCertificate {
  readonly commonName: string;
  readonly organizations: readonly string[];
  /** `front proxy`: by the authority that the server is told to believe in what proxies say of their users. */
  readonly signedBy: 'cluster' | 'front proxy' | 'stranger';
  /** True: it was valid until yesterday. */
  readonly isExpired?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Chunks as they arrive; ends when the server ends the answer; throws where the connection breaks. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives up the rest of the body; harmless after its end. */
  close(): void;
}

/** Where the API server of the session speaks TLS, for who opens connections of his own. */
export interface SecureEndpoint {
  address(): Promise<SecureAddress>;
}

export interface SecureAddress {
  readonly host: string;
  readonly port: number;
  /** The certificates by which clients are told to know the server, PEM. */
  readonly authority: string;
}

/** The API server as an operator has it: something that is started and ended. A session begins with one that runs. */
export interface ServerProcess {
  /**
   * Tries to start a further server with these options, as `SessionRequest.serverFlags`, and ends it again where it starts.
   */
  tryToStart(flags: Readonly<Record<string, string>>): Promise<StartAttempt>;
  /** Tells the session's server to end in an orderly way, as SIGTERM does. Resolves when it is told, not when it has ended. */
  tellToEnd(): Promise<void>;
  /** Whether the session's server has ended after it was told to. */
  hasEnded(): Promise<boolean>;
  /** Starts the session's server again, once it has ended, on its store and at its address. Resolves when it is ready. */
  startAgain(): Promise<void>;
  /** Writes anew the file that an option of the session's server names, for the rest of the session. */
  changeFile(option: string, content: string): Promise<void>;
}

export interface StartAttempt {
  readonly started: boolean;
  /** Everything that the server has said, wherever it says such things, until it ended or was ready. */
  readonly said: string;
}

/** N members speaking the etcd v3 API. Members are numbered from 1, in the order in which they joined; no number is used twice. */
export interface EtcdCluster {
  /** Members at the start. */
  readonly size: number;
  /**
   * A connection to one member, and to it alone: requests fail while it is down, and none goes to another member instead.
   * Resolves although the member is down. The caller closes it.
   */
  connect(member: number): Promise<EtcdConnection>;
}

/**
 * What can happen to the members of an `EtcdCluster`. A session begins with all members running and all links whole, and
 * leaves no trace: what was broken or changed is mended or thrown away at its end.
 */
export interface EtcdFaults {
  /** What the member says of itself. Rejects with `code: 'UNAVAILABLE'` where it does not answer. */
  status(member: number): Promise<EtcdMemberStatus>;
  /** Ends the process at once, as `kill -9`; what it had not made durable is lost. Resolves when it is gone. */
  kill(member: number): Promise<void>;
  /** Starts a killed member on the data that it left. Resolves when its process runs, which is not yet when it can answer. */
  restart(member: number): Promise<void>;
  /** Stops the process without ending it, as SIGSTOP: its time stands still, its connections stay open. */
  pause(member: number): Promise<void>;
  resume(member: number): Promise<void>;
  /**
   * Only members of one group reach each other; a member that no group names reaches nobody. Clients reach all of them.
   * Takes the place of the partition before.
   */
  partition(groups: readonly (readonly number[])[]): Promise<void>;
  /** Nothing that `from` sends reaches `to`; what `to` sends still reaches `from`. Comes on top of the others. */
  cut(from: number, to: number): Promise<void>;
  /** Makes all links whole. */
  heal(): Promise<void>;
  /** What the network between the members does from now on. Absent: the adapter cannot. */
  disturb?(network: NetworkConditions): Promise<void>;
  /**
   * Loses, on top of a kill, what the disk of the member was never told to make durable. Absent: the adapter cannot cut the power.
   */
  powerOff?(member: number): Promise<void>;
  /** The members as `through` knows them, in the order in which they joined. */
  members(through: number): Promise<readonly EtcdMemberEntry[]>;
  /** Adds a member and starts it; resolves with its number when the change is committed. Rejects where it is refused. */
  addMember(options: { readonly through: number; readonly learner: boolean }): Promise<number>;
  /** Resolves when the change is committed; the member's process may end by itself. */
  removeMember(options: { readonly through: number; readonly member: number }): Promise<void>;
  /** Makes a learner a voter. */
  promoteMember(options: { readonly through: number; readonly member: number }): Promise<void>;
  /** Asks the leader, which is `from`, to hand over to `to`. */
  moveLeader(options: { readonly from: number; readonly to: number }): Promise<void>;
  /**
   * Starts a further process, with the initial cluster's addresses and an identity that the cluster does not know, and lets it
   * try to take part. Resolves with its number; `kill` ends it.
   */
  startStranger(): Promise<number>;
}

export interface EtcdMemberStatus {
  readonly memberId: string;
  /** The member id of the leader as this member knows it; `'0'`: it knows none. */
  readonly leader: string;
  readonly raftTerm: number;
  readonly raftIndex: number;
  readonly raftAppliedIndex: number;
  readonly revision: number;
  readonly isLearner: boolean;
}

export interface EtcdMemberEntry {
  readonly number: number;
  readonly memberId: string;
  readonly isLearner: boolean;
}

/** Probabilities are per message, from 0 to 1. */
export interface NetworkConditions {
  readonly loss: number;
  readonly duplication: number;
  /** Each message takes a time between these; messages overtake each other. */
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
}

/** The store behind the API server, past the API server. Keys and values are as the API server writes them. */
export interface ApiStore {
  /** Every key with this prefix, in key order, as one snapshot. */
  list(prefix: string): Promise<readonly EtcdKeyValue[]>;
  /** The store's newest revision. */
  revision(): Promise<number>;
  /** Drops history up to the newest revision, as the periodic compaction of an API server does. */
  compact(): Promise<void>;
  /** Writes a value behind the API server's back; it is whatever lies there that the API server finds. */
  put(key: string, value: Uint8Array): Promise<void>;
  /** Takes a key away behind the API server's back; nothing happens where there is none. */
  remove(key: string): Promise<void>;
}

/** What the API server has written into its audit log; empty where it was started without `audit-policy-file`. */
export interface AuditLog {
  /** `audit.k8s.io/v1` Events as parsed JSON, in the order in which they were written. Others' may stand between. */
  events(): Promise<readonly unknown[]>;
}

/** The time that the implementation lives in. */
export interface Clock {
  /** `virtual`: `advance` costs nothing; `real`: it waits. */
  readonly kind: 'virtual' | 'real';
  now(): Promise<number>;
  advance(durationMs: number): Promise<void>;
  /** Lets everything that is under way come to rest without advancing a virtual clock; a real clock waits a short while. */
  settle(): Promise<void>;
}

/** Components as processes that can fail, and who is connected to whom. */
export interface ControlPlane {
  connections(): Promise<readonly Connection[]>;
}

export interface Connection {
  /** The component that opened the connection, as users know it: `apiserver`, `garbage-collector`. */
  readonly from: string;
  readonly to: string;
  readonly protocol: 'http' | 'etcd';
}

/** Nodes that join, leave and fail. Not offered by any adapter yet. */
export interface Machines {
  add(name: string): Promise<void>;
  remove(name: string): Promise<void>;
  powerOff(name: string): Promise<void>;
  reconnect(name: string): Promise<void>;
}

/** What runs on a node. Not offered by any adapter yet. */
export interface Containers {
  list(
    node: string,
  ): Promise<readonly { readonly pod: string; readonly name: string; readonly image: string }[]>;
  exit(pod: string, container: string, code: number): Promise<void>;
}

/** Connections from pods, nodes and outside. Not offered by any adapter yet. */
export interface PodNetwork {
  connect(from: string, address: string): Promise<{ readonly reached: string; readonly sourceSeen: string }>;
}

/** The rules of a node. Not offered by any adapter yet. */
export interface ServiceRules {
  iptablesSave(node: string): Promise<string>;
}

/** DNS as a pod sees it. Not offered by any adapter yet. */
export interface Names {
  resolve(from: string, name: string, type: 'A' | 'AAAA' | 'SRV'): Promise<readonly string[]>;
}
