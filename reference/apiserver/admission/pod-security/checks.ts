import {
  annotatedSeccompProfile,
  appArmorProfile,
  baselineCapabilities,
  baselineSeccompProfile,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  privileged,
  procMount,
  seLinuxOptions,
  seLinuxOptionsWithEngine,
  sysctls,
  windowsHostProcess,
} from './baseline-checks.ts';
import type { Breach, Check, PodShape } from './breach.ts';
import {
  allowPrivilegeEscalation,
  onLinux,
  restrictedCapabilities,
  restrictedSeccompProfile,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
} from './restricted-checks.ts';
import type { Level, Standard } from './standard.ts';

/** A rule of a standard, which may have changed from version to version. */
interface StandardCheck {
  readonly id: string;
  readonly level: Exclude<Level, 'privileged'>;
  /** By the version from which it holds, ascending. */
  readonly versions: readonly (readonly [number, Check])[];
  /** The baseline rule that goes without saying where this one is asked. */
  readonly replaces?: string;
}

/** In the order in which breaches are told: baseline first, each level by name. */
const checks: readonly StandardCheck[] = [
  { id: 'appArmorProfile', level: 'baseline', versions: [[0, appArmorProfile]] },
  { id: 'capabilities_baseline', level: 'baseline', versions: [[0, baselineCapabilities]] },
  { id: 'hostNamespaces', level: 'baseline', versions: [[0, hostNamespaces]] },
  { id: 'hostPathVolumes', level: 'baseline', versions: [[0, hostPathVolumes]] },
  { id: 'hostPorts', level: 'baseline', versions: [[0, hostPorts]] },
  { id: 'privileged', level: 'baseline', versions: [[0, privileged]] },
  { id: 'procMount', level: 'baseline', versions: [[0, procMount]] },
  {
    id: 'seLinuxOptions',
    level: 'baseline',
    versions: [
      [0, seLinuxOptions],
      [31, seLinuxOptionsWithEngine],
    ],
  },
  {
    id: 'seccompProfile_baseline',
    level: 'baseline',
    versions: [
      [0, annotatedSeccompProfile],
      [19, baselineSeccompProfile],
    ],
  },
  { id: 'sysctls', level: 'baseline', versions: sysctls },
  { id: 'windowsHostProcess', level: 'baseline', versions: [[0, windowsHostProcess]] },
  {
    id: 'allowPrivilegeEscalation',
    level: 'restricted',
    versions: [
      [8, allowPrivilegeEscalation],
      [25, onLinux(allowPrivilegeEscalation)],
    ],
  },
  {
    id: 'capabilities_restricted',
    level: 'restricted',
    versions: [
      [22, restrictedCapabilities],
      [25, onLinux(restrictedCapabilities)],
    ],
    replaces: 'capabilities_baseline',
  },
  {
    id: 'restrictedVolumes',
    level: 'restricted',
    versions: [[0, restrictedVolumes]],
    replaces: 'hostPathVolumes',
  },
  { id: 'runAsNonRoot', level: 'restricted', versions: [[0, runAsNonRoot]] },
  { id: 'runAsUser', level: 'restricted', versions: [[23, runAsUser]] },
  {
    id: 'seccompProfile_restricted',
    level: 'restricted',
    versions: [
      [19, restrictedSeccompProfile],
      [25, onLinux(restrictedSeccompProfile)],
    ],
    replaces: 'seccompProfile_baseline',
  },
];

/** How the Pod breaks the standard, in the order in which that is told; empty where it keeps it. */
export function breachesOf(pod: PodShape, standard: Standard): readonly Breach[] {
  return checksOf(standard).flatMap((check) => check(pod) ?? []);
}

const known = new Map<string, readonly Check[]>();

function checksOf({ level, version }: Standard): readonly Check[] {
  const key = `${level}:${version}`;
  const found = known.get(key) ?? selectChecks(level, version === 'latest' ? Infinity : version);
  known.set(key, found);
  return found;
}

function selectChecks(level: Level, minor: number): readonly Check[] {
  if (level === 'privileged') return [];
  const asked = checks
    .filter((check) => level === 'restricted' || check.level === level)
    .flatMap(({ id, versions, replaces }) => {
      const check = versions.findLast(([from]) => from <= minor)?.[1];
      return check === undefined ? [] : [{ id, check, replaces }];
    });
  const replaced = new Set(asked.map(({ replaces }) => replaces));
  return asked.filter(({ id }) => !replaced.has(id)).map(({ check }) => check);
}

/** `privileged, hostPort`. */
export function reasonsText(breaches: readonly Breach[]): string {
  return breaches.map(({ reason }) => reason).join(', ');
}

/** `privileged (container "a" must not …), hostPort (…)`. */
export function detailsText(breaches: readonly Breach[]): string {
  return breaches.map(({ reason, detail }) => `${reason} (${detail})`).join(', ');
}
