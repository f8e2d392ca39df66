import type { Authorizer } from '../../authorization/authorizer.ts';
import { activationOf } from '../../cel/admission-activation.ts';
import { conditionsBudget, CostBudget } from '../../cel/cel-cost.ts';
import {
  compileCel,
  CelProblem,
  OutOfBudget,
  type CelProgram,
  type CelScope,
} from '../../cel/cel-program.ts';
import type { Fields } from '../../fields.ts';
import type { MatchConditions, UnclearConditions } from './match-conditions.ts';
import type { NamedExpression } from './webhook-configuration.ts';

const compiled = new WeakMap<readonly NamedExpression[], readonly (CelProgram | CelProblem)[]>();
const scope: CelScope = { hasParams: false, hasAuthorizer: true };

/** Conditions in CEL, compiled once per configuration. */
export function celMatchConditions(authorizer: Authorizer): MatchConditions {
  return {
    hold: async ({ matchConditions, failurePolicy }, request, matched) => {
      const activation = activationOf(request, matched, { authorizer });
      const programs = programsOf(matchConditions, scope);
      const verdict = await judgeConditions(programs, activation);
      if (typeof verdict === 'boolean' || failurePolicy !== 'Ignore') return verdict;
      return false;
    },
  };
}

export function programsOf(
  conditions: readonly NamedExpression[],
  within: CelScope,
): readonly (CelProgram | CelProblem)[] {
  const known = compiled.get(conditions);
  if (known !== undefined) return known;
  const programs = conditions.map(({ expression }) => compileCel(expression.trim(), within));
  compiled.set(conditions, programs);
  return programs;
}

/**
 * One that is false decides, also where others cannot be judged. All are evaluated, from one budget: where that runs out, nothing is
 * decided.
 */
export async function judgeConditions(
  programs: readonly (CelProgram | CelProblem)[],
  activation: Readonly<Fields>,
): Promise<boolean | UnclearConditions> {
  const budget = new CostBudget(conditionsBudget);
  const values: unknown[] = [];
  for (const program of programs) {
    const value = program instanceof CelProblem ? program : await program.evaluate(activation, budget);
    if (value instanceof OutOfBudget) return { why: value.message };
    values.push(value);
  }
  if (values.includes(false)) return false;
  const problems = values.flatMap((value) => (value instanceof CelProblem ? [value.message] : []));
  const different = [...new Set(problems)];
  if (different.length === 0) return true;
  return { why: different.length === 1 ? (different[0] ?? '') : `[${different.join(', ')}]` };
}
