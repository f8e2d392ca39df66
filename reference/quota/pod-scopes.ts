import type { ScopeSelector } from './evaluator.ts';
import { objectAt, objectsAt, textAt, textsAt, type Fields } from './fields.ts';
import { amountsOf } from './pod-resources.ts';

/** Whether the pod is among those that the scope selects; an unknown scope selects none. */
export function podInScope(scope: ScopeSelector, pod: Fields): boolean {
  const spec = objectAt(pod, 'spec');
  switch (scope.scopeName) {
    case 'Terminating':
      return isTerminating(spec);
    case 'NotTerminating':
      return !isTerminating(spec);
    case 'BestEffort':
      return isBestEffort(pod);
    case 'NotBestEffort':
      return !isBestEffort(pod);
    case 'PriorityClass':
      return hasPriorityClass(scope, textAt(spec, 'priorityClassName'));
    case 'CrossNamespacePodAffinity':
      return looksAcrossNamespaces(spec);
    default:
      return false;
  }
}

function isTerminating(spec: Fields): boolean {
  const seconds = spec['activeDeadlineSeconds'];
  return typeof seconds === 'number' && seconds >= 0;
}

function isBestEffort(pod: Fields): boolean {
  const known = textAt(objectAt(pod, 'status'), 'qosClass');
  if (known !== '') return known === 'BestEffort';
  const spec = objectAt(pod, 'spec');
  return [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')].every(
    (container) => !asksForCompute(container),
  );
}

function asksForCompute(container: Fields): boolean {
  return (['requests', 'limits'] as const).some((side) => {
    const amounts = amountsOf(container, side);
    return ['cpu', 'memory'].some((name) => (amounts.get(name)?.nano ?? 0n) > 0n);
  });
}

function hasPriorityClass({ operator, values }: ScopeSelector, name: string): boolean {
  switch (operator) {
    case 'Exists':
      return name !== '';
    case 'DoesNotExist':
      return name === '';
    case 'In':
      return name !== '' && values.includes(name);
    case 'NotIn':
      return name === '' || !values.includes(name);
    default:
      return false;
  }
}

function looksAcrossNamespaces(spec: Fields): boolean {
  const affinity = objectAt(spec, 'affinity');
  return ['podAffinity', 'podAntiAffinity'].some((name) => {
    const rules = objectAt(affinity, name);
    return [
      ...objectsAt(rules, 'requiredDuringSchedulingIgnoredDuringExecution'),
      ...objectsAt(rules, 'preferredDuringSchedulingIgnoredDuringExecution').map((weighted) =>
        objectAt(weighted, 'podAffinityTerm'),
      ),
    ].some((term) => textsAt(term, 'namespaces').length > 0 || isGiven(term, 'namespaceSelector'));
  });
}

function isGiven(parent: Fields, name: string): boolean {
  return Object.hasOwn(parent, name) && parent[name] !== null && parent[name] !== undefined;
}
