import { describe, expect, it } from 'vitest';
import {
  label1035Problems,
  labelProblems,
  labelValueProblems,
  pathSegmentProblems,
  qualifiedNameProblems,
  subdomainProblems,
} from '../../reference/apiserver/validation/names.ts';
import { parseQuantity } from '../../reference/apiserver/validation/quantity.ts';
import { parseTimestamp, timestampText } from '../../reference/apiserver/timestamp.ts';

const long = 'a'.repeat(64);
const veryLong = 'a'.repeat(254);

describe('names', () => {
  it.each([
    [
      'subdomain',
      subdomainProblems,
      ['a', 'a.b', '1-a.2'],
      ['', 'A', 'a_b', '-a', 'a-', 'a..b', '.a', veryLong],
    ],
    ['label', labelProblems, ['a', '1-a'], ['', 'a.b', 'A', long]],
    ['DNS-1035 label', label1035Problems, ['a', 'a-1'], ['1a', 'a.b', 'A', long]],
    ['path segment', pathSegmentProblems, ['system:node', 'a b'], ['.', '..', 'a/b', 'a%b']],
  ] as const)('follow the rule %s', (_name, rule, good, bad) => {
    expect(good.filter((name) => rule(name, false).length > 0)).toEqual([]);
    expect(bad.filter((name) => rule(name, false).length === 0)).toEqual([]);
  });
  it('may end in a dash where characters are added', () => {
    expect(subdomainProblems('web-', true)).toEqual([]);
    expect(subdomainProblems('web-', false)).not.toEqual([]);
  });
  it('of labels may have a prefix', () => {
    expect(['app', 'example.com/app', 'A_b.c'].flatMap((key) => qualifiedNameProblems(key))).toEqual([]);
    expect(
      ['', '/a', 'a/', 'a/b/c', 'a b', 'Bad.Com/a', long].filter(
        (key) => qualifiedNameProblems(key).length === 0,
      ),
    ).toEqual([]);
  });
  it('label values may be empty', () => {
    expect(['', 'a', 'A.b_c-1'].flatMap((text) => labelValueProblems(text))).toEqual([]);
    expect([' ', '-a', 'a b', long].filter((text) => labelValueProblems(text).length === 0)).toEqual([]);
  });
});

describe('quantities', () => {
  it.each([
    ['1', 10n ** 9n],
    ['500m', 5n * 10n ** 8n],
    ['1Ki', 1024n * 10n ** 9n],
    ['1.5Gi', 3n * 2n ** 29n * 10n ** 9n],
    ['2e3', 2000n * 10n ** 9n],
    ['-1', -(10n ** 9n)],
    ['0.5', 5n * 10n ** 8n],
  ])('reads %s', (text, amount) => {
    expect(parseQuantity(text)).toBe(amount);
  });
  it.each(['', 'abc', '1kk', '1 Gi', '--1', '1.2.3', null])('refuses %s', (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  });
});

describe('timestamps', () => {
  it.each([0, 951_782_400_000, 1_709_164_800_000, 4_102_444_799_000])(
    'agree with the host for %d',
    (epochMs) => {
      const text = timestampText(epochMs);
      expect(text).toBe(new Date(epochMs).toISOString().replace('.000Z', 'Z'));
      expect(parseTimestamp(text)).toBe(epochMs);
    },
  );
  it('read offsets', () => {
    expect(parseTimestamp('2026-01-01T01:00:00+01:00')).toBe(Date.UTC(2026, 0, 1));
    expect(parseTimestamp('yesterday')).toBeUndefined();
  });
});
