import { ensureObject, numberAt, objectAt, textAt, valueAt, type Fields } from '../fields.ts';
import type { ObjectStore } from '../registry/object-store.ts';
import type { KubeObject } from '../resource-definition.ts';
import type { Refusal } from '../status.ts';
import { isAbout, notAdmitted, type AdmissionPlugin, type AdmissionRequest } from './admission-chain.ts';

const group = 'scheduling.k8s.io';
const usualPolicy = 'PreemptLowerPriority';

/**
 * Turns `priorityClassName` into a number and a preemption policy, keeps both from being set by hand, and sees to it that one
 * class at most is everybody's default.
 */
export function priority(classes: () => ObjectStore): AdmissionPlugin {
  return {
    name: 'Priority',
    operations: ['CREATE', 'UPDATE'],
    mutate: (request) => {
      if (!isAbout(request, '', 'pods') || request.object === undefined) return undefined;
      const spec = ensureObject(request.object, 'spec');
      if (request.operation === 'CREATE') return setPriority(request, spec, classes());
      keepPriority(spec, request.oldObject);
      return undefined;
    },
    validate: (request) =>
      isAbout(request, group, 'priorityclasses') ? secondDefault(request, classes()) : undefined,
  };
}

function secondDefault(request: AdmissionRequest, classes: ObjectStore): Refusal | undefined {
  if (valueAt(request.object, 'globalDefault') !== true) return undefined;
  const present = globalDefault(classes)?.metadata?.name;
  const isSame =
    request.operation === 'UPDATE' && present === textAt(objectAt(request.object, 'metadata'), 'name');
  if (present === undefined || isSame) return undefined;
  const why = `PriorityClass ${present} is already marked as default. Only one default can exist`;
  return notAdmitted(request, why);
}

/** Whoever replaces a pod need not know what was set when it was created. */
function keepPriority(spec: Fields, old: KubeObject | undefined): void {
  const oldSpec = objectAt(old, 'spec');
  for (const field of ['priority', 'preemptionPolicy']) {
    const kept = valueAt(oldSpec, field);
    if (valueAt(spec, field) === undefined && kept !== undefined) spec[field] = kept;
  }
}

function setPriority(request: AdmissionRequest, spec: Fields, classes: ObjectStore): Refusal | undefined {
  const asked = textAt(spec, 'priorityClassName');
  const chosen = asked === '' ? globalDefault(classes) : namedClass(classes, asked);
  if (chosen === undefined && asked !== '')
    return notAdmitted(request, `no PriorityClass with name ${asked} was found`);
  const value = numberAt(chosen, 'value') ?? 0;
  const policy = textAt(chosen, 'preemptionPolicy') || usualPolicy;
  const refused = setByHand(request, spec, { value, policy });
  if (refused !== undefined) return refused;
  const name = chosen?.metadata?.name ?? '';
  if (name !== '') spec['priorityClassName'] = name;
  spec['priority'] = value;
  spec['preemptionPolicy'] = policy;
  return undefined;
}

function setByHand(
  request: AdmissionRequest,
  spec: Fields,
  computed: { readonly value: number; readonly policy: string },
): Refusal | undefined {
  const where = 'must not be provided in pod spec; priority admission controller computed';
  const value = numberAt(spec, 'priority');
  if (value !== undefined && value !== computed.value) {
    const why = `the integer value of priority (${value}) ${where} ${computed.value} from the given PriorityClass name`;
    return notAdmitted(request, why);
  }
  // An empty text is a policy that was named, and another one.
  if (valueAt(spec, 'preemptionPolicy') === undefined) return undefined;
  const policy = textAt(spec, 'preemptionPolicy');
  if (policy === computed.policy) return undefined;
  const why = `the string value of PreemptionPolicy (${policy}) ${where} ${computed.policy} from the given PriorityClass name`;
  return notAdmitted(request, why);
}

function namedClass(classes: ObjectStore, name: string): KubeObject | undefined {
  return classes.cache.objects.get(classes.keyOf('', name))?.object;
}

/** Of several, which only a race can make, the one with the lowest value. */
function globalDefault(classes: ObjectStore): KubeObject | undefined {
  let lowest: KubeObject | undefined;
  for (const { object } of classes.cache.objects.range(classes.cache.prefix)) {
    if (valueAt(object, 'globalDefault') !== true) continue;
    if (lowest === undefined || (numberAt(object, 'value') ?? 0) < (numberAt(lowest, 'value') ?? 0))
      lowest = object;
  }
  return lowest;
}
