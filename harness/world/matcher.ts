import assert from 'node:assert/strict';
import { parseDocument, parseAllDocuments, type ScalarTag, type CollectionTag } from 'yaml';

/**
 * The notation in which features write what they expect: YAML in which a map matches partially, a list matches item by
 * item, and these tags stand for more than a value:
 *
 * - `!absent` the field is not there · `!any` it is there, whatever it is · `!not X` it is there and is not X
 * - `!matches REGEX` a text that matches as a whole · `!later-than X` a resource version or time after X
 * - `!within 1..9` a number from the first to the last
 * - `!contains [a, b]` a list that has items matching these, in any order · `!unordered [a, b]` exactly these, in any order
 * - `!only {…}` a map with these fields and no other
 */
export class Matcher {
  readonly description: string;
  readonly check: (actual: unknown, path: string) => Mismatch[];
  constructor(description: string, check: (actual: unknown, path: string) => Mismatch[]) {
    this.description = description;
    this.check = check;
  }
  toJSON(): string {
    return this.description;
  }
}

export interface Mismatch {
  readonly path: string;
  readonly expected: string;
  readonly actual: unknown;
}

const absent = Symbol('absent');

function scalarTag(tag: string, build: (text: string) => Matcher): ScalarTag {
  return { tag, resolve: (text: string) => build(text) };
}

function collectionTag(
  tag: string,
  collection: 'seq' | 'map',
  build: (value: unknown) => Matcher,
): CollectionTag {
  return {
    tag,
    collection,
    resolve: (node) => build((node as ConvertibleNode).toJSON(undefined, keptMatchers())),
  };
}

interface ConvertibleNode {
  toJSON(unused: undefined, context: object): unknown;
}

/** How the YAML library is told to leave matchers inside a tagged collection as they are. */
function keptMatchers(): object {
  return { anchors: new Map(), keep: true, mapAsMap: false, mapKeyWarned: false, maxAliasCount: -1 };
}

const notation: (ScalarTag | CollectionTag)[] = [
  scalarTag(
    '!absent',
    () =>
      new Matcher('absent', (actual, path) =>
        actual === absent ? [] : [{ path, expected: 'absent', actual }],
      ),
  ),
  scalarTag(
    '!any',
    () =>
      new Matcher('any value', (actual, path) =>
        present(actual) ? [] : [{ path, expected: 'any value', actual }],
      ),
  ),
  scalarTag('!not', (text) => {
    const unwanted: unknown = parseDocument(text).toJS();
    const expected = `anything but ${text}`;
    return new Matcher(expected, (actual, path) =>
      present(actual) && String(actual) !== String(unwanted) ? [] : [{ path, expected, actual }],
    );
  }),
  scalarTag('!matches', (text) => {
    const pattern = new RegExp(`^(?:${text})$`, 'su');
    const expected = `a text matching ${text}`;
    return new Matcher(expected, (actual, path) =>
      typeof actual === 'string' && pattern.test(actual) ? [] : [{ path, expected, actual }],
    );
  }),
  scalarTag('!later-than', (text) => {
    const expected = `later than ${text}`;
    return new Matcher(expected, (actual, path) =>
      isLater(actual, text) ? [] : [{ path, expected, actual }],
    );
  }),
  scalarTag('!within', (text) => {
    const [first, last] = text.trim().split('..').map(Number);
    const expected = `a number within ${text}`;
    return new Matcher(expected, (actual, path) =>
      typeof actual === 'number' && actual >= Number(first) && actual <= Number(last)
        ? []
        : [{ path, expected, actual }],
    );
  }),
  collectionTag('!contains', 'seq', (value) => listMatcher(value, false)),
  collectionTag('!unordered', 'seq', (value) => listMatcher(value, true)),
  collectionTag('!only', 'map', (value) => {
    const wanted = value as Record<string, unknown>;
    return new Matcher('only these fields', (actual, path) => {
      const extra = Object.keys(isRecord(actual) ? actual : {}).filter((field) => !(field in wanted));
      const surplus = extra.map((field) => ({
        path: `${path}.${field}`,
        expected: 'absent',
        actual: (actual as never)[field],
      }));
      return [...mismatches(wanted, actual, path), ...surplus];
    });
  }),
];

function present(actual: unknown): boolean {
  return actual !== absent && actual !== undefined && actual !== null;
}

function isLater(actual: unknown, than: string): boolean {
  if (typeof actual !== 'string') return false;
  if (/^\d+$/.test(actual) && /^\d+$/.test(than)) return BigInt(actual) > BigInt(than);
  return Date.parse(actual) > Date.parse(than);
}

function listMatcher(value: unknown, exact: boolean): Matcher {
  const wanted = value as unknown[];
  const expected = `${exact ? 'exactly' : 'at least'}, in any order, ${JSON.stringify(wanted)}`;
  return new Matcher(expected, (actual, path) => {
    if (!Array.isArray(actual) || (exact && actual.length !== wanted.length))
      return [{ path, expected, actual }];
    const left: unknown[] = [...(actual as unknown[])];
    for (const item of wanted) {
      const at = left.findIndex((candidate) => mismatches(item, candidate, '').length === 0);
      if (at < 0) return [{ path, expected, actual }];
      left.splice(at, 1);
    }
    return [];
  });
}

/** Parses one YAML value in the notation. Throws where it is not YAML: the feature is wrong. */
export function parseExpectation(text: string): unknown {
  const document = parseDocument(text, { customTags: notation, version: '1.2' });
  if (document.errors.length > 0)
    throw new Error(`This is not YAML: ${document.errors[0]?.message ?? ''}\n${text}`);
  return document.toJS();
}

/** Parses the YAML documents of an action: plain values, without the notation. */
export function parseObjects(text: string): unknown[] {
  return parseAllDocuments(text, { version: '1.2' }).map((document) => {
    const [problem] = document.errors;
    if (problem !== undefined) throw new Error(`This is not YAML: ${problem.message}\n${text}`);
    return document.toJS() as unknown;
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every place where `actual` is not as `expected` wants it; empty: it matches. */
export function mismatches(expected: unknown, actual: unknown, path = ''): Mismatch[] {
  if (expected instanceof Matcher) return expected.check(actual === undefined ? absent : actual, path);
  if (Array.isArray(expected)) return listMismatches(expected, actual, path);
  if (isRecord(expected)) return mapMismatches(expected, actual, path);
  return Object.is(expected, actual) ? [] : [{ path, expected: JSON.stringify(expected), actual }];
}

function listMismatches(expected: readonly unknown[], actual: unknown, path: string): Mismatch[] {
  if (!Array.isArray(actual) || actual.length !== expected.length) {
    return [{ path, expected: `a list of ${expected.length}: ${JSON.stringify(expected)}`, actual }];
  }
  return expected.flatMap((item, index) => mismatches(item, actual[index], `${path}[${index}]`));
}

function mapMismatches(expected: Record<string, unknown>, actual: unknown, path: string): Mismatch[] {
  if (!isRecord(actual)) return [{ path, expected: `a map: ${JSON.stringify(expected)}`, actual }];
  return Object.entries(expected).flatMap(([field, inner]) =>
    mismatches(
      inner,
      Object.hasOwn(actual, field) ? actual[field] : undefined,
      path === '' ? field : `${path}.${field}`,
    ),
  );
}

/** Fails as an assertion where `actual` does not match. */
export function assertMatches(expected: unknown, actual: unknown, what: string): void {
  const found = mismatches(expected, actual);
  if (found.length === 0) return;
  assert.fail(`${what} is not as expected:\n${found.map(describeMismatch).join('\n')}`);
}

function describeMismatch({ path, expected, actual }: Mismatch): string {
  const shown = actual === absent || actual === undefined ? 'absent' : JSON.stringify(actual);
  const short = shown.length > 300 ? `${shown.slice(0, 300)}…` : shown;
  return `  ${path === '' ? 'it' : path}: expected ${expected}, got ${short}`;
}
