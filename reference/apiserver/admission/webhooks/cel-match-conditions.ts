import type { Authorizer } from '../../authorization/authorizer.ts';
import { activationOf } from '../../cel/admission-activation.ts';
import { compileCel, CelProblem, type CelProgram, type CelScope } from '../../cel/cel-program.ts';
import type { Fields } from '../../fields.ts';
import type { MatchConditions, UnclearConditions } from './match-conditions.ts';
import type { NamedExpression } from './webhook-configuration.ts';

const compiled = new WeakMap<readonly NamedExpression[], readonly (CelProgram | CelProblem)[]>();
const scope: CelScope = { hasParams: false, hasAuthorizer: true, variables: {} };

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

/** One that is false decides, also where others cannot be judged. */
export async function judgeConditions(
  programs: readonly (CelProgram | CelProblem)[],
  activation: Readonly<Fields>,
): Promise<boolean | UnclearConditions> {
  const problems: string[] = [];
  for (const program of programs) {
    const value = program instanceof CelProblem ? program : await program.evaluate(activation);
    if (value === false) return false;
    if (value instanceof CelProblem) problems.push(value.message);
  }
  const different = [...new Set(problems)];
  if (different.length === 0) return true;
  return { why: different.length === 1 ? (different[0] ?? '') : `[${different.join(', ')}]` };
}
