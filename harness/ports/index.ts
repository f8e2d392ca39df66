/** What authors of adapters need: `import type { CreateAdapter, KubeApi } from 'plimsoll/ports'`. */
export type {
  Adapter,
  AdapterManifest,
  AdapterOptions,
  CreateAdapter,
  Session,
  SessionRequest,
} from './adapter.ts';
export { portNames } from './ports.ts';
export type {
  ApiStore,
  Clock,
  Connection,
  Containers,
  ControlPlane,
  EtcdCluster,
  EtcdFaults,
  EtcdMemberEntry,
  EtcdMemberStatus,
  HttpAnswer,
  HttpRequest,
  KubeApi,
  Machines,
  Names,
  NetworkConditions,
  PodNetwork,
  PortName,
  Ports,
  ServiceRules,
} from './ports.ts';
