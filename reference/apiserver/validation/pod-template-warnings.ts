import { objectAt, objectsAt, numberAt, textAt, type Fields } from '../fields.ts';
import { nodeTermWarnings, fractionWarnings, oldNodeLabel, podVolumeWarnings } from './volume-warnings.ts';
import { containerWarnings, portWarnings } from './container-warnings.ts';

const oldAnnotations: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod':
    'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
};

/**
 * What a pod or its template works with and should not: `template` holds metadata and spec, `path` is where it stands, '' for a pod.
 * The order is upstream's.
 */
export function podTemplateWarnings(template: Fields | undefined, path: string): readonly string[] {
  const spec = objectAt(template, 'spec');
  if (spec === undefined) return [];
  const at = path === '' ? 'spec' : `${path}.spec`;
  const annotations = objectAt(objectAt(template, 'metadata'), 'annotations') ?? {};
  const annotationPath = `${path === '' ? '' : `${path}.`}metadata.annotations`;
  return [
    ...placementWarnings(spec, at),
    ...Object.entries(oldAnnotations)
      .filter(([key]) => annotations[key] !== undefined)
      .map(([key, text]) => `${annotationPath}[${key}]: ${text}`),
    ...objectsAt(spec, 'volumes').flatMap((volume, index) =>
      podVolumeWarnings(volume, `${at}.volumes[${index}]`),
    ),
    ...repeated(objectsAt(spec, 'hostAliases'), 'ip', `${at}.hostAliases`),
    ...repeated(objectsAt(spec, 'imagePullSecrets'), 'name', `${at}.imagePullSecrets`),
    ...objectsAt(spec, 'imagePullSecrets').flatMap((secret, index) =>
      textAt(secret, 'name') === '' ? [`${at}.imagePullSecrets[${index}].name: invalid empty name ""`] : [],
    ),
    ...['memory', 'ephemeral-storage'].flatMap((name) =>
      fractionWarnings(objectAt(spec, 'overhead'), `${at}.overhead`, name),
    ),
    ...containerWarnings(spec, { at, annotations, annotationPath, isTemplate: path !== '' }),
    ...portWarnings(spec, at),
    ...((numberAt(spec, 'terminationGracePeriodSeconds') ?? 0) < 0
      ? [
          `${at}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`,
        ]
      : []),
    ...affinityWarnings(objectAt(spec, 'affinity'), `${at}.affinity`),
  ];
}

const matchesNone = 'a null labelSelector results in matching no pod';

function placementWarnings(spec: Fields, at: string): readonly string[] {
  const node = objectAt(objectAt(spec, 'affinity'), 'nodeAffinity');
  const required = 'requiredDuringSchedulingIgnoredDuringExecution';
  const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
  const nodePath = `${at}.affinity.nodeAffinity`;
  return [
    ...Object.keys(objectAt(spec, 'nodeSelector') ?? {}).flatMap((key) => {
      const text = oldNodeLabel(key);
      return text === undefined ? [] : [`${at}.nodeSelector[${key}]: ${text}`];
    }),
    ...objectsAt(objectAt(node, required), 'nodeSelectorTerms').flatMap((term, index) =>
      nodeTermWarnings(term, `${nodePath}.${required}.nodeSelectorTerms[${index}]`),
    ),
    ...objectsAt(node, preferred).flatMap((term, index) =>
      nodeTermWarnings(objectAt(term, 'preference') ?? {}, `${nodePath}.${preferred}[${index}].preference`),
    ),
    ...objectsAt(spec, 'topologySpreadConstraints').flatMap((constraint, index) => {
      const path = `${at}.topologySpreadConstraints[${index}]`;
      const key = textAt(constraint, 'topologyKey');
      const text = oldNodeLabel(key);
      return [
        ...(text === undefined ? [] : [`${path}.topologyKey: ${key} is ${text}`]),
        ...(objectAt(constraint, 'labelSelector') === undefined
          ? [`${path}.labelSelector: ${matchesNone}`]
          : []),
      ];
    }),
  ];
}

function repeated(entries: readonly Fields[], name: string, path: string): readonly string[] {
  const known = new Set<string>();
  return entries.flatMap((entry, index) => {
    const value = textAt(entry, name);
    const isKnown = known.has(value);
    known.add(value);
    return isKnown ? [`${path}[${index}].${name}: duplicate ${name} "${value}"`] : [];
  });
}

function affinityWarnings(affinity: Fields | undefined, path: string): readonly string[] {
  return ['podAffinity', 'podAntiAffinity'].flatMap((name) => {
    const rules = objectAt(affinity, name);
    const required = 'requiredDuringSchedulingIgnoredDuringExecution';
    const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
    return [
      ...objectsAt(rules, required).flatMap((term, index) =>
        objectAt(term, 'labelSelector') === undefined
          ? [`${path}.${name}.${required}[${index}].labelSelector: ${matchesNone}`]
          : [],
      ),
      ...objectsAt(rules, preferred).flatMap((term, index) =>
        objectAt(objectAt(term, 'podAffinityTerm'), 'labelSelector') === undefined
          ? [`${path}.${name}.${preferred}[${index}].podAffinityTerm.labelSelector: ${matchesNone}`]
          : [],
      ),
    ];
  });
}
