import { activationOf, withVariables, type ActivationParts } from '../../cel/admission-activation.ts';
import { CelProblem } from '../../cel/cel-program.ts';
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
  if (concerned !== true)
    return isStrict
      ? { ...nothing, violations: [{ index: 0, message: concerned.why, reason: '' }] }
      : nothing;
  const activation = withVariables(activationOf(request, matched, { ...parts, namespace }), policy.variables);
  const violations: Violation[] = [];
  for (const [index, validation] of policy.validations.entries()) {
    const violation = await judge(validation, activation, isStrict);
    if (violation !== undefined) violations.push({ index, ...violation });
  }
  return { violations, ...(await annotate(policy, activation, isStrict)) };
}

async function judge(
  validation: Validation,
  activation: Readonly<Fields>,
  isStrict: boolean,
): Promise<Omit<Violation, 'index'> | undefined> {
  const { program, reason } = validation;
  const value = program instanceof CelProblem ? program : await program.evaluate(activation);
  if (value instanceof CelProblem) return isStrict ? { message: value.message, reason: '' } : undefined;
  return value === true ? undefined : { message: await messageOf(validation, activation), reason };
}

/** The message that the policy makes up, else the one that it has, else the expression itself. */
async function messageOf(
  { messageProgram, message, expression }: Validation,
  activation: Readonly<Fields>,
): Promise<string> {
  const made = await messageProgram?.evaluate(activation);
  const text = typeof made === 'string' ? made.trim() : '';
  if (text !== '' && text.length <= longestMessage && !text.includes('\n')) return text;
  return message.trim() || `failed expression: ${expression.trim()}`;
}

async function annotate(
  { auditAnnotations }: AdmissionPolicy,
  activation: Readonly<Fields>,
  isStrict: boolean,
): Promise<Pick<PolicyFindings, 'annotations' | 'failures'>> {
  const annotations: (readonly [string, string])[] = [];
  const failures: string[] = [];
  for (const { name, program } of auditAnnotations) {
    const value = await program.evaluate(activation);
    if (value instanceof CelProblem) {
      if (isStrict) failures.push(value.message);
    } else if (typeof value === 'string' && value.trim() !== '')
      annotations.push([name, value.trim().slice(0, longestAnnotation)]);
  }
  return { annotations, failures };
}
