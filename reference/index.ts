export { startCluster, type AuditEvent, type Cluster } from './cluster/start-cluster.ts';
export type { ClusterOptions, ControllerName } from './cluster/cluster-options.ts';
export { StartError } from './cluster/start-error.ts';
export { KubeClient } from './client/kube-client.ts';
export { KubeError } from './client/kube-error.ts';
