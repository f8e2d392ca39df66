import type { FieldRequirement } from '../selectors/field-selector.ts';
import type { LabelRequirement } from '../selectors/label-selector.ts';
import type { Identity } from '../message.ts';
import type { PolicyRule } from './policy-rule.ts';

/** Who wants to do what: all that an authorizer is told of a request. The body is not part of it. */
export interface AccessAttributes {
  readonly identity: Identity;
  /** A verb of resources, or the HTTP method in lower case. '' for a method that resources do not know. */
  readonly verb: string;
  /** Absent for paths that name no resource. */
  readonly resource?: AccessedResource;
  /** '' where only a resource is asked for. */
  readonly path: string;
}

export interface AccessedResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  /** '' across all namespaces, and for what lies in none. */
  readonly namespace: string;
  /** '' for a collection. */
  readonly name: string;
  /** What narrows a list, a watch or the deletion of a collection; what could not be read is left out. Absent: nothing. */
  readonly fieldSelector?: readonly FieldRequirement[];
  readonly labelSelector?: readonly LabelRequirement[];
}

/** Allows, denies, or says why it has no opinion. */
export type Authorizer = (attributes: AccessAttributes) => Authorization | Promise<Authorization>;

export interface Authorization {
  readonly allowed: boolean;
  /** True: nobody else is asked any more. Absent with `allowed: false`: no opinion. */
  readonly denied?: boolean;
  /** '' where there is nothing to say. */
  readonly why: string;
  /** What went wrong while the question was asked, where something did. */
  readonly error?: string;
}

/** What a user may, as far as it could be found out. */
export interface HeldRules {
  readonly rules: readonly PolicyRule[];
  /** True where he may more than that, which could not be found out. */
  readonly isIncomplete?: boolean;
  /** '' where nothing went wrong. */
  readonly problem: string;
}

export const allowAll: Authorizer = () => ({ allowed: true, why: '' });

/** Has no opinion about anything, so that others may still allow. */
export const denyAll: Authorizer = () => ({ allowed: false, why: 'Everything is forbidden.' });

/**
 * All of them as one: the first that allows or denies decides, with its reason alone; where none does, every reason is told,
 * one a line, and every error.
 */
export function inTurn(authorizers: readonly Authorizer[]): Authorizer {
  const [only, ...others] = authorizers;
  if (only !== undefined && others.length === 0) return only;
  return (attributes) => askFrom(authorizers, 0, { attributes, reasons: [], errors: [] });
}

interface Asked {
  readonly attributes: AccessAttributes;
  readonly reasons: string[];
  readonly errors: string[];
}

/** Answers at once as long as the authorizers do: most requests are decided without waiting for anybody. */
function askFrom(
  authorizers: readonly Authorizer[],
  from: number,
  asked: Asked,
): Authorization | Promise<Authorization> {
  for (let at = from; at < authorizers.length; at += 1) {
    const answer = authorizers[at]?.(asked.attributes);
    if (answer === undefined) continue;
    if (answer instanceof Promise) {
      return answer.then((settled) =>
        isDecided(settled, asked) ? settled : askFrom(authorizers, at + 1, asked),
      );
    }
    if (isDecided(answer, asked)) return answer;
  }
  const { reasons, errors } = asked;
  return {
    allowed: false,
    why: reasons.join('\n'),
    ...(errors.length === 0 ? {} : { error: together(errors) }),
  };
}

function isDecided(answer: Authorization, { reasons, errors }: Asked): boolean {
  if (answer.allowed || answer.denied === true) return true;
  if (answer.why !== '') reasons.push(answer.why);
  if (answer.error !== undefined) errors.push(answer.error);
  return false;
}

/** Several problems as upstream prints them: each once, in brackets where there is more than one. */
export function together(problems: readonly string[]): string {
  const different = [...new Set(problems)];
  return different.length > 1 ? `[${different.join(', ')}]` : (different[0] ?? '');
}
