import type { FieldProblem } from '../../resource-definition.ts';

/** The Pod Security Standards, from the most lenient to the strictest. */
export const levels = ['privileged', 'baseline', 'restricted'] as const;

export type Level = (typeof levels)[number];

/** The minor number of a Kubernetes version 1.x, whose rules are meant; `latest`: today's. */
export type StandardVersion = number | 'latest';

export interface Standard {
  readonly level: Level;
  readonly version: StandardVersion;
}

/** What becomes of Pods that break a standard: refused, noted in the audit log, or warned about. */
export const modes = ['enforce', 'audit', 'warn'] as const;

export type Mode = (typeof modes)[number];

export type Policy = Readonly<Record<Mode, Standard>>;

export const labelPrefix = 'pod-security.kubernetes.io/';

/** `baseline:latest`, `restricted:v1.25`. */
export function standardText({ level, version }: Standard): string {
  return `${level}:${version === 'latest' ? version : `v1.${version}`}`;
}

/** Above 0: `left` is stricter. */
export function compareLevels(left: Level, right: Level): number {
  return levels.indexOf(left) - levels.indexOf(right);
}

export function isSameStandard(left: Standard, right: Standard): boolean {
  return left.level === right.level && left.version === right.version;
}

export function parseLevel(text: string): Level | undefined {
  return levels.find((level) => level === text);
}

export function parseVersion(text: string): StandardVersion | undefined {
  if (text === 'latest') return text;
  const minor = /^v1\.(0|[1-9]\d*)$/.exec(text)?.[1];
  return minor === undefined ? undefined : Number(minor);
}

export const levelRule: string = `must be one of ${levels.join(', ')}`;
export const versionRule = 'must be "latest" or "v1.x"';

type Labels = Readonly<Record<string, string>>;

/**
 * The policy that a namespace's labels ask for, completed from `defaults`, and what is wrong with the labels. What cannot be read
 * counts as the strictest where Pods are refused, and as nothing where they are only told of.
 */
export function policyOf(
  labels: Labels,
  defaults: Policy,
): { readonly policy: Policy; readonly problems: readonly FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const read = (mode: Mode): Standard => readStandard(labels, mode, { fallback: defaults[mode], problems });
  const [enforce, audit, warn] = [read('enforce'), read('audit'), read('warn')];
  const policy = { enforce, audit, warn: followed(labels, enforce, warn) };
  return { policy, problems };
}

function readStandard(
  labels: Labels,
  mode: Mode,
  { fallback, problems }: { readonly fallback: Standard; readonly problems: FieldProblem[] },
): Standard {
  let { level, version } = fallback;
  const levelLabel = labelPrefix + mode;
  const levelText = labels[levelLabel];
  if (levelText !== undefined) {
    const known = parseLevel(levelText);
    level = known ?? (mode === 'enforce' ? 'restricted' : 'privileged');
    if (known === undefined) problems.push(wrongLabel(levelLabel, levelText, levelRule));
  }
  const versionLabel = `${levelLabel}-version`;
  const versionText = labels[versionLabel];
  if (versionText !== undefined) {
    const known = parseVersion(versionText);
    version = known ?? 'latest';
    if (known === undefined) problems.push(wrongLabel(versionLabel, versionText, versionRule));
  }
  return { level, version };
}

function wrongLabel(label: string, value: string, rule: string): FieldProblem {
  const message = `Invalid value: ${JSON.stringify(value)}: ${rule}`;
  return { field: `metadata.labels[${label}]`, reason: 'FieldValueInvalid', message };
}

/** Who is refused Pods should hear of workloads that would make such, unless he wants to hear of something else. */
function followed(labels: Labels, enforce: Standard, warn: Standard): Standard {
  const asked = labels[`${labelPrefix}enforce`];
  const isReadable = asked !== undefined && parseLevel(asked) !== undefined;
  if (!isReadable || labels[`${labelPrefix}warn`] !== undefined) return warn;
  if (compareLevels(enforce.level, warn.level) <= 0) return warn;
  const { version } = labels[`${labelPrefix}warn-version`] === undefined ? enforce : warn;
  return { level: enforce.level, version };
}

/** Whether nothing is asked of Pods in any way. */
export function asksNothing(policy: Policy): boolean {
  return modes.every((mode) => policy[mode].level === 'privileged');
}

/** Two policies that ask the same; the version of what asks nothing does not count. */
export function isSamePolicy(left: Policy, right: Policy): boolean {
  return modes.every(
    (mode) =>
      isSameStandard(left[mode], right[mode]) ||
      (left[mode].level === 'privileged' && right[mode].level === 'privileged'),
  );
}
