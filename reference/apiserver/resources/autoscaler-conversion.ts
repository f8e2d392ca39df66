import { isFields, objectAt, setOrRemove, textAt, type Fields } from '../fields.ts';
import type { Conversion, KubeObject } from '../resource-definition.ts';
import { currentMetricsOf, currentStatusesOf, oldMetrics, oldStatuses } from './autoscaler-metrics.ts';

const metricsAnnotation = 'autoscaling.alpha.kubernetes.io/metrics';
const behaviorAnnotation = 'autoscaling.alpha.kubernetes.io/behavior';
const currentMetricsAnnotation = 'autoscaling.alpha.kubernetes.io/current-metrics';
const conditionsAnnotation = 'autoscaling.alpha.kubernetes.io/conditions';

/**
 * autoscaling/v1 as a view of the autoscaling/v2 objects that are stored: the one CPU utilization target is a field,
 * everything that v1 has no field for travels in annotations, in forms of their own. Source: autoscaling/v1 of Kubernetes 1.32.
 */
export const autoscalerConversion: Conversion = {
  fromStorage: (object) => {
    const { metrics, behavior, ...spec } = { ...objectAt(object, 'spec') };
    const { currentMetrics, conditions, ...status } = { ...objectAt(object, 'status') };
    const carried = new AnnotationCarrier(object);
    const known = Array.isArray(metrics) ? metrics.filter(isFields) : [];
    setOrRemove(spec, 'targetCPUUtilizationPercentage', cpuTarget(known.find(isCpuUtilization)));
    const current = Array.isArray(currentMetrics) ? currentMetrics.filter(isFields) : [];
    setOrRemove(status, 'currentCPUUtilizationPercentage', currentCpu(current));
    // Nobody runs: v2 leaves it out, v1 says it.
    status['currentReplicas'] ??= 0;
    const others = known.filter((metric) => !isCpuUtilization(metric));
    carried.put(metricsAnnotation, others.length > 0 ? oldMetrics(others) : undefined);
    carried.put(currentMetricsAnnotation, current.length > 0 ? oldStatuses(current) : undefined);
    carried.put(behaviorAnnotation, isFields(behavior) ? oldBehavior(behavior) : undefined);
    carried.put(
      conditionsAnnotation,
      Array.isArray(conditions) && conditions.length > 0 ? conditions : undefined,
    );
    return { ...object, apiVersion: 'autoscaling/v1', metadata: carried.metadata(), spec, status };
  },
  toStorage: (object) => {
    const { targetCPUUtilizationPercentage: target, ...spec } = { ...objectAt(object, 'spec') };
    const { currentCPUUtilizationPercentage: current, ...status } = { ...objectAt(object, 'status') };
    const carried = new AnnotationCarrier(object);
    const metrics = [
      ...currentMetricsOf(carried.takeList(metricsAnnotation) ?? []),
      ...(typeof target === 'number' ? [cpuMetric(target)] : []),
    ];
    spec['metrics'] = metrics.length > 0 ? metrics : [cpuMetric(defaultUtilization)];
    const behavior = carried.take(behaviorAnnotation);
    if (isFields(behavior) && Object.keys(behavior).length > 0) spec['behavior'] = currentBehavior(behavior);
    if (status['currentReplicas'] === 0) Reflect.deleteProperty(status, 'currentReplicas');
    const statuses = carried.takeList(currentMetricsAnnotation);
    if (statuses !== undefined) status['currentMetrics'] = currentStatusesOf(statuses);
    else if (typeof current === 'number')
      status['currentMetrics'] = [
        { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: current } } },
      ];
    setOrRemove(status, 'conditions', carried.takeList(conditionsAnnotation) ?? status['conditions']);
    return { ...object, apiVersion: 'autoscaling/v2', metadata: carried.metadata(), spec, status };
  },
};

/** What v1 aims at where nobody has said anything. */
const defaultUtilization = 80;

const ruleNames = ['StabilizationWindowSeconds', 'SelectPolicy', 'Policies'] as const;
const policyNames = ['Type', 'Value', 'PeriodSeconds'] as const;

/** The annotation holds a form that is published nowhere else: all names begin with capitals, and what is missing is null. */
function oldBehavior(behavior: Readonly<Fields>): Fields {
  const rules = (scaling: Fields | undefined): Fields | null =>
    scaling === undefined
      ? null
      : {
          ...capitalized(scaling, ruleNames),
          Policies:
            listOrNull(scaling['policies'])?.map((policy) => capitalized(policy, policyNames)) ?? null,
        };
  return { ScaleUp: rules(objectAt(behavior, 'scaleUp')), ScaleDown: rules(objectAt(behavior, 'scaleDown')) };
}

function currentBehavior(behavior: Readonly<Fields>): Fields {
  const converted: Fields = {};
  for (const [direction, old] of Object.entries(uncapitalized(behavior))) {
    if (!isFields(old)) continue;
    const rules = uncapitalized(old);
    const policies = listOrNull(rules['policies'])?.map(uncapitalized);
    setOrRemove(rules, 'policies', policies);
    converted[direction] = rules;
  }
  return converted;
}

function capitalized(from: Readonly<Fields>, names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, from[uncapital(name)] ?? null]));
}

/** Whatever the case of their first letters; what is null is left out. */
function uncapitalized(from: Readonly<Fields>): Fields {
  return Object.fromEntries(
    Object.entries(from)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [uncapital(name), value]),
  );
}

function uncapital(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

function listOrNull(value: unknown): readonly Fields[] | null {
  return Array.isArray(value) ? value.filter(isFields) : null;
}

function isCpuUtilization(metric: Fields): boolean {
  const resource = objectAt(metric, 'resource');
  const target = objectAt(resource, 'target');
  return (
    textAt(metric, 'type') === 'Resource' &&
    textAt(resource, 'name') === 'cpu' &&
    cpuValue(target) !== undefined
  );
}

function cpuValue(target: Fields | undefined): unknown {
  return target?.['averageUtilization'];
}

function cpuTarget(metric: Fields | undefined): unknown {
  return cpuValue(objectAt(objectAt(metric, 'resource'), 'target'));
}

function currentCpu(metrics: readonly Fields[]): unknown {
  const cpu = metrics.find((metric) => textAt(objectAt(metric, 'resource'), 'name') === 'cpu');
  return objectAt(objectAt(cpu, 'resource'), 'current')?.['averageUtilization'];
}

function cpuMetric(averageUtilization: number): Fields {
  return { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } };
}

/** Reads and writes values that travel as JSON in annotations. */
class AnnotationCarrier {
  readonly #metadata: Fields;
  readonly #annotations: Fields;

  constructor(object: KubeObject) {
    this.#metadata = { ...object.metadata };
    this.#annotations = { ...objectAt(this.#metadata, 'annotations') };
  }

  /** Undefined where it is no list of objects. */
  takeList(name: string): readonly Fields[] | undefined {
    const value = this.take(name);
    return Array.isArray(value) && value.every(isFields) ? value : undefined;
  }

  put(name: string, value: unknown): void {
    setOrRemove(this.#annotations, name, value === undefined ? undefined : JSON.stringify(value));
  }

  take(name: string): unknown {
    const text = textAt(this.#annotations, name);
    Reflect.deleteProperty(this.#annotations, name);
    if (text === '') return undefined;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return undefined;
    }
  }

  metadata(): NonNullable<KubeObject['metadata']> {
    const annotations = Object.keys(this.#annotations).length > 0 ? this.#annotations : undefined;
    setOrRemove(this.#metadata, 'annotations', annotations);
    return this.#metadata;
  }
}
