import { clientCertificates, configurableServers, encryptionAtRest, roleBased } from '../ports/adapter.ts';

/** What decides whether a scenario asks for a feature. */
export interface Asking {
  readonly tags: readonly string[];
  /** True where a step says how the API server is to be started. */
  readonly startsServer: boolean;
}

interface OptionalFeature {
  readonly feature: string;
  /** What is said of an adapter without it. */
  readonly why: string;
  readonly isAskedBy: (scenario: Asking) => boolean;
}

/** What scenarios may ask of an adapter beside its ports. */
const optionalFeatures: readonly OptionalFeature[] = [
  {
    feature: encryptionAtRest,
    why: 'does not say that its Secrets are encrypted at rest',
    isAskedBy: ({ tags }) => tags.includes('@encrypted'),
  },
  {
    feature: roleBased,
    why: 'does not say that roles decide who may',
    isAskedBy: ({ tags }) => tags.includes('@authorized'),
  },
  {
    feature: clientCertificates,
    why: 'cannot show client certificates that its server believes',
    isAskedBy: ({ tags }) => tags.includes('@certificates'),
  },
  {
    feature: configurableServers,
    why: 'does not start API servers with the options that a scenario asks for',
    isAskedBy: ({ startsServer }) => startsServer,
  },
];

/** What an adapter with these features does not do that the scenario needs; undefined: nothing. */
export function whatIsLacking(scenario: Asking, features: readonly string[]): string | undefined {
  return optionalFeatures.find(({ feature, isAskedBy }) => isAskedBy(scenario) && !features.includes(feature))
    ?.why;
}
