import { activationOf, withVariables, type ActivationParts } from '../../cel/admission-activation.ts';
import { CostBudget, policyBudget } from '../../cel/cel-cost.ts';
import { CelProblem, OutOfBudget } from '../../cel/cel-program.ts';
import type { Fields } from '../../fields.ts';
import type { AdmissionRequest } from '../admission-chain.ts';
import { judgeConditions } from '../webhooks/cel-match-conditions.ts';
import type { MatchedResource } from '../webhooks/request-matching.ts';
import type { AdmissionPolicy, Validation } from './admission-policy.ts';

/** A demand of a policy that a request does not meet. */
export interface Violation {
  /** Which of the validations. */
  readonly index: number;
  readonly message: string;
  readonly reason: string;
}

export interface PolicyFindings {
  readonly violations: readonly Violation[];
  readonly annotations: readonly (readonly [string, string])[];
  /** Annotations that could not be made; each refuses the request, whatever the binding's actions. */
  readonly failures: readonly string[];
}

const nothing: PolicyFindings = { violations: [], annotations: [], failures: [] };
const longestMessage = 5 * 1024;
const longestAnnotation = 10 * 1024;

/** Judges a request by a policy and one set of parameters. */
export async function evaluatePolicy(
  policy: AdmissionPolicy,
  { request, matched }: { readonly request: AdmissionRequest; readonly matched: MatchedResource },
  parts: ActivationParts,
): Promise<PolicyFindings> {
  const { namespace, ...withoutNamespace } = parts;
  const plain = activationOf(request, matched, withoutNamespace);
  const isStrict = policy.failurePolicy !== 'Ignore';
  const concerned = await judgeConditions(policy.conditions, plain);
  if (concerned === false) return nothing;
  if (concerned !== true) return failureOf(concerned.why, isStrict);
  const observed = activationOf(request, matched, { ...parts, namespace });
  const violations = await judgeAll(policy, withVariables(observed, policy.variables), isStrict);
  if (violations instanceof OutOfBudget) return failureOf(violations.message, isStrict);
  // Annotations have a budget of their own, and variables that are evaluated anew.
  const annotated = await annotate(policy, withVariables(observed, policy.variables), isStrict);
  return annotated instanceof OutOfBudget
    ? failureOf(annotated.message, isStrict)
    : { violations, ...annotated };
}

/** The policy could not be applied as a whole. */
function failureOf(message: string, isStrict: boolean): PolicyFindings {
  return isStrict ? { ...nothing, violations: [{ index: 0, message, reason: '' }] } : nothing;
}

/** All validations, and the messages that go with them, from one budget. */
async function judgeAll(
  { validations }: AdmissionPolicy,
  activation: Readonly<Fields>,
  isStrict: boolean,
): Promise<readonly Violation[] | OutOfBudget> {
  const budget = new CostBudget(policyBudget);
  const values: unknown[] = [];
  for (const { program } of validations) {
    const value = program instanceof CelProblem ? program : await program.evaluate(activation, budget);
    if (value instanceof OutOfBudget) return value;
    values.push(value);
  }
  const made = await messagesOf(validations, activation, budget);
  return validations.flatMap((validation, index) => {
    const value = values[index];
    const failure =
      value instanceof CelProblem
        ? value.message
        : made instanceof OutOfBudget
          ? `failed messageExpression: ${made.message}`
          : undefined;
    if (failure !== undefined) return isStrict ? [{ index, message: failure, reason: '' }] : [];
    if (value === true || made instanceof OutOfBudget) return [];
    return [{ index, message: messageOf(validation, made[index]), reason: validation.reason }];
  });
}

/** What the policy makes up as messages, whether they are needed or not: upstream evaluates, and counts, all of them. */
async function messagesOf(
  validations: readonly Validation[],
  activation: Readonly<Fields>,
  budget: CostBudget,
): Promise<readonly unknown[] | OutOfBudget> {
  const made: unknown[] = [];
  for (const { messageProgram } of validations) {
    const text = await messageProgram?.evaluate(activation, budget);
    if (text instanceof OutOfBudget) return text;
    made.push(text);
  }
  return made;
}

/** The message that the policy makes up, else the one that it has, else the expression itself. */
function messageOf({ message, expression }: Validation, made: unknown): string {
  const text = typeof made === 'string' ? made.trim() : '';
  if (text !== '' && text.length <= longestMessage && !text.includes('\n')) return text;
  return message.trim() || `failed expression: ${expression.trim()}`;
}

async function annotate(
  { auditAnnotations }: AdmissionPolicy,
  activation: Readonly<Fields>,
  isStrict: boolean,
): Promise<Pick<PolicyFindings, 'annotations' | 'failures'> | OutOfBudget> {
  const budget = new CostBudget(policyBudget);
  const annotations: (readonly [string, string])[] = [];
  const failures: string[] = [];
  for (const { name, program } of auditAnnotations) {
    const value = await program.evaluate(activation, budget);
    if (value instanceof OutOfBudget) return value;
    if (value instanceof CelProblem) {
      if (isStrict) failures.push(value.message);
    } else if (typeof value === 'string' && value.trim() !== '')
      annotations.push([name, value.trim().slice(0, longestAnnotation)]);
  }
  return { annotations, failures };
}
