import { isFields, objectAt, setOwn, textAt, type Fields } from '../fields.ts';

/** A field of autoscaling/v1 and where the same stands in autoscaling/v2; `missing`: what v1 says where v2 says nothing. */
interface FieldPair {
  readonly old: string;
  readonly current: readonly string[];
  readonly missing?: string;
}

type Pairs = Readonly<Record<string, readonly FieldPair[]>>;

const metricName: FieldPair = { old: 'metricName', current: ['metric', 'name'], missing: '' };
const selector: FieldPair = { old: 'selector', current: ['metric', 'selector'] };
const metricSelector: FieldPair = { old: 'metricSelector', current: ['metric', 'selector'] };
const name: FieldPair = { old: 'name', current: ['name'], missing: '' };
const container: FieldPair = { old: 'container', current: ['container'], missing: '' };
const describedObject: FieldPair = { old: 'target', current: ['describedObject'] };

/** What is aimed at, by the type of the metric. */
const sources: Pairs = {
  object: [
    describedObject,
    metricName,
    { old: 'targetValue', current: ['target', 'value'], missing: '0' },
    selector,
    { old: 'averageValue', current: ['target', 'averageValue'] },
  ],
  pods: [
    metricName,
    { old: 'targetAverageValue', current: ['target', 'averageValue'], missing: '0' },
    selector,
  ],
  resource: [name, ...averageTargets()],
  containerResource: [name, ...averageTargets(), container],
  external: [
    metricName,
    metricSelector,
    { old: 'targetValue', current: ['target', 'value'] },
    { old: 'targetAverageValue', current: ['target', 'averageValue'] },
  ],
};

/** What is the case. */
const statuses: Pairs = {
  object: [
    describedObject,
    metricName,
    { old: 'currentValue', current: ['current', 'value'], missing: '0' },
    selector,
    { old: 'averageValue', current: ['current', 'averageValue'] },
  ],
  pods: [
    metricName,
    { old: 'currentAverageValue', current: ['current', 'averageValue'], missing: '0' },
    selector,
  ],
  resource: [name, ...averageStates()],
  containerResource: [name, ...averageStates(), container],
  external: [
    metricName,
    metricSelector,
    { old: 'currentValue', current: ['current', 'value'], missing: '0' },
    { old: 'currentAverageValue', current: ['current', 'averageValue'] },
  ],
};

function averageTargets(): readonly FieldPair[] {
  return [
    { old: 'targetAverageUtilization', current: ['target', 'averageUtilization'] },
    { old: 'targetAverageValue', current: ['target', 'averageValue'] },
  ];
}

function averageStates(): readonly FieldPair[] {
  return [
    { old: 'currentAverageUtilization', current: ['current', 'averageUtilization'] },
    { old: 'currentAverageValue', current: ['current', 'averageValue'], missing: '0' },
  ];
}

/** Metrics of autoscaling/v2 as autoscaling/v1 writes them into its annotation. */
export function oldMetrics(metrics: readonly Fields[]): readonly Fields[] {
  return metrics.map((metric) => toOld(metric, sources));
}

/** The same back. */
export function currentMetricsOf(metrics: readonly Fields[]): readonly Fields[] {
  return metrics.map((metric) => {
    const converted = toCurrent(metric, sources);
    for (const part of Object.keys(sources)) {
      const target = objectAt(objectAt(converted, part), 'target');
      if (target !== undefined) target['type'] = targetType(part, target);
    }
    return converted;
  });
}

/** States of metrics of autoscaling/v2 as autoscaling/v1 writes them into its annotation. */
export function oldStatuses(metrics: readonly Fields[]): readonly Fields[] {
  return metrics.map((metric) => toOld(metric, statuses));
}

/** The same back. */
export function currentStatusesOf(metrics: readonly Fields[]): readonly Fields[] {
  return metrics.map((metric) => toCurrent(metric, statuses));
}

function targetType(part: string, target: Readonly<Fields>): string {
  if (part === 'object') return target['averageValue'] === undefined ? 'Value' : 'AverageValue';
  if (part === 'external') return target['value'] === undefined ? 'AverageValue' : 'Value';
  return target['averageUtilization'] === undefined ? 'AverageValue' : 'Utilization';
}

function toOld(metric: Readonly<Fields>, pairs: Pairs): Fields {
  const converted: Fields = { type: textAt(metric, 'type') };
  for (const [part, fields] of Object.entries(pairs)) {
    const from = objectAt(metric, part);
    if (from === undefined) continue;
    const to: Fields = {};
    for (const { old, current, missing } of fields) {
      const value =
        current.reduce<unknown>((at, step) => (isFields(at) ? at[step] : undefined), from) ?? missing;
      if (value !== undefined) setOwn(to, old, value);
    }
    converted[part] = to;
  }
  return converted;
}

function toCurrent(metric: Readonly<Fields>, pairs: Pairs): Fields {
  const converted: Fields = { type: textAt(metric, 'type') };
  for (const [part, fields] of Object.entries(pairs)) {
    const from = objectAt(metric, part);
    if (from === undefined) continue;
    const to: Fields = pairs === sources ? { target: {} } : { current: {} };
    for (const { old, current, missing } of fields) {
      const value = from[old] ?? missing;
      if (value !== undefined) setAt(to, current, value);
    }
    converted[part] = to;
  }
  return converted;
}

function setAt(object: Fields, [first = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    object[first] = value;
    return;
  }
  const inner = objectAt(object, first) ?? {};
  object[first] = inner;
  setAt(inner, rest, value);
}
