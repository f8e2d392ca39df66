import { childOf, shapeOf, type FieldShape, type Shape } from '../../../schemas/structure.ts';
import type { Json } from '../api-fixture.ts';
import type { BaseObject } from './base-objects.ts';
import { broken, type Breakage, type Step } from './breakages.ts';
import { metadataBreakages } from './metadata-breakages.ts';
import { breakagesFor } from './object-trials.ts';
import { nameOf, pathTo, type Chooser, type Trial } from './trials.ts';

type PatchType = 'merge' | 'strategic-merge' | 'json';
const patchTypes: readonly PatchType[] = ['merge', 'strategic-merge', 'json'];

/** The share of the breakages that are made by each kind of patch as well. */
const part = 0.15;

/** The same breakages, brought about by patches of the three kinds. */
export function* patchTrials(base: BaseObject, chooser: Chooser): Generator<Trial> {
  for (const type of patchTypes) {
    const operation = `${type}-patch`;
    if (!chooser.wants(operation)) continue;
    for (const breakage of [...breakagesFor(base, 'update'), ...metadataBreakages()]) {
      const name = nameOf(base, operation, breakage);
      if (!chooser.chooses(name, breakage.path, part)) continue;
      const body = (): unknown => patchOf(base, type, breakage);
      yield patchTrial(base, { name, type, body });
    }
  }
}

interface PatchOf {
  readonly name: string;
  readonly type: PatchType;
  readonly body: () => unknown;
  readonly query?: string;
}

function patchTrial(base: BaseObject, { name, type, body, query }: PatchOf): Trial {
  return {
    name,
    base,
    operation: `${type}-patch`,
    isCreation: false,
    message: () => ({
      method: 'PATCH',
      path: pathTo(base, '', query),
      contentType: `application/${type}-patch+json`,
      body: body(),
    }),
  };
}

function patchOf(base: BaseObject, type: PatchType, breakage: Breakage): unknown {
  if (type === 'json') return jsonPatchOf(base, breakage);
  const shape = type === 'merge' ? undefined : shapeOf(base.definition);
  return mergePatchOf(base.object, breakage, { field: undefined, shape });
}

function jsonPatchOf(base: BaseObject, { path, value }: Breakage): unknown {
  const pointer = path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  if (value === undefined) return [{ op: 'remove', path: pointer }];
  const present = path.reduce<unknown>((found, step) => (found as Json | undefined)?.[step], base.object);
  return [{ op: present === undefined ? 'add' : 'replace', path: pointer, value }];
}

interface Place {
  readonly field: FieldShape | undefined;
  readonly shape: Shape | undefined;
}

/** Lists are merged by their key where the schema names one, else given whole. */
function mergePatchOf(present: unknown, breakage: Breakage, { field, shape }: Place): unknown {
  const [step, ...rest] = breakage.path;
  if (step === undefined) return breakage.value === undefined ? null : breakage.value;
  const inner: Breakage = { ...breakage, path: rest };
  if (Array.isArray(present)) {
    const key = field?.patchMergeKey;
    const element = present[Number(step)] as Json | undefined;
    const items = shape?.is === 'list' ? shape.items : undefined;
    if (key === undefined || element?.[key] === undefined || (rest.length > 0 && rest[0] === key))
      return broken(present as unknown as Json, breakage);
    if (rest.length === 0 && breakage.value === undefined) return [{ $patch: 'delete', [key]: element[key] }];
    const merged = mergePatchOf(element, inner, { field: undefined, shape: items });
    return [isObject(merged) ? { [key]: element[key], ...merged } : merged];
  }
  const next = shape?.is === 'object' ? shape.fields.get(String(step)) : undefined;
  const child = shape === undefined ? undefined : childOf(shape, step);
  return { [step]: mergePatchOf(at(present, step), inner, { field: next, shape: child }) };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function at(value: unknown, step: Step): unknown {
  return isObject(value) ? value[step] : undefined;
}

/** Patches that are odd in themselves, whatever they are for. */
const oddPatches: Readonly<Record<PatchType, Readonly<Record<string, unknown>>>> = {
  merge: {
    hollow: {},
    list: [],
    null: 'null',
    text: '"text"',
    number: '5',
    nothing: '',
    'no json': '{',
    'doubled key': '{"metadata":{"labels":{"a":"1","a":"2"}}}',
    'metadata null': { metadata: null },
    'spec null': { spec: null },
    'status null': { status: null },
    'metadata text': { metadata: 'text' },
    'labels null': { metadata: { labels: null } },
    'label null': { metadata: { labels: { missing: null } } },
    'unknown field': { unknown: { a: 1 } },
    'unknown in spec': { spec: { unknown: 1 } },
    'other kind': { kind: 'Other' },
    'no kind': { kind: null },
    'other version': { apiVersion: 'v9' },
    'stale version': { metadata: { resourceVersion: '1' } },
    'odd version': { metadata: { resourceVersion: 'x' } },
    'same version': { metadata: { resourceVersion: '$VERSION' } },
    'other uid': { metadata: { uid: 'u' } },
    directive: { metadata: { $patch: 'delete' } },
  },
  'strategic-merge': {
    hollow: {},
    list: [],
    null: 'null',
    text: '"text"',
    'no json': '{',
    'spec null': { spec: null },
    'unknown field': { unknown: { a: 1 } },
    'metadata text': { metadata: 'text' },
    'other kind': { kind: 'Other' },
    'replace all': { $patch: 'replace' },
    'delete all': { $patch: 'delete' },
    'merge all': { $patch: 'merge' },
    'odd directive': { $patch: 'odd' },
    'numeric directive': { $patch: 5 },
    'replace labels': { metadata: { labels: { $patch: 'replace', only: 'this' } } },
    'delete labels': { metadata: { labels: { $patch: 'delete' } } },
    'odd labels directive': { metadata: { labels: { $patch: 'odd', a: 'b' } } },
    'retain keys': { metadata: { labels: { $retainKeys: ['a'], a: 'b' } } },
    'retain other keys': { metadata: { labels: { $retainKeys: ['c'], a: 'b' } } },
    'retain no list': { metadata: { labels: { $retainKeys: 'a', a: 'b' } } },
    'finalizers merged': { metadata: { finalizers: ['example.com/a'] } },
    'finalizers deleted': { metadata: { '$deleteFromPrimitiveList/finalizers': ['example.com/a'] } },
    'finalizers deleted by no list': { metadata: { '$deleteFromPrimitiveList/finalizers': 'a' } },
    'finalizers ordered': {
      metadata: {
        '$setElementOrder/finalizers': ['example.com/b', 'example.com/a'],
        finalizers: ['example.com/a', 'example.com/b'],
      },
    },
    'finalizers ordered alone': { metadata: { '$setElementOrder/finalizers': ['example.com/b'] } },
    'order lacks an element': {
      metadata: { '$setElementOrder/finalizers': ['example.com/b'], finalizers: ['example.com/a'] },
    },
    'order no list': { metadata: { '$setElementOrder/finalizers': 'a', finalizers: ['example.com/a'] } },
    'owners without key': { metadata: { ownerReferences: [{ name: 'a' }] } },
    'owners deleted': { metadata: { ownerReferences: [{ $patch: 'delete', uid: 'none' }] } },
    'owners replaced': { metadata: { ownerReferences: [{ $patch: 'replace' }] } },
    'owners odd directive': { metadata: { ownerReferences: [{ $patch: 'odd', uid: 'u' }] } },
    'owners of texts': { metadata: { ownerReferences: ['text'] } },
    'owners text': { metadata: { ownerReferences: 'text' } },
    'owners null element': { metadata: { ownerReferences: [null] } },
    'stale version': { metadata: { resourceVersion: '1' } },
    'labels list': { metadata: { labels: ['a'] } },
    'label null': { metadata: { labels: { missing: null } } },
    'label number': { metadata: { labels: { a: 5 } } },
  },
  json: {
    emptied: [],
    null: 'null',
    object: {},
    text: '"text"',
    'no json': '[',
    hollow: [{}],
    'null operation': [null],
    'text operation': ['text'],
    'no operation': [{ path: '/metadata/labels', value: {} }],
    'odd operation': [{ op: 'odd', path: '/metadata/labels', value: {} }],
    'upper operation': [{ op: 'ADD', path: '/metadata/labels', value: {} }],
    'no path': [{ op: 'add', value: {} }],
    'mistyped path': [{ op: 'add', path: 5, value: {} }],
    'no slash': [{ op: 'add', path: 'metadata/labels', value: {} }],
    'missing parent': [{ op: 'add', path: '/missing/child', value: {} }],
    'missing target': [{ op: 'remove', path: '/missing' }],
    'replaced missing': [{ op: 'replace', path: '/missing', value: 1 }],
    'removed root': [{ op: 'remove', path: '' }],
    'replaced root': [{ op: 'replace', path: '', value: {} }],
    'added root': [{ op: 'add', path: '', value: 'text' }],
    'tested root': [{ op: 'test', path: '', value: {} }],
    'test fails': [{ op: 'test', path: '/metadata/name', value: 'other' }],
    'test of missing': [{ op: 'test', path: '/missing', value: 1 }],
    'test of missing null': [{ op: 'test', path: '/missing', value: null }],
    'no value': [{ op: 'add', path: '/metadata/labels' }],
    'null value': [{ op: 'add', path: '/metadata/labels', value: null }],
    'moved from nowhere': [{ op: 'move', from: '/missing', path: '/metadata/labels' }],
    'moved without from': [{ op: 'move', path: '/metadata/labels' }],
    'copied name': [{ op: 'copy', from: '/metadata/name', path: '/metadata/generateName' }],
    'moved name': [{ op: 'move', from: '/metadata/name', path: '/metadata/generateName' }],
    'moved into itself': [{ op: 'move', from: '/metadata', path: '/metadata/labels' }],
    'appended finalizer': [{ op: 'add', path: '/metadata/finalizers/-', value: 'example.com/f' }],
    'indexed finalizer': [{ op: 'add', path: '/metadata/finalizers/5', value: 'example.com/f' }],
    'negative index': [
      { op: 'add', path: '/metadata/finalizers', value: ['example.com/a'] },
      { op: 'add', path: '/metadata/finalizers/-1', value: 'example.com/f' },
    ],
    'odd index': [
      { op: 'add', path: '/metadata/finalizers', value: ['example.com/a'] },
      { op: 'add', path: '/metadata/finalizers/01', value: 'example.com/f' },
    ],
    'index of letters': [
      { op: 'add', path: '/metadata/finalizers', value: ['example.com/a'] },
      { op: 'replace', path: '/metadata/finalizers/x', value: 'example.com/f' },
    ],
    'escaped key': [{ op: 'add', path: '/metadata/annotations', value: { 'a/b': 'c' } }],
    'other kind': [{ op: 'replace', path: '/kind', value: 'Other' }],
    'removed kind': [{ op: 'remove', path: '/kind' }],
    'removed version': [{ op: 'remove', path: '/apiVersion' }],
    'removed metadata': [{ op: 'remove', path: '/metadata' }],
    'unknown field': [{ op: 'add', path: '/unknown', value: 1 }],
    'removed name': [{ op: 'remove', path: '/metadata/name' }],
    'doubled key': '[{"op":"add","op":"test","path":"/metadata/name","value":"x"}]',
    'unknown key': [{ op: 'test', path: '/metadata/uid', value: 'x', other: 1 }],
  },
};

/** Odd patches, each under every way to take unknown and doubled fields. */
export function* oddPatchTrials(base: BaseObject, chooser: Chooser): Generator<Trial> {
  for (const type of patchTypes) {
    if (!chooser.wants(`${type}-patch`)) continue;
    for (const [how, body] of Object.entries(oddPatches[type])) {
      const levels = /unknown|doubled/.test(how) ? ['', 'Strict', 'Warn', 'Ignore'] : [''];
      for (const level of levels) {
        const name = `${base.id} ${type}-patch ${how}${level === '' ? '' : ` (${level})`}`;
        const query = level === '' ? '' : `&fieldValidation=${level}`;
        if (chooser.chooses(name)) yield patchTrial(base, { name, type, body: () => body, query });
      }
    }
  }
}
