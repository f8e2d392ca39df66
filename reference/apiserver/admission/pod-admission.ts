import { ensureObject, numberAt, objectAt, objectsAt, textAt, valueAt, type Fields } from '../fields.ts';
import type { ObjectStore } from '../registry/object-store.ts';
import type { KubeObject } from '../resource-definition.ts';
import { forbidden, type Refusal } from '../status.ts';
import type { AdmissionPlugin, AdmissionRequest } from './admission-chain.ts';

function isNewPod(request: AdmissionRequest): boolean {
  return request.definition.kind === 'Pod' && request.definition.group === '' && request.subresource === '';
}

const outageTaints = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** Pods stay five minutes on a node that is not ready or cannot be reached, unless they say otherwise. */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  operations: ['CREATE', 'UPDATE'],
  mutate: (request) => {
    if (!isNewPod(request) || request.object === undefined) return undefined;
    const spec = ensureObject(request.object, 'spec');
    const present = objectsAt(spec, 'tolerations');
    const missing = outageTaints.filter((key) => !present.some((toleration) => tolerates(toleration, key)));
    const added = missing.map((key) => ({
      key,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 300,
    }));
    if (added.length > 0) spec['tolerations'] = [...present, ...added];
    return undefined;
  },
};

function tolerates(toleration: Fields, taint: string): boolean {
  const key = textAt(toleration, 'key');
  const effect = textAt(toleration, 'effect');
  return (key === taint || key === '') && (effect === 'NoExecute' || effect === '');
}

const systemPriorities: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

/** Turns `priorityClassName` into a number, and keeps the number from being set by hand. */
export function priority(classes: () => ObjectStore): AdmissionPlugin {
  return {
    name: 'Priority',
    operations: ['CREATE', 'UPDATE'],
    mutate: (request) => {
      if (!isNewPod(request) || request.object === undefined) return undefined;
      const spec = ensureObject(request.object, 'spec');
      if (request.operation === 'CREATE') return setPriority(request, spec, classes());
      keepPriority(spec, request.oldObject);
      return undefined;
    },
  };
}

/** Whoever replaces a pod need not know what was set when it was created. */
function keepPriority(spec: Fields, old: KubeObject | undefined): void {
  const oldSpec = objectAt(old, 'spec');
  for (const field of ['priority', 'preemptionPolicy']) {
    const kept = valueAt(oldSpec, field);
    if (valueAt(spec, field) === undefined && kept !== undefined) spec[field] = kept;
  }
}

interface Chosen {
  readonly name: string;
  readonly value: number;
  readonly preemptionPolicy: string;
}

function setPriority(request: AdmissionRequest, spec: Fields, classes: ObjectStore): Refusal | undefined {
  const asked = textAt(spec, 'priorityClassName');
  const chosen = asked === '' ? defaultClass(classes) : namedClass(classes, asked);
  const of = { group: '', resource: 'pods' };
  if (chosen === undefined)
    return forbidden(of, request.name, `no PriorityClass with name ${asked} was found`);
  const given = numberAt(spec, 'priority');
  if (given !== undefined && given !== chosen.value) {
    const why = `the integer value of priority (${given}) must not be provided in pod spec; priority admission controller computed ${chosen.value} from the given PriorityClass name`;
    return forbidden(of, request.name, why);
  }
  if (chosen.name !== '') spec['priorityClassName'] = chosen.name;
  spec['priority'] = chosen.value;
  if (valueAt(spec, 'preemptionPolicy') === undefined) spec['preemptionPolicy'] = chosen.preemptionPolicy;
  return undefined;
}

function namedClass(classes: ObjectStore, name: string): Chosen | undefined {
  const stored = classes.cache.objects.get(classes.keyOf('', name));
  if (stored !== undefined) return chosenOf(stored.object);
  const system = Object.hasOwn(systemPriorities, name) ? systemPriorities[name] : undefined;
  return system === undefined ? undefined : { name, value: system, preemptionPolicy: 'PreemptLowerPriority' };
}

/** Of several global defaults the lowest counts. */
function defaultClass(classes: ObjectStore): Chosen {
  let lowest: Chosen | undefined;
  for (const stored of classes.cache.objects.range(classes.cache.prefix)) {
    if (valueAt(stored.object, 'globalDefault') !== true) continue;
    const found = chosenOf(stored.object);
    if (lowest === undefined || found.value < lowest.value) lowest = found;
  }
  return lowest ?? { name: '', value: 0, preemptionPolicy: 'PreemptLowerPriority' };
}

function chosenOf(priorityClass: KubeObject): Chosen {
  return {
    name: priorityClass.metadata?.name ?? '',
    value: numberAt(priorityClass, 'value') ?? 0,
    preemptionPolicy: textAt(priorityClass, 'preemptionPolicy') || 'PreemptLowerPriority',
  };
}
