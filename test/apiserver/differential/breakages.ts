import { shapeOf, type ObjectShape, type Shape } from '../../../schemas/structure.ts';
import type { Json } from '../api-fixture.ts';
import type { GroupVersionKind } from '../../../schemas/kubernetes-schemas.ts';
import {
  oddBooleans,
  oddBytes,
  oddIntOrStrings,
  oddNumbers,
  oddQuantities,
  oddTexts,
  oddTimes,
} from './odd-values.ts';

export type Step = string | number;

/** One small change of a valid object; most of them make it invalid. */
export interface Breakage {
  readonly path: readonly Step[];
  /** What was done, in a word: `remove`, `empty`, `negative`. */
  readonly how: string;
  /** What stands at the path afterwards; absent: nothing. */
  readonly value?: unknown;
}

interface Change {
  readonly how: string;
  readonly value?: unknown;
}

/** Every breakage of the object outside its metadata, in the order of its fields and then of the schema's. */
export function* breakagesOf(kind: GroupVersionKind, object: Json): Generator<Breakage> {
  const shape = shapeOf(kind);
  if (shape === undefined) return;
  for (const name of Object.keys(object)) {
    if (['apiVersion', 'kind', 'metadata'].includes(name)) continue;
    const field = shape.fields.get(name);
    if (field !== undefined) yield* ofPresent([name], object[name], field.shape);
  }
  yield* ofAbsent([], object, shape);
}

function* ofPresent(path: readonly Step[], value: unknown, shape: Shape): Generator<Breakage> {
  yield { path, how: 'remove' };
  yield { path, how: 'null', value: null };
  for (const change of changesOf(value, shape)) yield { path, ...change };
  if (shape.is === 'object' && isObject(value)) {
    for (const [name, child] of Object.entries(value)) {
      const field = shape.fields.get(name);
      if (field !== undefined) yield* ofPresent([...path, name], child, field.shape);
    }
    yield* ofAbsent(path, value, shape);
  } else if (shape.is === 'list' && Array.isArray(value)) {
    for (const [index, child] of value.entries()) yield* ofPresent([...path, index], child, shape.items);
  } else if (shape.is === 'map' && isObject(value)) {
    for (const [name, child] of Object.entries(value)) yield* ofPresent([...path, name], child, shape.values);
  }
}

/** Fields that the object does not set get something small each. */
function* ofAbsent(path: readonly Step[], parent: Json, shape: ObjectShape): Generator<Breakage> {
  for (const { name, shape: field } of shape.fields.values()) {
    if (
      Object.hasOwn(parent, name) ||
      (path.length === 0 && ['metadata', 'apiVersion', 'kind'].includes(name))
    )
      continue;
    if (path.includes('metadata') && !['labels', 'annotations'].includes(name)) continue;
    for (const [index, value] of samplesOf(field).entries()) {
      yield { path: [...path, name], how: `add ${index}`, value };
    }
  }
}

/** What an unset field may be set to. */
function samplesOf(shape: Shape): readonly unknown[] {
  switch (shape.is) {
    case 'object':
      return [{}, ...firstFields(shape), []];
    case 'list':
      return samplesOf(shape.items)
        .slice(0, 2)
        .map((item) => [item])
        .concat([[]], [[null]]);
    case 'map':
      return [
        { k: samplesOf(shape.values)[0] },
        { 'bad key/x/y': samplesOf(shape.values)[0] },
        {},
        { k: null },
      ];
    case 'scalar':
      if (shape.type === 'bool') return [true, false, null, 'true'];
      return shape.type === 'string' ? ['', 'word', 'Bad word/', null, 5] : [0, 1, -1, 70_000, null, 'text'];
    case 'special':
      return specialSamples[shape.type];
    case 'choice':
    case 'open':
      return [{}];
  }
}

const specialSamples = {
  bytes: ['', 'AAEC'],
  time: ['2024-01-01T00:00:00Z'],
  microTime: ['2024-01-01T00:00:00.000000Z'],
  quantity: ['1', '0', '-1'],
  intOrString: [0, 1, 'word', '50%', null],
};

/** An object with one field of its own each, only so deep. */
function firstFields(shape: ObjectShape): readonly unknown[] {
  return [...shape.fields.values()].slice(0, 12).flatMap(({ name, shape: field }) => {
    const [first, second] = shallowSamplesOf(field);
    return field.is === 'scalar' && second !== undefined ? [{ [name]: second }] : [{ [name]: first }];
  });
}

/** Types hold themselves (a schema its properties): at some depth it is enough. */
function shallowSamplesOf(shape: Shape): readonly unknown[] {
  if (shape.is === 'object') return [{}];
  if (shape.is === 'list' && shape.items.is === 'object') return [[{}]];
  if (shape.is === 'map' && shape.values.is === 'object') return [{ k: {} }];
  return samplesOf(shape);
}

function changesOf(value: unknown, shape: Shape): readonly Change[] {
  switch (shape.is) {
    case 'scalar':
      if (shape.type === 'bool') return [{ how: 'flip', value: value !== true }, ...oddBooleans];
      return shape.type === 'string' ? changedTexts(String(value)) : changedNumbers(Number(value));
    case 'special':
      return changedSpecials(value, shape.type);
    case 'list':
      return Array.isArray(value) ? changedLists(value, shape.items) : [];
    case 'map':
      return isObject(value) ? changedMaps(value) : [];
    case 'object':
      return [
        { how: 'hollow', value: {} },
        { how: 'mistyped', value: 'text' },
        { how: 'mistyped list', value: [] },
        { how: 'mistyped number', value: 5 },
      ];
    case 'choice':
    case 'open':
      return [];
  }
}

function changedTexts(value: string): readonly Change[] {
  return [
    { how: 'empty', value: '' },
    { how: 'long', value: 'a'.repeat(300) },
    { how: 'longish', value: 'b'.repeat(64) },
    { how: 'bad', value: 'Bad_Value !' },
    { how: 'word', value: 'word' },
    { how: 'other', value: `${value}x` },
    { how: 'dotted', value: '../up' },
    { how: 'absolute', value: '/abs:olute' },
    { how: 'qualified', value: 'a.b/c' },
    { how: 'spaced', value: ` ${value}` },
    { how: 'mistyped', value: 5 },
    ...oddTexts(value),
  ];
}

function changedNumbers(value: number): readonly Change[] {
  return [
    { how: 'zero', value: 0 },
    { how: 'one', value: 1 },
    { how: 'negative', value: -1 },
    { how: 'more', value: value + 1 },
    { how: 'large', value: 70_000 },
    { how: 'huge', value: 2_147_483_647 },
    { how: 'mistyped', value: 'five' },
    ...oddNumbers,
  ];
}

function changedSpecials(value: unknown, type: keyof typeof specialSamples): readonly Change[] {
  switch (type) {
    case 'quantity':
      return oddQuantities;
    case 'intOrString':
      return oddIntOrStrings;
    case 'bytes':
      return oddBytes;
    case 'time':
    case 'microTime':
      return [{ how: 'no time', value: String(value).slice(1) }, ...oddTimes];
  }
}

function changedLists(value: readonly unknown[], items: Shape): readonly Change[] {
  const [first] = value;
  const added = samplesOf(items)[0];
  return [
    { how: 'emptied', value: [] },
    ...(first === undefined ? [] : [{ how: 'repeated', value: [...value, first] }]),
    ...(value.length > 1 ? [{ how: 'reversed', value: value.toReversed() }] : []),
    ...(added === undefined ? [] : [{ how: 'extended', value: [...value, added] }]),
    { how: 'mistyped', value: 'text' },
    { how: 'mistyped object', value: {} },
    { how: 'null in it', value: [...value, null] },
    { how: 'text in it', value: [...value, 'text'] },
    { how: 'number in it', value: [...value, 5] },
    { how: 'many', value: Array.from({ length: 70 }, () => first ?? null) },
  ];
}

function changedMaps(value: Json): readonly Change[] {
  const [first] = Object.values(value);
  return [
    { how: 'emptied', value: {} },
    { how: 'bad key', value: { ...value, 'bad key': first } },
    { how: 'another key', value: { ...value, another: first } },
    { how: 'qualified key', value: { ...value, 'example.com/key': first } },
    { how: 'long key', value: { ...value, ['k'.repeat(64)]: first } },
    { how: 'mistyped', value: 'text' },
    { how: 'mistyped list', value: [] },
    { how: 'empty key', value: { ...value, '': first } },
    { how: 'null in it', value: { ...value, nothing: null } },
    { how: 'number in it', value: { ...value, number: 5 } },
    { how: 'list in it', value: { ...value, list: [] } },
    { how: 'empty value', value: { ...value, empty: '' } },
    { how: 'long value', value: { ...value, long: 'v'.repeat(300) } },
  ];
}

/** A copy of the object with the breakage done to it. */
export function broken(object: Json, { path, value }: Breakage): Json {
  return changed(object, path, value) as Json;
}

function changed(value: unknown, path: readonly Step[], replacement: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return replacement;
  if (Array.isArray(value)) {
    const copy: unknown[] = [...(value as readonly unknown[])];
    const next = changed(copy[Number(step)], rest, replacement);
    if (next === undefined) copy.splice(Number(step), 1);
    else copy[Number(step)] = next;
    return copy;
  }
  const copy = { ...(value as Json) };
  const next = changed(copy[step], rest, replacement);
  if (next === undefined) Reflect.deleteProperty(copy, String(step));
  else copy[step] = next;
  return copy;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
