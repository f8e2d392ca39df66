import { readScope } from '../../../quota/quota.ts';
import type { ScopeSelector } from '../../../quota/evaluator.ts';
import { isFields, objectsAt, textAt, textsAt, type Fields } from '../../fields.ts';

/** What may be used only where a quota allows it. */
export interface LimitedResource {
  readonly group: string;
  readonly plural: string;
  /** Resources whose names contain one of these. */
  readonly contains: readonly string[];
  readonly scopes: readonly ScopeSelector[];
}

/** Reads the plugin's part of an AdmissionConfiguration. Throws an `Error` that names the field that is wrong. */
export function readLimitedResources(configuration: unknown): readonly LimitedResource[] {
  if (configuration === undefined) return [];
  if (!isFields(configuration)) throw new Error('the configuration of ResourceQuota is no object');
  const kind = textAt(configuration, 'kind');
  if (!kinds.includes(`${textAt(configuration, 'apiVersion')}/${kind}`))
    throw new Error(`the configuration of ResourceQuota is one of ${kinds.join(', ')}`);
  return objectsAt(configuration, 'limitedResources').map(readLimitedResource);
}

const kinds: readonly string[] = [
  'apiserver.config.k8s.io/v1/ResourceQuotaConfiguration',
  'resourcequota.admission.k8s.io/v1/Configuration',
  'resourcequota.admission.k8s.io/v1beta1/Configuration',
  'resourcequota.admission.k8s.io/v1alpha1/Configuration',
];

function readLimitedResource(limited: Fields, index: number): LimitedResource {
  const plural = textAt(limited, 'resource');
  if (plural === '') throw new Error(`limitedResources[${index}].resource: Required value`);
  return {
    group: textAt(limited, 'apiGroup'),
    plural,
    contains: textsAt(limited, 'matchContains'),
    scopes: objectsAt(limited, 'matchScopes').map(readScope),
  };
}
