import { isFields, objectAt, setOrRemove, textAt, type Fields } from '../fields.ts';
import type { Conversion, KubeObject } from '../resource-definition.ts';

function rename(object: KubeObject, apiVersion: string): Fields {
  return { ...object, apiVersion };
}

/** events.k8s.io/v1 as a view of the core events that are stored. */
export const eventConversion: Conversion = {
  fromStorage: (object) => {
    const {
      involvedObject,
      message,
      source,
      firstTimestamp,
      lastTimestamp,
      count,
      reportingComponent,
      ...rest
    } = object;
    const event = rename(rest, 'events.k8s.io/v1');
    setOrRemove(event, 'regarding', involvedObject);
    setOrRemove(event, 'note', message);
    setOrRemove(event, 'deprecatedSource', source);
    setOrRemove(event, 'deprecatedFirstTimestamp', firstTimestamp);
    setOrRemove(event, 'deprecatedLastTimestamp', lastTimestamp);
    setOrRemove(event, 'deprecatedCount', count);
    setOrRemove(event, 'reportingController', reportingComponent);
    return event;
  },
  toStorage: (object) => {
    const {
      regarding,
      note,
      deprecatedSource,
      deprecatedFirstTimestamp,
      deprecatedLastTimestamp,
      deprecatedCount,
      reportingController,
      ...rest
    } = object;
    const event = rename(rest, 'v1');
    event['involvedObject'] = regarding ?? {};
    setOrRemove(event, 'message', note);
    event['source'] = deprecatedSource ?? {};
    event['firstTimestamp'] = deprecatedFirstTimestamp ?? null;
    event['lastTimestamp'] = deprecatedLastTimestamp ?? null;
    setOrRemove(event, 'count', deprecatedCount);
    event['reportingComponent'] = reportingController ?? '';
    return event;
  },
};

const metricsAnnotation = 'autoscaling.alpha.kubernetes.io/metrics';
const behaviorAnnotation = 'autoscaling.alpha.kubernetes.io/behavior';
const currentMetricsAnnotation = 'autoscaling.alpha.kubernetes.io/current-metrics';
const conditionsAnnotation = 'autoscaling.alpha.kubernetes.io/conditions';

/**
 * autoscaling/v1 as a view of the autoscaling/v2 objects that are stored: the one CPU utilization target is a field,
 * everything that v1 has no field for travels in annotations.
 */
export const autoscalerConversion: Conversion = {
  fromStorage: (object) => {
    const { metrics, behavior, ...spec } = { ...objectAt(object, 'spec') };
    const { currentMetrics, conditions, ...status } = { ...objectAt(object, 'status') };
    const carried = new AnnotationCarrier(object);
    const known = Array.isArray(metrics) ? metrics.filter(isFields) : [];
    const cpu = known.find(isCpuUtilization);
    const others = known.filter((metric) => metric !== cpu);
    setOrRemove(spec, 'targetCPUUtilizationPercentage', cpuTarget(cpu));
    const current = Array.isArray(currentMetrics) ? currentMetrics.filter(isFields) : [];
    setOrRemove(status, 'currentCPUUtilizationPercentage', currentCpu(current));
    carried.put(metricsAnnotation, others.length > 0 ? others : undefined);
    carried.put(behaviorAnnotation, behavior);
    carried.put(currentMetricsAnnotation, current.length > 0 ? current : undefined);
    carried.put(conditionsAnnotation, conditions);
    return { ...object, apiVersion: 'autoscaling/v1', metadata: carried.metadata(), spec, status };
  },
  toStorage: (object) => {
    const { targetCPUUtilizationPercentage, ...spec } = { ...objectAt(object, 'spec') };
    const status = { ...objectAt(object, 'status') };
    Reflect.deleteProperty(status, 'currentCPUUtilizationPercentage');
    const carried = new AnnotationCarrier(object);
    const others = carried.take(metricsAnnotation);
    const metrics = Array.isArray(others) ? others.filter(isFields) : [];
    const cpu =
      typeof targetCPUUtilizationPercentage === 'number' ? [cpuMetric(targetCPUUtilizationPercentage)] : [];
    if (metrics.length + cpu.length > 0) spec['metrics'] = [...metrics, ...cpu];
    setOrRemove(spec, 'behavior', carried.take(behaviorAnnotation));
    setOrRemove(status, 'currentMetrics', carried.take(currentMetricsAnnotation));
    setOrRemove(status, 'conditions', carried.take(conditionsAnnotation));
    return { ...object, apiVersion: 'autoscaling/v2', metadata: carried.metadata(), spec, status };
  },
};

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

  put(name: string, value: unknown): void {
    if (value !== undefined) this.#annotations[name] = JSON.stringify(value);
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
