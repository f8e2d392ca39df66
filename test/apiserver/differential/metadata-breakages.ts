import type { Breakage } from './breakages.ts';

function change(field: string, how: string, value?: unknown): Breakage {
  return { path: ['metadata', field], how, ...(value === undefined ? {} : { value }) };
}

const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' };

const owners: Readonly<Record<string, unknown>> = {
  one: [owner],
  'no version': [{ ...owner, apiVersion: '' }],
  'odd version': [{ ...owner, apiVersion: 'a/b/c' }],
  'no kind': [{ ...owner, kind: '' }],
  'no name': [{ ...owner, name: '' }],
  'no uid': [{ ...owner, uid: '' }],
  hollow: [{}],
  event: [{ ...owner, kind: 'Event' }],
  'two controllers': [
    { ...owner, controller: true },
    { ...owner, name: 'q', uid: 'v', controller: true },
  ],
  twice: [owner, owner],
  'one uid, two names': [owner, { ...owner, name: 'q' }],
  blocking: [{ ...owner, blockOwnerDeletion: true }],
  null: [null],
  'no list': owner,
};

const manager = {
  manager: 'm',
  operation: 'Update',
  apiVersion: 'v1',
  time: '2024-01-01T00:00:00Z',
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:metadata': {} },
};

const managers: Readonly<Record<string, unknown>> = {
  one: [manager],
  emptied: [],
  hollow: [{}],
  'odd operation': [{ ...manager, operation: 'Odd' }],
  'odd type': [{ ...manager, fieldsType: 'Odd' }],
  'no type': [{ ...manager, fieldsType: '' }],
  'long name': [{ ...manager, manager: 'm'.repeat(129) }],
  'unprintable name': [{ ...manager, manager: 'a\u0007' }],
  'long subresource': [{ ...manager, subresource: 's'.repeat(257) }],
  'odd fields': [{ ...manager, fieldsV1: { odd: {} } }],
  'fields text': [{ ...manager, fieldsV1: 'text' }],
  'no version': [{ ...manager, apiVersion: '' }],
  'odd version': [{ ...manager, apiVersion: 'a/b/c' }],
};

const names = [
  '',
  'UPPER',
  'under_score',
  'dot.ted',
  'a..b',
  '-a',
  'a-',
  '.',
  '..',
  'a/b',
  'a%b',
  'a b',
  'ü',
  '1',
  '1a',
  'a:b',
  'n'.repeat(63),
  'n'.repeat(64),
  'n'.repeat(253),
  'n'.repeat(254),
  `${'n'.repeat(60)}.x`,
];

const texts: Readonly<Record<string, readonly unknown[]>> = {
  namespace: ['default', 'missing', '', 'Bad_', null, 5],
  uid: ['u', '', '5d2a2bf8-1d4c-4f0a-8ad0-9c2f0c8a7b11', 5],
  resourceVersion: ['', '0', '1', '99999999', 'abc', '-1', '01', '1.5', 5, null],
  creationTimestamp: ['2020-01-01T00:00:00Z', null, 'x', ''],
  deletionTimestamp: ['2020-01-01T00:00:00Z', null, 'x'],
  deletionGracePeriodSeconds: [0, 5, -1, null, 'x'],
  generation: [0, 5, -1, null, 'x'],
  selfLink: ['/x', '', null],
};

const keyed: Readonly<Record<string, unknown>> = {
  emptied: {},
  null: null,
  'no map': [],
  text: 'text',
  'bad key': { 'bad key': 'v' },
  'empty key': { '': 'v' },
  'long key': { ['k'.repeat(64)]: 'v' },
  'longest key': { ['k'.repeat(63)]: 'v' },
  'long prefix': { [`${'p'.repeat(254)}/k`]: 'v' },
  'bad prefix': { 'Bad_prefix/k': 'v' },
  'no prefix': { '/k': 'v' },
  'no name': { 'example.com/': 'v' },
  'two slashes': { 'a/b/c': 'v' },
  'upper key': { 'UPPER.example.com/K': 'v' },
  'null value': { k: null },
  'number value': { k: 5 },
  'bad value': { k: 'bad value!' },
  'long value': { k: 'v'.repeat(64) },
  'empty value': { k: '' },
  'several bad': { 'bad key': 'bad value', other: '-', ['k'.repeat(64)]: 'v' },
};

const finalizers: Readonly<Record<string, unknown>> = {
  one: ['example.com/f'],
  plain: ['plain'],
  orphan: ['orphan'],
  foreground: ['foregroundDeletion'],
  'both policies': ['orphan', 'foregroundDeletion'],
  kubernetes: ['kubernetes'],
  bad: ['Bad one'],
  empty: [''],
  twice: ['example.com/f', 'example.com/f'],
  long: [`example.com/${'f'.repeat(64)}`],
  null: [null],
  number: [5],
  'no list': 'text',
};

function* each(field: string, values: Readonly<Record<string, unknown>>): Generator<Breakage> {
  for (const [how, value] of Object.entries(values)) yield change(field, how, value);
}

/** Breakages of the metadata that every kind has. */
export function* metadataBreakages(): Generator<Breakage> {
  for (const name of names) yield change('name', JSON.stringify(name), name);
  yield change('name', 'remove');
  yield change('name', 'number', 5);
  for (const name of names)
    if (/[^a-z0-9]/.test(name) || name === '' || name.length > 60)
      yield change('generateName', JSON.stringify(name), name);
  yield* each('labels', keyed);
  yield* each('annotations', keyed);
  yield change('annotations', 'huge', { a: 'x'.repeat(262_144) });
  yield change('annotations', 'largest', { a: 'x'.repeat(200_000) });
  yield* each('ownerReferences', owners);
  yield* each('managedFields', managers);
  yield* each('finalizers', finalizers);
  for (const [field, values] of Object.entries(texts))
    for (const value of values) yield change(field, JSON.stringify(value), value);
  yield change('unknown', 'text', 'text');
}

/** Breakages of what says of which kind an object is. */
export const kindBreakages: readonly Breakage[] = [
  { path: ['kind'], how: 'remove' },
  { path: ['kind'], how: 'empty', value: '' },
  { path: ['kind'], how: 'other', value: 'Pot' },
  { path: ['kind'], how: 'known', value: 'ConfigMap' },
  { path: ['kind'], how: 'mistyped', value: 5 },
  { path: ['apiVersion'], how: 'remove' },
  { path: ['apiVersion'], how: 'empty', value: '' },
  { path: ['apiVersion'], how: 'other', value: 'v2' },
  { path: ['apiVersion'], how: 'odd', value: 'a/b/c' },
  { path: ['apiVersion'], how: 'known', value: 'apps/v1' },
  { path: ['apiVersion'], how: 'mistyped', value: 5 },
  { path: ['metadata'], how: 'remove' },
  { path: ['metadata'], how: 'null', value: null },
  { path: ['metadata'], how: 'mistyped', value: 'text' },
  { path: ['metadata'], how: 'hollow', value: {} },
];
