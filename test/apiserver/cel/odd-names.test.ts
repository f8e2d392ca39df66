import { describe, expect, it } from 'vitest';
import { compileCel } from '../../../reference/apiserver/cel/cel-program.ts';
import { celValue } from '../../../reference/apiserver/cel/cel-value.ts';

const labels = { a: '1', constructor: 'c', toString: 't', valueOf: 'v', hasOwnProperty: 'h' };

/** What an expression says of an object whose labels are named as JavaScript's own properties are. */
async function verdictOn(expression: string, spec: unknown = {}): Promise<unknown> {
  const program = compileCel(expression, { hasParams: false, hasAuthorizer: true });
  if (!('evaluate' in program)) return program.message;
  return program.evaluate({ object: celValue({ metadata: { labels }, spec }) });
}

describe('CEL', () => {
  it.each([
    "'a' in object.metadata.labels",
    'object.metadata.labels.size() == 5',
    'type(object.metadata.labels) == map',
    'object.metadata.labels == object.metadata.labels',
    'object.metadata.labels in [object.metadata.labels]',
    "object.metadata.labels.constructor == 'c'",
    "!('__proto__' in object.metadata.labels)",
    "'%s'.format([object.metadata.labels]) != ''",
  ])('takes a field for a field, whatever its name: %s', async (expression) => {
    expect(await verdictOn(expression)).toBe(true);
  });

  it('refuses what is nested too deeply', async () => {
    const nested = `${'('.repeat(300)}true${')'.repeat(300)}`;
    expect(await verdictOn(nested)).toContain('expression recursion limit exceeded: 250');
  });

  it('leaves a text alone that speaks of the authorizer', async () => {
    expect(await verdictOn("'authorizer.requestResource'.size() == 26")).toBe(true);
  });

  it('takes a whole number beyond 64 bits for a fraction', async () => {
    expect(await verdictOn('type(object.spec.big) == double', { big: 1e30 })).toBe(true);
  });

  it.each([
    "!isIP('01.2.3.4')",
    "!isIP('::ffff:1.2.3.4')",
    "!isCIDR('10.0.0.0/08')",
    "isIP('64:ff9b::1.2.3.4')",
    "!quantity('10Ei').isInteger()",
    "'ÀB'.lowerAscii() == 'Àb'",
  ])('judges as kube-apiserver 1.32.13 was seen to: %s', async (expression) => {
    expect(await verdictOn(expression)).toBe(true);
  });

  it.each(['(-9223372036854775807 - 1) / -1 > 0', '(-9223372036854775807 - 1) % -1 == 0'])(
    'notices that %s is too much',
    async (expression) => {
      expect(await verdictOn(expression)).toMatchObject({
        message: expect.stringContaining('integer overflow') as unknown,
      });
    },
  );
});
