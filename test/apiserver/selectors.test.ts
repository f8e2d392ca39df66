import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFieldSelector } from '../../reference/apiserver/selectors/field-selector.ts';
import {
  matchesLabels,
  parseLabelSelector,
  SelectorError,
} from '../../reference/apiserver/selectors/label-selector.ts';

type Labels = Record<string, string>;
interface Term {
  readonly text: string;
  readonly holds: (labels: Labels) => boolean;
}

const key = fc.constantFrom('app', 'tier', 'example.com/track');
const value = fc.constantFrom('a', 'b', 'c1');
const set = fc.uniqueArray(value, { minLength: 1, maxLength: 3 });

/** Each term beside what it means, said in the plainest way. */
const term: fc.Arbitrary<Term> = fc.oneof(
  fc
    .tuple(key, value, fc.constantFrom('=', '=='))
    .map(([k, v, op]) => ({ text: `${k}${op}${v}`, holds: (l: Labels) => l[k] === v })),
  fc.tuple(key, value).map(([k, v]) => ({ text: `${k} != ${v}`, holds: (l: Labels) => l[k] !== v })),
  fc.tuple(key, set).map(([k, s]) => ({
    text: `${k} in (${s.join(', ')})`,
    holds: (l: Labels) => (s as string[]).includes(l[k] ?? '\0'),
  })),
  fc.tuple(key, set).map(([k, s]) => ({
    text: `${k} notin (${s.join(',')})`,
    holds: (l: Labels) => !(s as string[]).includes(l[k] ?? '\0'),
  })),
  key.map((k) => ({ text: k, holds: (l: Labels) => k in l })),
  key.map((k) => ({ text: `!${k}`, holds: (l: Labels) => !(k in l) })),
);

describe('label selectors', () => {
  it('select what their terms say, all of them', () => {
    const labels = fc.dictionary(key, value, { noNullPrototype: true });
    fc.assert(
      fc.property(fc.array(term, { maxLength: 4 }), labels, (terms, given) => {
        const parsed = parseLabelSelector(terms.map(({ text }) => text).join(','));
        if (parsed instanceof SelectorError) throw new Error(parsed.message);
        expect(matchesLabels(parsed, given)).toBe(terms.every(({ holds }) => holds(given)));
      }),
    );
  });
  it('compare numbers', () => {
    const parsed = parseLabelSelector('size>10');
    if (parsed instanceof SelectorError) throw new Error(parsed.message);
    expect(['9', '11', 'x'].map((size) => matchesLabels(parsed, { size }))).toEqual([false, true, false]);
  });
  it.each([
    'a b',
    'a in b',
    'a in (b',
    '=b',
    'a,,b',
    'a,',
    '!',
    'a>x',
    'a=b c',
    'in valid key=1',
    '-a=1',
    'a=_b',
    '(',
    'a notin',
  ])('refuse %s', (text) => {
    expect(parseLabelSelector(text)).toBeInstanceOf(SelectorError);
  });
  it('never throw', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseLabelSelector(text);
        expect(parsed instanceof SelectorError || Array.isArray(parsed)).toBe(true);
      }),
    );
  });
});

describe('field selectors', () => {
  it('read equalities, inequalities and escapes', () => {
    expect(parseFieldSelector(String.raw`status.phase!=Running,metadata.name==a\,b`)).toEqual([
      { field: 'status.phase', operator: '!=', value: 'Running' },
      { field: 'metadata.name', operator: '=', value: 'a,b' },
    ]);
  });
  it.each(['abc', 'a=b=c', String.raw`a=b\x`])('refuse %s', (text) => {
    expect(parseFieldSelector(text)).toBeInstanceOf(SelectorError);
  });
});
