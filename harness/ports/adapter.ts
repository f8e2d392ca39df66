import type { Ports, PortName } from './ports.ts';

/**
 * An adapter is a module that exports `createAdapter`. The harness loads it by name or path, asks it for one session
 * per scenario, and knows nothing else of the implementation behind it.
 */
export type CreateAdapter = (options: AdapterOptions) => Promise<Adapter>;

/** What followed the adapter's name on the command line: `kubeconfig?path=/tmp/config&context=dev`. Values are text. */
export type AdapterOptions = Readonly<Record<string, string>>;

export interface Adapter {
  readonly manifest: AdapterManifest;
  /** Opens the ports for one scenario or one run of a property. Sessions may be open side by side unless `exclusive`. */
  open(request: SessionRequest): Promise<Session>;
  /** Ends everything that the adapter started. Safe to call twice. */
  close(): Promise<void>;
}

/** A feature of a shared cluster that nobody else uses just now: what would disturb others may be done there. */
export const exclusiveUse: string = 'exclusive-use';

/** A feature of a cluster that keeps its Secrets encrypted in its store, in the sessions that ask for it or in all. */
export const encryptionAtRest: string = 'encryption-at-rest';

/** A feature of a cluster in which roles and bindings say who may do what, in the sessions that ask for it. */
export const roleBased: string = 'rbac';

/** A feature of an adapter that starts API servers with the options that a session asks for. */
export const configurableServers: string = 'server-flags';

/** A feature of an adapter that can show client certificates signed by the authorities that its servers believe. */
export const clientCertificates: string = 'client-certificates';

/** A feature of a cluster whose controllers give every namespace a service account `default`, without which no Pod is admitted. */
export const defaultAccounts: string = 'default-accounts';

/** What an implementation says of itself; checked against `schemas/plimsoll/adapter-manifest.json`. */
export interface AdapterManifest {
  readonly name: string;
  readonly implementation: { readonly name: string; readonly version: string };
  /** The Kubernetes minor version that it implements, `1.32`; absent for a bare store. */
  readonly kubernetes?: string;
  /** Further versions that a session may ask for, the newest first; absent: none. */
  readonly otherVersions?: readonly string[];
  readonly ports: readonly PortName[];
  /** True where all sessions see one shared cluster: scenarios that need their own are not applicable there. */
  readonly shared: boolean;
  /** Optional features that requirements may ask for, by name. */
  readonly features: readonly string[];
}

export interface SessionRequest {
  /** For the report and for names; not an identity. */
  readonly name: string;
  readonly seed: number;
  /** The scenario changes what others would see (compaction, restarts): nothing else may run beside it. */
  readonly exclusive: boolean;
  /** The version of Kubernetes that the scenario is about, one of the manifest's; absent: its first. */
  readonly kubernetes?: string;
  /** The members that the scenario's store needs; absent: one. */
  readonly storeMembers?: number;
  /** The scenario needs a cluster that encrypts its Secrets; asked only of adapters with the feature. Absent: either will do. */
  readonly encrypted?: boolean;
  /**
   * `RBAC`: roles and bindings say who may do what, and nobody but `admin` has any rights that the cluster does not give to
   * everybody; asked only of adapters with the feature. Absent: every user may do everything.
   */
  readonly authorization?: 'RBAC';
  /** The scenario shows client certificates; asked only of adapters with the feature. Absent: it shows none. */
  readonly certificates?: boolean;
  /**
   * Options that the API server is started with, by the names that kube-apiserver gives them, files by their content:
   * `{ 'enable-admission-plugins': 'AlwaysPullImages' }`. An empty value: the option is not given, although the adapter would by
   * itself. Asked only of adapters with the feature `server-flags`. With `authorization-mode` nobody but `admin` has any rights
   * beside those that this gives. Absent: as the cluster is.
   */
  readonly serverFlags?: Readonly<Record<string, string>>;
  /** Options of the proxy, by the names that `kubectl proxy` gives them; asked only of adapters with the port. Absent: its defaults. */
  readonly proxyFlags?: Readonly<Record<string, string>>;
}

export interface Session {
  readonly ports: Ports;
  close(): Promise<void>;
}

/** True where a scenario that changes what others see must not run. */
export function isSharedWithOthers({
  shared,
  features,
}: Pick<AdapterManifest, 'shared' | 'features'>): boolean {
  return shared && !features.includes(exclusiveUse);
}
