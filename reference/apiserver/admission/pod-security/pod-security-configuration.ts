import { isFields, objectAt, textAt, textsAt, valueAt, type Fields } from '../../fields.ts';
import { AdmissionConfigurationError, documentOf } from '../admission-configuration.ts';
import {
  levelRule,
  modes,
  parseLevel,
  parseVersion,
  versionRule,
  type Mode,
  type Policy,
  type Standard,
} from './standard.ts';

/** What goes where a namespace says nothing, and who is not asked. */
export interface PodSecurityConfiguration {
  readonly defaults: Policy;
  readonly exemptions: {
    readonly usernames: readonly string[];
    readonly namespaces: readonly string[];
    readonly runtimeClasses: readonly string[];
  };
}

const exempted = ['usernames', 'namespaces', 'runtimeClasses'] as const;

/** Reads a `PodSecurityConfiguration`; nothing is as good as an empty one, by which everything is allowed. */
export function readPodSecurity(given: unknown): PodSecurityConfiguration {
  const document = documentOf(given, {
    kind: 'PodSecurityConfiguration',
    apiVersions: ['v1', 'v1beta1', 'v1alpha1'].map(
      (version) => `pod-security.admission.config.k8s.io/${version}`,
    ),
  });
  const defaults = objectAt(document, 'defaults') ?? {};
  const exemptions = objectAt(document, 'exemptions') ?? {};
  const [enforce, audit, warn] = modes.map((mode) => readDefault(defaults, mode)) as [
    Standard,
    Standard,
    Standard,
  ];
  for (const name of exempted) checkExempted(exemptions, name);
  return {
    defaults: { enforce, audit, warn },
    exemptions: {
      usernames: textsAt(exemptions, 'usernames'),
      namespaces: textsAt(exemptions, 'namespaces'),
      runtimeClasses: textsAt(exemptions, 'runtimeClasses'),
    },
  };
}

function readDefault(defaults: Fields, mode: Mode): Standard {
  const level = parseLevel(textAt(defaults, mode) || 'privileged');
  const version = parseVersion(textAt(defaults, `${mode}-version`) || 'latest');
  if (level === undefined) throw new AdmissionConfigurationError(`defaults.${mode}: ${levelRule}`);
  if (version === undefined)
    throw new AdmissionConfigurationError(`defaults.${mode}-version: ${versionRule}`);
  return { level, version };
}

function checkExempted(exemptions: Fields, name: (typeof exempted)[number]): void {
  const given = valueAt(exemptions, name) ?? [];
  const seen = new Set<unknown>();
  if (!Array.isArray(given) || isFields(given))
    throw new AdmissionConfigurationError(`exemptions.${name}: must be a list`);
  for (const [index, entry] of given.entries()) {
    const where = `exemptions.${name}[${index}]`;
    if (typeof entry !== 'string' || entry === '')
      throw new AdmissionConfigurationError(`${where}: must be a name`);
    if (seen.has(entry)) throw new AdmissionConfigurationError(`${where}: ${entry} stands there twice`);
    seen.add(entry);
  }
}
