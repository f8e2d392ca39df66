import type { Amounts } from '../../../quota/amounts.ts';
import { amountsOf, containerTotal } from '../../../quota/pod-resources.ts';
import { objectAt, objectsAt, type Fields } from '../../fields.ts';
import type { ObjectStore } from '../../registry/object-store.ts';
import type { Refusal } from '../../status.ts';
import { isAbout, notAdmitted, type AdmissionPlugin, type AdmissionRequest } from '../admission-chain.ts';
import { tooLittle, tooMuch, tooMuchRequested, tooUneven, type Bound, type Observed } from './constraints.ts';
import { setDefaultResources } from './default-resources.ts';
import { readLimits, type Limit } from './limit-range.ts';

/**
 * Gives new pods what the LimitRanges of their namespace set where they say nothing, and refuses pods and claims outside the
 * bounds. Pods are looked at when they are created, claims also when they are changed; what is on its way out is left alone.
 */
export function limitRanger(limitRanges: () => ObjectStore): AdmissionPlugin {
  const limitsFor = (namespace: string): readonly (readonly Limit[])[] => {
    const { cache } = limitRanges();
    return [...cache.objects.range(`${cache.prefix}${namespace}/`)].map(({ object }) => readLimits(object));
  };
  return {
    name: 'LimitRanger',
    operations: ['CREATE', 'UPDATE'],
    mutate: (request) => {
      const { object } = request;
      if (object === undefined || !isNewPod(request)) return undefined;
      for (const limits of limitsFor(request.namespace)) setDefaultResources(object, limits);
      return undefined;
    },
    validate: (request) => {
      const { object } = request;
      if (object === undefined || request.oldObject?.metadata?.deletionTimestamp !== undefined)
        return undefined;
      const faultsOf = isNewPod(request)
        ? podFaults
        : isAbout(request, '', 'persistentvolumeclaims')
          ? claimFaults
          : undefined;
      if (faultsOf === undefined) return undefined;
      const spec = objectAt(object, 'spec') ?? {};
      for (const limits of limitsFor(request.namespace)) {
        const faults = limits.flatMap((limit) => faultsOf(limit, spec));
        if (faults.length > 0) return refusal(request, faults);
      }
      return undefined;
    },
  };
}

/** What containers ask for cannot be changed later. */
function isNewPod(request: AdmissionRequest): boolean {
  return request.operation === 'CREATE' && isAbout(request, '', 'pods');
}

function podFaults(limit: Limit, spec: Fields): readonly string[] {
  const { type } = limit;
  if (type === 'Pod') {
    const requests = containerTotal(spec, 'requests');
    return faultsIn(limit, { type, requests, limits: containerTotal(spec, 'limits') });
  }
  if (type !== 'Container') return [];
  return [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')].flatMap((container) => {
    const requests = amountsOf(container, 'requests');
    return faultsIn(limit, { type, requests, limits: amountsOf(container, 'limits') });
  });
}

function faultsIn(limit: Limit, observed: Observed): readonly string[] {
  return [
    ...faults(limit.min, (bound) => tooLittle(observed, bound)),
    ...faults(limit.max, (bound) => tooMuch(observed, bound)),
    ...faults(limit.maxLimitRequestRatio, (bound) => tooUneven(observed, bound)),
  ];
}

function claimFaults(limit: Limit, spec: Fields): readonly string[] {
  if (limit.type !== 'PersistentVolumeClaim') return [];
  const observed = { type: limit.type, requests: amountsOf(spec, 'requests'), limits: new Map() };
  return [
    ...faults(limit.min, (bound) => tooLittle(observed, bound)),
    ...faults(limit.max, (bound) => tooMuchRequested(observed, bound)),
  ];
}

function faults(bounds: Amounts, check: (bound: Bound) => string): readonly string[] {
  return [...bounds].map(([name, quantity]) => check({ name, quantity })).filter((fault) => fault !== '');
}

/** Everything that is wrong, each once. */
function refusal(request: AdmissionRequest, found: readonly string[]): Refusal {
  const [first = '', ...others] = new Set(found);
  return notAdmitted(request, others.length === 0 ? first : `[${[first, ...others].join(', ')}]`);
}
