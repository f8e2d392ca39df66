import type { EtcdConnection, EtcdKeyValue } from '../../schemas/types/etcd.ts';

/**
 * What an adapter may offer. Each port is one capability, in a standard protocol wherever one exists; an adapter gives
 * those that it has. All times are milliseconds.
 */
export interface Ports {
  readonly kubeApi?: KubeApi;
  readonly etcdCluster?: EtcdCluster;
  readonly apiStore?: ApiStore;
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
  'etcdCluster',
  'apiStore',
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
  /** User name; the adapter maps it to a credential or to impersonation. Every user may do everything unless a scenario says otherwise. */
  readonly user: string;
  readonly method: string;
  /** Absolute path with query, already percent-encoded. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
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

/** N members speaking the etcd v3 API. Members are numbered from 1. */
export interface EtcdCluster {
  readonly size: number;
  /** A connection to one member; the caller closes it. */
  connect(member: number): Promise<EtcdConnection>;
  kill(member: number): Promise<void>;
  restart(member: number): Promise<void>;
}

/** A look at the store behind the API server, read only. */
export interface ApiStore {
  /** Every key with this prefix, in key order, as one snapshot. */
  list(prefix: string): Promise<readonly EtcdKeyValue[]>;
  /** The store's newest revision. */
  revision(): Promise<number>;
  /** Drops history up to the newest revision, as the periodic compaction of an API server does. */
  compact(): Promise<void>;
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
