import type { FileForm, FlagValues } from './given-flags.ts';

/** Options that do nothing unless another one is there. */
interface Dependence {
  /** A name, or the beginning of several where it ends in a dash. */
  readonly options: readonly string[];
  /** One of these will do. */
  readonly needs: readonly string[];
}

const dependences: readonly Dependence[] = [
  { options: ['audit-log-path', 'audit-webhook-config-file'], needs: ['audit-policy-file'] },
  { options: ['audit-webhook-'], needs: ['audit-webhook-config-file'] },
  { options: ['requestheader-'], needs: ['requestheader-client-ca-file'] },
  { options: ['authorization-webhook-'], needs: ['authorization-webhook-config-file'] },
  { options: ['authentication-token-webhook-'], needs: ['authentication-token-webhook-config-file'] },
  { options: ['logging-format'], needs: ['v'] },
];

/** In process the events are kept in memory whatever the options say about a log, and need none. */
const servedOnly: readonly Dependence[] = [
  { options: ['audit-policy-file'], needs: ['audit-log-path', 'audit-webhook-config-file'] },
  { options: ['audit-log-'], needs: ['audit-log-path'] },
];

/** A sentence for each option that was given and has no effect as things are, with what would give it one. */
export function idleFlagWarnings(values: FlagValues, files: FileForm): readonly string[] {
  const given = Object.keys(values);
  const rules = files === 'path' ? [...dependences, ...servedOnly] : dependences;
  return rules.flatMap(({ options, needs }) => {
    if (needs.some((name) => given.includes(name))) return [];
    return given
      .filter((name) => !needs.includes(name) && options.some((option) => isMeant(option, name)))
      .map((name) => `--${name} has no effect without --${needs.join(' or --')}`);
  });
}

function isMeant(option: string, name: string): boolean {
  return option.endsWith('-') ? name.startsWith(option) : name === option;
}
