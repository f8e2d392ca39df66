import { describe, expect, it } from 'vitest';
import { CostBudget } from '../../../reference/apiserver/cel/cel-cost.ts';
import { AuthorizerValue } from '../../../reference/apiserver/cel/cel-authorizer.ts';
import {
  compileCel,
  CelProblem,
  RequestValue,
  type CelProgram,
} from '../../../reference/apiserver/cel/cel-program.ts';
import { celValue } from '../../../reference/apiserver/cel/cel-value.ts';
import recorded from './recorded-costs.json' with { type: 'json' };

const object = { ...recorded.object, big: Array.from({ length: 1000 }, (_, index) => index) };
const request = RequestValue.of({ name: 'n', userInfo: { username: 'alice', groups: ['a', 'b'] } });
const given = { object: celValue(object), oldObject: null, namespaceObject: null, request };
const scope = { hasParams: false, hasAuthorizer: true };

function programOf(expression: string): CelProgram {
  const program = compileCel(expression, scope);
  if (program instanceof CelProblem) throw new Error(program.message);
  return program;
}

/** Notes what was paid. */
class Purse extends CostBudget {
  paid = 0;
  constructor() {
    super(Number.MAX_SAFE_INTEGER);
  }
  override pay(cost: number): boolean {
    this.paid += cost;
    return super.pay(cost);
  }
}

describe('what expressions cost', () => {
  // Recorded with the program that Kubernetes 1.32.13's own libraries make of each expression.
  it('is what it costs upstream', async () => {
    expect(recorded.costs.length).toBeGreaterThan(300);
    const found: unknown[] = [];
    for (const { expression } of recorded.costs) {
      const purse = new Purse();
      await programOf(expression).evaluate(given, purse);
      found.push({ expression, cost: purse.paid });
    }
    expect(found).toEqual(recorded.costs);
  });

  it.each([
    'object.big.all(x, object.big.all(y, true))',
    'object.big.map(x, object.big.map(y, object.big)).size()',
    'object.big.exists(x, object.big.exists(y, x.nope == y.nope))',
    'object.big.exists(x, object.big.exists(y, object.huge.size() == x))',
    'object.big.exists(x, object.big.exists(y, object.huge.charAt(y) == "a"))',
    'object.big.exists(x, object.big.exists(y, object.deep == object.copy && x < 0))',
    'object.big.map(x, object.huge.replace("x", object.huge.substring(0, 100))).size()',
    'object.huge.findAll("x*y|x").size()',
    'object.huge.find("(?:x?){1000}x{1000}$")',
    'object.big.exists(x, object.big.exists(y, string(x).matches("^a" + string(y) + "-" + string(x))))',
    'object.big.exists(x, object.big.exists(y, (object.big + object.big).size() == x))',
  ])(
    'stops %s before it keeps the server busy',
    async (expression) => {
      const deep = Array.from({ length: 2000 }, (_, index) => ({ a: [index, { b: 'x' }] }));
      const hostile = { ...object, huge: 'x'.repeat(200_000), deep, copy: structuredClone(deep) };
      const value = await programOf(expression).evaluate({ ...given, object: celValue(hostile) });
      expect(value).toBeInstanceOf(CelProblem);
      expect((value as CelProblem).message).toContain('operation cancelled: actual cost limit exceeded');
    },
    10_000,
  );

  it('is kept apart where two evaluations wait at the same time', async () => {
    const expression =
      "['a', 'b'].all(x, authorizer.path('/' + x).check('get').allowed() == (object.who == 'alice'))";
    const program = programOf(expression);
    const asked: string[] = [];
    const evaluated = ['alice', 'bob'].map(async (who) => {
      const purse = new Purse();
      const ask = new AuthorizerValue(
        async ({ identity, path }) => {
          asked.push(`${identity.user} ${path}`);
          await Promise.resolve();
          return { allowed: identity.user === 'alice', why: '' };
        },
        { user: who, groups: [] },
      );
      const value = await program.evaluate({ ...given, object: { who }, authorizer: ask }, purse);
      return { value, cost: purse.paid };
    });
    expect(await Promise.all(evaluated)).toEqual([
      { value: true, cost: 700_025 },
      { value: true, cost: 700_025 },
    ]);
    expect(asked.toSorted()).toEqual(['alice /a', 'alice /b', 'bob /a', 'bob /b']);
  });
});
