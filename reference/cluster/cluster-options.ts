import { isKubernetesVersion, type KubernetesVersion } from '../apiserver/legacy-version.ts';
import type { FlagValues } from './flags/given-flags.ts';

/** What `startCluster` takes. Everything may be left out. */
export interface ClusterOptions {
  /** Ready nodes that are there from the start, named `node-1` and on: objects only, nothing runs on them. Absent: 0. */
  readonly nodes?: number;
  /** `virtual` (absent): time stands still until `advance`, and one seed gives one history. `real`: the host's time. */
  readonly clock?: 'virtual' | 'real';
  /** The seed of a virtual cluster's chance; absent: 1. */
  readonly seed?: number;
  /** Listen for HTTPS from the start: true for any free port, or a port. Absent: no socket. */
  readonly listen?: boolean | number;
  /** Controllers to run; absent: all. */
  readonly controllers?: readonly ControllerName[];
  /** The text of an `EncryptionConfiguration`, as kube-apiserver takes it in a file; absent: nothing is encrypted. */
  readonly encryptionConfiguration?: string;
  /** `AlwaysAllow` (absent): everybody may do everything. `RBAC`: what roles and bindings say. */
  readonly authorization?: 'AlwaysAllow' | 'RBAC';
  /**
   * Options of the API server by the names that kube-apiserver gives them, files by their content:
   * `{ 'enable-admission-plugins': 'AlwaysPullImages' }`. `startCluster` rejects with a `StartError` where one cannot be used.
   */
  readonly apiServer?: FlagValues;
  /** A version whose removed features the API server offers too, `1.18`; absent: the one that is implemented. */
  readonly kubernetesVersion?: KubernetesVersion;
}

export type ControllerName =
  | 'namespace-controller'
  | 'service-account-controller'
  | 'token-controller'
  | 'root-certificate-publisher'
  | 'resource-quota-controller'
  | 'disruption-controller'
  | 'clusterrole-aggregation-controller'
  | 'policy-status-controller'
  | 'claim-protection-controller'
  | 'volume-protection-controller'
  | 'garbage-collector';

export const controllerNames: readonly ControllerName[] = [
  'namespace-controller',
  'service-account-controller',
  'token-controller',
  'root-certificate-publisher',
  'resource-quota-controller',
  'disruption-controller',
  'clusterrole-aggregation-controller',
  'policy-status-controller',
  'claim-protection-controller',
  'volume-protection-controller',
  'garbage-collector',
];

const optionNames: readonly (keyof ClusterOptions)[] = [
  'nodes',
  'clock',
  'seed',
  'listen',
  'controllers',
  'encryptionConfiguration',
  'authorization',
  'apiServer',
  'kubernetesVersion',
];
const laterOptions: readonly string[] = ['dataDir', 'etcdServers', 'fault', 'from'];
const mostNodes = 20_000;
const highestPort = 65_535;

/** Throws a `TypeError` that names the option, what was given, and what is allowed. */
export function checkClusterOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(
      `startCluster takes an object of options (${optionNames.join(', ')}), not ${shown(options)}`,
    );
  }
  for (const [name, value] of Object.entries(options)) {
    const rule = rules[name];
    if (rule === undefined) throw unknownOption(name);
    if (value !== undefined && !rule.allows(value)) {
      throw new TypeError(
        `option "${name}" must be ${rule.allowed}, not ${rule.shown?.(value) ?? shown(value)}`,
      );
    }
  }
}

function unknownOption(name: string): TypeError {
  const why = laterOptions.includes(name)
    ? `option "${name}" is not supported in process`
    : `unknown option "${name}"`;
  return new TypeError(`${why}; there are ${optionNames.join(', ')}`);
}

interface Rule {
  readonly allowed: string;
  allows(value: unknown): boolean;
  /** What is said of a value that is not allowed; absent: the value itself. */
  shown?(value: unknown): string;
}

function isWholeUpTo(value: unknown, most: number): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most;
}

const rules: Readonly<Record<string, Rule>> = {
  nodes: {
    allowed: `a whole number from 0 to ${mostNodes}`,
    allows: (value) => isWholeUpTo(value, mostNodes),
  },
  clock: { allowed: '"virtual" or "real"', allows: (value) => value === 'virtual' || value === 'real' },
  seed: { allowed: 'a whole number', allows: (value) => Number.isSafeInteger(value) },
  listen: {
    allowed: `true, false or a port from 0 to ${highestPort}`,
    allows: (value) => typeof value === 'boolean' || isWholeUpTo(value, highestPort),
  },
  encryptionConfiguration: {
    allowed: 'the text of an EncryptionConfiguration',
    allows: (value) => typeof value === 'string',
  },
  authorization: {
    allowed: '"AlwaysAllow" or "RBAC"',
    allows: (value) => value === 'AlwaysAllow' || value === 'RBAC',
  },
  apiServer: {
    allowed: 'an object of options of kube-apiserver, each a text',
    allows: (value) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.values(value).every((text) => typeof text === 'string'),
    // Options may hold secrets: those that are right are not repeated.
    shown: (value) => {
      const wrong = Object.entries(Object(value) as object).filter(([, text]) => typeof text !== 'string');
      return wrong.length === 0
        ? typeof value
        : wrong.map(([name, text]) => `${name}: ${shown(text)}`).join(', ');
    },
  },
  kubernetesVersion: { allowed: 'a version of Kubernetes from 1.16 to 1.32', allows: isKubernetesVersion },
  controllers: {
    allowed: `a list of ${controllerNames.join(', ')}`,
    allows: (value) =>
      Array.isArray(value) && value.every((name) => controllerNames.includes(name as ControllerName)),
  },
};

function shown(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  return text ?? typeof value;
}
