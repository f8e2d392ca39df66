import type { ResourceDefinition } from '../resource-definition.ts';
import { validateTrustBundle, validateTrustBundleUpdate } from '../validation/trust-bundle-validation.ts';
import { defineResource } from './definition-builder.ts';
import { signingRequestFields } from './selectable-fields.ts';

/** A resource that a server serves only where it is told to. */
export interface OptionalResource {
  /** The feature gate without which it is not there. */
  readonly gate: string;
  readonly definition: ResourceDefinition;
}

export const optionalResources: readonly OptionalResource[] = [
  {
    gate: 'ClusterTrustBundle',
    definition: defineResource({
      group: 'certificates.k8s.io',
      version: 'v1alpha1',
      kind: 'ClusterTrustBundle',
      plural: 'clustertrustbundles',
      namespaced: false,
      fields: signingRequestFields,
      rules: {
        allowUnconditionalUpdate: false,
        // Which names are right depends on the signer, so that they are looked at with the rest of the object.
        nameProblems: () => [],
        validate: validateTrustBundle,
        validateUpdate: validateTrustBundleUpdate,
      },
    }),
  },
];

/** `certificates.k8s.io/v1alpha1/clustertrustbundles`. */
export function resourcePath({ group, version, plural }: ResourceDefinition): string {
  return `${group === '' ? '' : `${group}/`}${version}/${plural}`;
}
