import { describe, expect, it } from 'vitest';
import { compileCel, CelProblem } from '../../../reference/apiserver/cel/cel-program.ts';

const scope = { hasParams: false, hasAuthorizer: false };

function valueOf(expression: string, object: object = {}): Promise<unknown> {
  const program = compileCel(expression, scope);
  if (program instanceof CelProblem) throw new Error(program.message);
  return program.evaluate({ object });
}

describe('expressions of policies', () => {
  it.each(['^(a+)+$', '(a|a)*b', String.raw`^(\w+\s?)*$`, String.raw`([a-z]+)*\d`])(
    'take no time to find that %s does not match',
    async (pattern) => {
      const text = `${'a'.repeat(200)}!`;
      expect(await valueOf('object.text.matches(object.pattern)', { text, pattern })).toBe(false);
    },
    2000,
  );

  it.each([
    [String.raw`^\p{L}+$`, 'höher', true],
    ['^..$', 'ab', true],
    [String.raw`^a\-b$`, 'a-b', true],
  ])('match %s as before', async (pattern, text, verdict) => {
    expect(await valueOf('matches(object.text, object.pattern)', { text, pattern })).toBe(verdict);
  });

  it('make no text that fills the memory', async () => {
    const tenfold = ".replace('x', 'xxxxxxxxxx')";
    const made = await valueOf(`'x'${tenfold.repeat(12)}.size()`);
    expect(made).toBeInstanceOf(CelProblem);
    expect(await valueOf(`'x'${tenfold.repeat(3)}.size()`)).toBe(1000n);
  });

  it.each([
    ["'abc'.replace('', '-')", '-a-b-c-'],
    ["'abab'.replace('b', '$&')", 'a$&a$&'],
    ["'abab'.replace('b', 'c', 1)", 'acab'],
    ["'abab'.replace('b', 'c', 0)", 'abab'],
    ["'abab'.replace('b', 'c', -1)", 'acac'],
  ])('replace as Go does: %s', async (expression, made) => {
    expect(await valueOf(expression)).toBe(made);
  });
});
