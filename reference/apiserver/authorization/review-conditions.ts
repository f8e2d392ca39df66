import { compileCel, CelProblem, type CelProgram } from '../cel/cel-program.ts';
import { celValue } from '../cel/cel-value.ts';
import { objectAt, type Fields } from '../fields.ts';
import type { AccessAttributes } from './authorizer.ts';
import { reviewSpecOf } from './review-spec.ts';

/** Conditions of which none is false, and some cannot be judged. */
export interface UnclearReview {
  readonly why: string;
}

/** Compiles a condition about what a SubjectAccessReview asks. */
export function compileReviewCondition(expression: string): CelProgram | CelProblem {
  return compileCel(
    expression,
    { about: 'review', hasParams: false, hasAuthorizer: false },
    { types: ['bool'] },
  );
}

/** What must be true of a request for a webhook to be asked about it. */
export class ReviewConditions {
  readonly #programs: readonly CelProgram[];

  constructor(programs: readonly CelProgram[]) {
    this.#programs = programs;
  }

  /** The first that is false decides. */
  async judge(attributes: AccessAttributes): Promise<boolean | UnclearReview> {
    if (this.#programs.length === 0) return true;
    const given = { request: celValue(shownSpecOf(attributes)) };
    const problems: string[] = [];
    for (const program of this.#programs) {
      const value = await program.evaluate(given);
      if (value === false) return false;
      if (value instanceof CelProblem) problems.push(`cel evaluation error: ${value.message}`);
    }
    const different = [...new Set(problems)];
    if (different.length === 0) return true;
    return { why: different.length === 1 ? (different[0] ?? '') : `[${different.join(', ')}]` };
  }
}

/** Conditions see every field that is a text, also where a review leaves it out. */
function shownSpecOf(attributes: AccessAttributes): Fields {
  const { resource } = attributes;
  const spec = reviewSpecOf(attributes);
  const user = { user: '', uid: '', groups: [], extra: {}, ...spec };
  if (resource === undefined)
    return { ...user, nonResourceAttributes: { path: attributes.path, verb: attributes.verb } };
  const { namespace, group, version, subresource, name } = resource;
  const texts = {
    namespace,
    verb: attributes.verb,
    group,
    version,
    resource: resource.resource,
    subresource,
    name,
  };
  return { ...user, resourceAttributes: { ...objectAt(spec, 'resourceAttributes'), ...texts } };
}
