import * as core from '../defaults/core-defaults.ts';
import { dropDisabledClaimFields, dropDisabledPodFields } from '../defaults/disabled-fields.ts';
import { defaultPodTemplateObject } from '../defaults/workload-defaults.ts';
import {
  ensureObject,
  equalJson,
  numberAt,
  objectAt,
  objectsAt,
  setOrRemove,
  textAt,
  textsAt,
  valueAt,
  type Fields,
} from '../fields.ts';
import type { Draft, KubeObject } from '../resource-definition.ts';
import {
  validateNamespace,
  validateNamespaceStatusUpdate,
  validatePodTemplate,
} from '../validation/core-validation.ts';
import * as data from '../validation/data-validation.ts';
import { validateEvent, validateEventUpdate } from '../validation/event-validation.ts';
import { claimWarnings, volumeWarnings } from '../validation/volume-warnings.ts';
import { podTemplateObjectWarnings } from '../validation/workload-warnings.ts';
import { validateLimitRange } from '../validation/limit-range-validation.ts';
import { labelProblems, pathSegmentProblems } from '../validation/names.ts';
import { validateNode, validateNodeUpdate } from '../validation/node-validation.ts';
import * as claim from '../validation/persistent-volume-claim-validation.ts';
import {
  validatePersistentVolume,
  validatePersistentVolumeUpdate,
} from '../validation/persistent-volume-validation.ts';
import * as quota from '../validation/quota-validation.ts';
import { both, checked, type KindRules } from './kind-rule.ts';
import { podRule } from './pod-rules.ts';

function prepareNamespace(namespace: Draft): void {
  namespace['status'] = { phase: 'Active' };
  const spec = ensureObject(namespace, 'spec');
  const finalizers = textsAt(spec, 'finalizers');
  if (!finalizers.includes('kubernetes')) spec['finalizers'] = [...finalizers, 'kubernetes'];
}

/** Texts of `stringData` go into `data`, encoded; the field itself is write-only. */
function mergeStringData(secret: Fields): void {
  const texts = objectAt(secret, 'stringData');
  if (texts !== undefined) {
    const content = ensureObject(secret, 'data');
    for (const [key, value] of Object.entries(texts))
      content[key] = Buffer.from(String(value)).toString('base64');
  }
  setOrRemove(secret, 'stringData', undefined);
}

/** A volume waits from the moment at which it is made. */
function prepareVolume(volume: Draft): void {
  const made = textAt(objectAt(volume, 'metadata'), 'creationTimestamp');
  volume['status'] = { phase: 'Pending', lastPhaseTransitionTime: made };
  setOrRemove(ensureObject(volume, 'spec'), 'volumeAttributesClassName', undefined);
}

/** The time of the last change of phase stays while the phase does, and is the present one when it changes. */
function keepTransitionTime(volume: Draft, before: KubeObject, now: string): void {
  const status = ensureObject(volume, 'status');
  const old = objectAt(before, 'status');
  const given = valueAt(status, 'lastPhaseTransitionTime');
  if (textAt(status, 'phase') !== textAt(old, 'phase')) {
    if (given === undefined || given === valueAt(old, 'lastPhaseTransitionTime'))
      status['lastPhaseTransitionTime'] = now;
    return;
  }
  if (given !== undefined) return;
  setOrRemove(status, 'lastPhaseTransitionTime', valueAt(old, 'lastPhaseTransitionTime'));
}

/** A service account names its secrets and says nothing else of them. */
function keepNames(account: Draft): void {
  const secrets = objectsAt(account, 'secrets').map((secret) => {
    const name = textAt(secret, 'name');
    return name === '' ? {} : { name };
  });
  if (secrets.length > 0) account['secrets'] = secrets;
}

function dropFromTemplate(object: Draft): void {
  dropDisabledPodFields(objectAt(objectAt(object, 'template'), 'spec'));
}

/** Where a node's kubelet gets its configuration from is not asked any more. */
function dropNodeConfig(node: Draft): void {
  setOrRemove(ensureObject(node, 'spec'), 'configSource', undefined);
  const status = objectAt(node, 'status');
  for (const name of ['config', 'features']) if (status !== undefined) setOrRemove(status, name, undefined);
}

/** The kinds of the core group, but for services and endpoints. */
export const coreRules: KindRules = {
  ConfigMap: { validate: data.validateConfigMap, validateUpdate: data.validateConfigMapUpdate },
  Event: {
    nameProblems: pathSegmentProblems,
    allowCreateOnUpdate: true,
    validate: validateEvent,
    validateUpdate: validateEventUpdate,
  },
  LimitRange: {
    namesItself: true,
    applyDefaults: core.defaultLimitRange,
    allowCreateOnUpdate: true,
    ...checked(validateLimitRange),
  },
  Namespace: {
    nameProblems: labelProblems,
    applyDefaults: core.defaultNamespace,
    prepareForCreate: prepareNamespace,
    // Only the finalize endpoint changes a namespace's spec.
    prepareForUpdate: (draft, before) => {
      setOrRemove(draft, 'spec', valueAt(before, 'spec'));
    },
    validate: validateNamespace,
    validateStatusUpdate: validateNamespaceStatusUpdate,
  },
  Node: {
    applyDefaults: core.defaultNode,
    // A node brings its status along: the kubelet registers with it.
    prepareForCreate: dropNodeConfig,
    prepareForUpdate: dropNodeConfig,
    prepareForStatusUpdate: dropNodeConfig,
    validate: validateNode,
    validateUpdate: both(validateNode, validateNodeUpdate),
    validateStatusUpdate: validateNodeUpdate,
  },
  PersistentVolume: {
    applyDefaults: core.defaultPersistentVolume,
    prepareForCreate: prepareVolume,
    prepareForUpdate: (draft) => {
      setOrRemove(ensureObject(draft, 'spec'), 'volumeAttributesClassName', undefined);
    },
    warnings: volumeWarnings,
    prepareForStatusUpdate: keepTransitionTime,
    validate: validatePersistentVolume,
    validateUpdate: both(validatePersistentVolume, validatePersistentVolumeUpdate),
  },
  PersistentVolumeClaim: {
    applyDefaults: core.defaultPersistentVolumeClaim,
    prepareForCreate: (draft) => {
      draft['status'] = { phase: 'Pending' };
      dropDisabledClaimFields(objectAt(draft, 'spec'));
    },
    prepareForUpdate: (draft, before) => {
      dropDisabledClaimFields(objectAt(draft, 'spec'), objectAt(before, 'spec'));
    },
    warnings: claimWarnings,
    validate: claim.validatePersistentVolumeClaim,
    prepareForStatusUpdate: (draft) => {
      const status = ensureObject(draft, 'status');
      for (const name of ['currentVolumeAttributesClassName', 'modifyVolumeStatus'])
        setOrRemove(status, name, undefined);
    },
    validateUpdate: claim.validatePersistentVolumeClaimUpdate,
    validateStatusUpdate: claim.validatePersistentVolumeClaimStatusUpdate,
  },
  Pod: podRule,
  PodTemplate: {
    applyDefaults: defaultPodTemplateObject,
    warnings: podTemplateObjectWarnings,
    prepareForCreate: dropFromTemplate,
    prepareForUpdate: (draft, before) => {
      dropFromTemplate(draft);
      if (equalJson(draft['template'], before['template'])) return;
      const metadata = ensureObject(draft, 'metadata');
      metadata['generation'] = (numberAt(metadata, 'generation') ?? 0) + 1;
    },
    ...checked(validatePodTemplate),
    countsGeneration: true,
  },
  ResourceQuota: {
    validate: quota.validateResourceQuota,
    validateUpdate: quota.validateResourceQuotaUpdate,
    validateStatusUpdate: quota.validateResourceQuotaStatusUpdate,
  },
  ServiceAccount: { prepareForCreate: keepNames, prepareForUpdate: keepNames },
  Secret: {
    applyDefaults: (draft) => {
      core.defaultSecret(draft);
      mergeStringData(draft);
    },
    validate: data.validateSecret,
    validateUpdate: data.validateSecretUpdate,
  },
};
