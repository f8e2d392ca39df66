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

/** What an implementation says of itself; checked against `schemas/plimsoll/adapter-manifest.json`. */
export interface AdapterManifest {
  readonly name: string;
  readonly implementation: { readonly name: string; readonly version: string };
  /** The Kubernetes minor version that it implements, `1.32`; absent for a bare store. */
  readonly kubernetes?: string;
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
  /** The members that the scenario's store needs; absent: one. */
  readonly storeMembers?: number;
  /** The scenario needs a cluster that encrypts its Secrets; asked only of adapters with the feature. Absent: either will do. */
  readonly encrypted?: boolean;
  /**
   * `RBAC`: roles and bindings say who may do what, and nobody but `admin` has any rights that the cluster does not give to
   * everybody; asked only of adapters with the feature. Absent: every user may do everything.
   */
  readonly authorization?: 'RBAC';
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
