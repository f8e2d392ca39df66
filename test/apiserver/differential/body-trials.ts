import { stringify } from 'yaml';
import type { BaseObject } from './base-objects.ts';
import { broken, type Breakage, type Step } from './breakages.ts';
import { another, breakagesFor } from './object-trials.ts';
import { creationOf, nameOf, pathTo, updateBody, type Chooser, type Message, type Trial } from './trials.ts';
import type { Json } from '../api-fixture.ts';

const levels = ['', 'Strict', 'Warn', 'Ignore', 'strict'];

function trial(base: BaseObject, operation: string, what: string, message: () => Message): Trial {
  return { name: `${base.id} ${operation} ${what}`, base, operation, isCreation: false, message };
}

/** Every object inside the object, the metadata's included. */
function* placesIn(value: unknown, path: readonly Step[] = []): Generator<readonly Step[]> {
  if (Array.isArray(value)) {
    for (const [index, child] of value.entries()) yield* placesIn(child, [...path, index]);
  } else if (typeof value === 'object' && value !== null) {
    yield path;
    for (const [name, child] of Object.entries(value)) yield* placesIn(child, [...path, name]);
  }
}

/** Fields that no kind has and fields that stand twice, at every place, under every way to take them. */
export function* fieldValidationTrials(base: BaseObject, chooser: Chooser): Generator<Trial> {
  if (!chooser.wants('field-validation')) return;
  const start = another(base).object;
  for (const place of placesIn(start)) {
    for (const level of levels) {
      const query = level === '' ? '' : `&fieldValidation=${level}`;
      const where = `${place.join('.')} (${level})`;
      const unknown = `unknown field at ${where}`;
      const extra: Breakage = { path: [...place, 'unknownField'], how: 'unknown', value: 1 };
      if (chooser.chooses(unknown, place, 0.5))
        yield trial(base, 'field-validation', unknown, () => creationOf(base, broken(start, extra), query));
      const doubled = `doubled field at ${where}`;
      if (chooser.chooses(doubled, place, 0.5))
        yield trial(base, 'field-validation', doubled, () => ({
          ...creationOf(base, {}, query),
          body: doubledAt(start, place),
        }));
    }
  }
}

/** The text of the object in which the first field of the object at the place stands twice, and an unknown one too. */
function doubledAt(object: Json, place: readonly Step[]): string {
  const found = place.reduce<unknown>((value, step) => (value as Json)[step], object) as Json;
  const [first] = Object.entries(found);
  const marked = broken(object, { path: [...place, '$DOUBLE'], how: '', value: 1 });
  const pair =
    first === undefined ? '"x":1,"x":2' : `${JSON.stringify(first[0])}:${JSON.stringify(first[1])}`;
  return JSON.stringify(marked).replace('"$DOUBLE":1', `${pair},"odd":1,"odd":2`);
}

/** The share of the breakages that are written in YAML as well. */
const yamlPart = 0.05;

/** Bodies in other forms than JSON, and JSON in odd forms. */
export function* bodyTrials(base: BaseObject, chooser: Chooser): Generator<Trial> {
  if (!chooser.wants('body')) return;
  const contentType = 'application/yaml';
  const start = another(base).object;
  yield trial(base, 'body', 'yaml: as it is', () => ({
    ...creationOf(base, {}),
    contentType,
    body: stringify(start),
  }));
  for (const breakage of breakagesFor(base, 'create')) {
    const what = `yaml ${nameOf(base, '', breakage).slice(base.id.length + 2)}`;
    if (chooser.chooses(`${base.id} ${what}`, breakage.path, yamlPart))
      yield trial(base, 'body', what, () => ({
        ...creationOf(base, {}),
        contentType,
        body: stringify(broken(start, breakage)).replaceAll(/"?\$RAW:([^"\n]*)"?/g, '$1'),
      }));
  }
  yield* oddBodyTrials(base, chooser);
}

function* oddBodyTrials(base: BaseObject, chooser: Chooser): Generator<Trial> {
  const start = another(base).object;
  const json = JSON.stringify(start);
  const head = `{"kind":${JSON.stringify(start['kind'])},"apiVersion":${JSON.stringify(start['apiVersion'])}`;
  const texts: Readonly<Record<string, readonly [string, string | undefined]>> = {
    nothing: ['', 'application/json'],
    'a space': [' ', 'application/json'],
    hollow: ['{}', 'application/json'],
    list: ['[]', 'application/json'],
    null: ['null', 'application/json'],
    text: ['"text"', 'application/json'],
    number: ['5', 'application/json'],
    'not ended': [json.slice(0, -1), 'application/json'],
    'more behind': [`${json}x`, 'application/json'],
    'another behind': [`${json}${json}`, 'application/json'],
    'a comma more': [`${json.slice(0, -1)},}`, 'application/json'],
    'byte order mark': [`\ufeff${json}`, 'application/json'],
    'single quotes': [json.replaceAll('"', "'"), 'application/json'],
    comments: [`/* c */${json}`, 'application/json'],
    'only kind': [`${head}}`, 'application/json'],
    'upper case keys': [json.replace('"metadata"', '"METADATA"'), 'application/json'],
    'upper case key inside': [json.replace('"name"', '"Name"'), 'application/json'],
    'no content type': [json, undefined],
    'json with charset': [json, 'application/json; charset=utf-8'],
    'upper content type': [json, 'Application/JSON'],
    'text type': [json, 'text/plain'],
    'json as yaml': [json, 'application/yaml'],
    'json as any': [json, '*/*'],
    'broken type': [json, 'application/'],
    'merge patch': [json, 'application/merge-patch+json'],
    'yaml nothing': ['', 'application/yaml'],
    'yaml text': ['text', 'application/yaml'],
    'yaml list': ['- a', 'application/yaml'],
    'yaml broken': ['a: [', 'application/yaml'],
    'yaml tab': ['a:\n\t- b', 'application/yaml'],
    'yaml documents': [`${stringify(start)}---\n${stringify(start)}`, 'application/yaml'],
    'yaml doubled': [`${stringify(start)}metadata: {}\n`, 'application/yaml'],
    'yaml anchor': [`${stringify(start)}x: &a {b: c}\ny: *a\n`, 'application/yaml'],
    'yaml truths': [`${stringify(start)}x: yes\n`, 'application/yaml'],
    'yaml number key': [`${stringify(start)}5: 6\n`, 'application/yaml'],
    'yaml merge key': [`${stringify(start)}x: &m {b: c}\ny: {<<: *m}\n`, 'application/yaml'],
    'yaml in json': [stringify(start), 'application/json'],
    'protobuf text': [json, 'application/vnd.kubernetes.protobuf'],
    'protobuf nothing': ['', 'application/vnd.kubernetes.protobuf'],
    'protobuf magic': ['k8s\u0000', 'application/vnd.kubernetes.protobuf'],
  };
  for (const [how, [body, contentType]] of Object.entries(texts)) {
    const message = (): Message => ({ ...creationOf(base, {}), contentType: contentType ?? '', body });
    if (chooser.chooses(`${base.id} body ${how}`)) yield trial(base, 'body', how, message);
  }
}

const queries: Readonly<Record<string, string>> = {
  'dry run odd': 'dryRun=all',
  'dry run twice': 'dryRun=All&dryRun=All',
  'dry run odd twice': 'dryRun=All&dryRun=odd&dryRun=odder',
  'manager long': `dryRun=All&fieldManager=${'m'.repeat(129)}`,
  'manager longest': `dryRun=All&fieldManager=${'m'.repeat(128)}`,
  'manager unprintable': 'dryRun=All&fieldManager=a%07',
  'manager letters': 'dryRun=All&fieldManager=gr%C3%B6%C3%9Fe',
  'manager space': 'dryRun=All&fieldManager=a%20b',
  'manager empty': 'dryRun=All&fieldManager=',
  'validation odd': 'dryRun=All&fieldValidation=odd',
  'validation empty': 'dryRun=All&fieldValidation=',
  'all odd': `dryRun=odd&fieldValidation=odd&fieldManager=${'m'.repeat(129)}`,
  forced: 'dryRun=All&force=true',
  'forced oddly': 'dryRun=All&force=odd',
  'unknown option': 'dryRun=All&unknown=1',
  pretty: 'dryRun=All&pretty=true',
};

/** The options of requests that write, in odd forms. */
export function* optionTrials(base: BaseObject, chooser: Chooser): Generator<Trial> {
  if (!chooser.wants('options')) return;
  const merge = 'application/merge-patch+json';
  for (const [how, query] of Object.entries(queries)) {
    const cut = (message: Message): Message => ({
      ...message,
      path: message.path.replace(/\?.*/, `?${query}`),
    });
    const path = pathTo(base);
    const messages: Readonly<Record<string, () => Message>> = {
      create: () => cut(creationOf(base, another(base).object)),
      update: () => cut({ method: 'PUT', path, body: updateBody(base) }),
      patch: () => cut({ method: 'PATCH', path, contentType: merge, body: {} }),
      delete: () => cut({ method: 'DELETE', path }),
    };
    for (const [verb, message] of Object.entries(messages)) {
      if (chooser.chooses(`${base.id} options ${verb} ${how}`))
        yield trial(base, 'options', `${verb} ${how}`, message);
    }
  }
}

const deletions: Readonly<Record<string, unknown>> = {
  nothing: undefined,
  hollow: {},
  'with kind': { kind: 'DeleteOptions', apiVersion: 'v1' },
  'another kind': { kind: 'Pod', apiVersion: 'v1' },
  'another version': { kind: 'DeleteOptions', apiVersion: 'v2' },
  list: [],
  'no json': '{',
  background: { propagationPolicy: 'Background' },
  foreground: { propagationPolicy: 'Foreground' },
  orphan: { propagationPolicy: 'Orphan' },
  'odd policy': { propagationPolicy: 'Odd' },
  'empty policy': { propagationPolicy: '' },
  'orphans and policy': { orphanDependents: true, propagationPolicy: 'Orphan' },
  orphans: { orphanDependents: true },
  'no orphans': { orphanDependents: false },
  'grace zero': { gracePeriodSeconds: 0 },
  'grace negative': { gracePeriodSeconds: -1 },
  'grace text': { gracePeriodSeconds: 'x' },
  'other uid': { preconditions: { uid: 'u' } },
  'other version': { preconditions: { resourceVersion: '1' } },
  'same version': { preconditions: { resourceVersion: '$VERSION' } },
  'odd version': { preconditions: { resourceVersion: 'x' } },
  'dry run odd': { dryRun: ['odd'] },
  'dry run all': { dryRun: ['All'] },
  'dry run twice': { dryRun: ['All', 'All'] },
  'unknown field': { unknown: 1 },
};

export function* deletionTrials(base: BaseObject, chooser: Chooser): Generator<Trial> {
  if (!chooser.wants('delete') || base.definition.kind === 'Namespace') return;
  for (const [how, given] of Object.entries(deletions)) {
    // Where there is a body it counts, and the query does not.
    const isMap = typeof given === 'object' && !Array.isArray(given);
    const body = isMap ? { dryRun: ['All'], ...given } : given;
    const message = (): Message => ({ method: 'DELETE', path: pathTo(base), body });
    if (chooser.chooses(`${base.id} delete ${how}`)) yield trial(base, 'delete', how, message);
  }
}
