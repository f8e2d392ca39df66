import { cloneJson, objectAt, objectIn, objectsAt, textAt, valueAt, type Fields } from '../fields.ts';
import type { ObjectStore } from '../registry/object-store.ts';
import type { KubeObject } from '../resource-definition.ts';
import type { Refusal } from '../status.ts';
import { parseQuantity } from '../validation/quantity.ts';
import { isAbout, notAdmitted, type AdmissionPlugin, type AdmissionRequest } from './admission-chain.ts';
import { mergeTolerations, tolerationsOf } from './tolerations.ts';

const otherOverhead = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";
const strayOverhead = 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead';

/** A Pod takes on what its runtime class costs and where it can run; nobody makes up costs of his own. */
export function runtimeClass(classes: () => ObjectStore): AdmissionPlugin {
  return {
    name: 'RuntimeClass',
    operations: ['CREATE'],
    mutate: async (request) => {
      const spec = specOf(request);
      if (spec === undefined) return undefined;
      const { found, refused } = await classOf(request, spec, classes());
      if (found === undefined) return refused;
      return setOverhead(request, spec, found) ?? setScheduling(request, spec, found);
    },
    validate: async (request) => {
      const spec = specOf(request);
      if (spec === undefined) return undefined;
      const { found, refused } = await classOf(request, spec, classes());
      if (refused !== undefined) return refused;
      const given = objectAt(spec, 'overhead');
      const fixed = objectIn(found, 'overhead', 'podFixed');
      if (objectAt(found, 'overhead') === undefined)
        return given === undefined ? undefined : notAdmitted(request, strayOverhead);
      return sameAmounts(fixed, given) ? undefined : notAdmitted(request, otherOverhead);
    },
  };
}

function specOf(request: AdmissionRequest): Fields | undefined {
  return isAbout(request, '', 'pods') ? objectAt(request.object, 'spec') : undefined;
}

interface NamedClass {
  readonly found?: KubeObject;
  readonly refused?: Refusal;
}

/** The class that the Pod names; neither field is there where it names none. */
async function classOf(request: AdmissionRequest, spec: Fields, classes: ObjectStore): Promise<NamedClass> {
  const name = valueAt(spec, 'runtimeClassName');
  if (typeof name !== 'string') return {};
  const key = classes.keyOf('', name);
  const found = (classes.cache.objects.get(key) ?? (await classes.read(key)))?.object;
  if (found !== undefined) return { found };
  return { refused: notAdmitted(request, `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`) };
}

function setOverhead(request: AdmissionRequest, spec: Fields, found: KubeObject): Refusal | undefined {
  const overhead = objectAt(found, 'overhead');
  if (overhead === undefined) return undefined;
  const given = objectAt(spec, 'overhead') ?? {};
  const fixed = objectAt(overhead, 'podFixed');
  if (Object.keys(given).length > 0 && !sameAmounts(fixed, given)) return notAdmitted(request, otherOverhead);
  if (fixed !== undefined) spec['overhead'] = cloneJson(fixed);
  return undefined;
}

function sameAmounts(left: Fields | undefined, right: Fields | undefined): boolean {
  const names = Object.keys(left ?? {});
  if (names.length !== Object.keys(right ?? {}).length) return false;
  return names.every((name) => parseQuantity(left?.[name]) === parseQuantity(right?.[name]));
}

function setScheduling(request: AdmissionRequest, spec: Fields, found: KubeObject): Refusal | undefined {
  const scheduling = objectAt(found, 'scheduling');
  if (scheduling === undefined) return undefined;
  const given = objectAt(spec, 'nodeSelector') ?? {};
  const added = objectAt(scheduling, 'nodeSelector') ?? {};
  for (const [key, value] of Object.entries(added)) {
    if (!Object.hasOwn(given, key) || given[key] === value) continue;
    const [wanted, present] = [textAt(added, key), textAt(given, key)];
    const why = `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${wanted}; pod.spec.nodeSelector[${key}] = ${present}`;
    return notAdmitted(request, why);
  }
  const selector = { ...given, ...added };
  if (Object.keys(selector).length > 0) spec['nodeSelector'] = selector;
  const tolerations = mergeTolerations(tolerationsOf(spec), objectsAt(scheduling, 'tolerations'));
  if (tolerations.length > 0) spec['tolerations'] = tolerations;
  return undefined;
}
