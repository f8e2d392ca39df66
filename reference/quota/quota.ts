import { amountsJson, readAmounts, type Amounts } from './amounts.ts';
import type { Evaluator, ScopeSelector } from './evaluator.ts';
import { objectAt, objectsAt, textAt, textsAt, type Fields } from './fields.ts';

/** A ResourceQuota, read. */
export interface Quota {
  readonly name: string;
  /** What is wanted. */
  readonly specHard: Amounts;
  readonly scopes: readonly ScopeSelector[];
  /** What is enforced: the limits as the controller has seen them, and what is used of them. */
  readonly hard: Amounts;
  readonly used: Amounts;
}

export function readQuota(resourceQuota: object): Quota {
  const object = resourceQuota as Fields;
  const spec = objectAt(object, 'spec');
  const status = objectAt(object, 'status');
  return {
    name: textAt(objectAt(object, 'metadata'), 'name'),
    specHard: readAmounts(objectAt(spec, 'hard')),
    scopes: [
      ...textsAt(spec, 'scopes').map((scopeName) => ({ scopeName, operator: 'Exists', values: [] })),
      ...objectsAt(objectAt(spec, 'scopeSelector'), 'matchExpressions').map(readScope),
    ],
    hard: readAmounts(objectAt(status, 'hard')),
    used: readAmounts(objectAt(status, 'used')),
  };
}

/** Reads one condition as it stands in a quota or in a configuration. */
export function readScope(expression: Fields): ScopeSelector {
  return {
    scopeName: textAt(expression, 'scopeName'),
    operator: textAt(expression, 'operator'),
    values: textsAt(expression, 'values'),
  };
}

/** Whether the quota's scopes all select the object; without scopes it is about everything. */
export function selects(quota: Quota, evaluator: Evaluator, object: Fields): boolean {
  return quota.scopes.every((scope) => evaluator.inScope(scope, object));
}

/** The status of a quota as JSON. */
export function statusJson(hard: Amounts, used: Amounts): Fields {
  return { hard: amountsJson(hard), used: amountsJson(used) };
}
