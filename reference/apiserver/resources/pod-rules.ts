import { matchAppArmorAnnotations } from '../defaults/app-armor.ts';
import { dropDisabledPodFields, dropDisabledPodStatusFields } from '../defaults/disabled-fields.ts';
import { applyLabelKeys } from '../defaults/label-keys.ts';
import { defaultPod } from '../defaults/pod-defaults.ts';
import { qosClassOf } from '../defaults/pod-status.ts';
import {
  ensureObject,
  numberAt,
  objectAt,
  objectsAt,
  setDefaultText,
  textAt,
  type Fields,
  setOrRemove,
} from '../fields.ts';
import type { Draft, KubeObject } from '../resource-definition.ts';
import { podTemplateWarnings } from '../validation/pod-template-warnings.ts';
import { validatePodStatusUpdate } from '../validation/pod-status-validation.ts';
import { validateEphemeralContainersUpdate, validatePodUpdate } from '../validation/pod-update-validation.ts';
import { validatePod } from '../validation/pod-validation.ts';
import type { KindRule } from './kind-rule.ts';

/** Seconds a pod has to stop: none before it has a node or once it is over. */
function podGraceSeconds(pod: KubeObject, requested: number | undefined): number {
  const spec = objectAt(pod, 'spec');
  const phase = textAt(objectAt(pod, 'status'), 'phase');
  if (textAt(spec, 'nodeName') === '' || phase === 'Failed' || phase === 'Succeeded') return 0;
  const seconds = requested ?? numberAt(spec, 'terminationGracePeriodSeconds') ?? 30;
  return seconds < 0 ? 1 : seconds;
}

const heldBack = Object.freeze({
  type: 'PodScheduled',
  status: 'False',
  lastProbeTime: null,
  reason: 'SchedulingGated',
  message: 'Scheduling is blocked due to non-empty scheduling gates',
});

function preparePod(pod: Draft): void {
  const spec = objectAt(pod, 'spec');
  const qosClass = qosClassOf(spec);
  dropDisabledPodFields(spec);
  applyLabelKeys(pod);
  matchAppArmorAnnotations(pod);
  if ((numberAt(spec, 'terminationGracePeriodSeconds') ?? 0) < 0)
    ensureObject(pod, 'spec')['terminationGracePeriodSeconds'] = 1;
  const madeAt = textAt(objectAt(pod, 'metadata'), 'creationTimestamp');
  const gated = objectsAt(spec, 'schedulingGates').length > 0;
  pod['status'] = {
    phase: 'Pending',
    ...(gated ? { conditions: [{ ...heldBack, lastTransitionTime: madeAt }] } : {}),
    qosClass,
  };
}

/** The pod's address stands beside the list of its addresses, first in it; where the two differ the single one counts. */
function matchAddresses(status: Fields): void {
  const [first] = objectsAt(status, 'podIPs');
  const single = textAt(status, 'podIP');
  if (single === '' && first !== undefined) status['podIP'] = textAt(first, 'ip');
  else if (single !== '' && textAt(first, 'ip') !== single) status['podIPs'] = [{ ip: single }];
}

export const podRule: KindRule = {
  applyDefaults: defaultPod,
  prepareForCreate: preparePod,
  prepareForUpdate: (draft) => {
    dropDisabledPodFields(objectAt(draft, 'spec'));
  },
  prepareForStatusUpdate: (draft, before) => {
    setOrRemove(ensureObject(draft, 'metadata'), 'ownerReferences', before.metadata?.ownerReferences);
    const status = ensureObject(draft, 'status');
    dropDisabledPodStatusFields(status);
    matchAddresses(status);
    setDefaultText(status, 'qosClass', textAt(objectAt(before, 'status'), 'qosClass'));
  },
  graceSeconds: podGraceSeconds,
  validate: validatePod,
  validateUpdate: validatePodUpdate,
  validateStatusUpdate: validatePodStatusUpdate,
  validateEphemeralContainers: validateEphemeralContainersUpdate,
  // A change of a pod is looked at by nobody: no people make them.
  warnings: (pod, before) => (before === undefined ? podTemplateWarnings(pod, '') : []),
};
