import { addAmounts, amountsText, amountsWhere, growth, type Amounts } from '../../../quota/amounts.ts';
import type { Evaluator, ScopeSelector } from '../../../quota/evaluator.ts';
import { selects, type Quota } from '../../../quota/quota.ts';
import type { KubeObject } from '../../resource-definition.ts';
import type { LimitedResource } from './limited-resources.ts';

/** What one request would add to what its namespace uses. */
export interface Charge {
  readonly evaluator: Evaluator;
  readonly object: KubeObject;
  /** All that the object counts, and by how much that goes beyond what it counted before. */
  readonly usage: Amounts;
  readonly growth: Amounts;
}

export function chargeOf(
  evaluator: Evaluator,
  objects: { readonly object: KubeObject; readonly before: KubeObject | undefined },
  nowMs: number,
): Charge {
  const { object, before } = objects;
  const usage = evaluator.usage(object, nowMs);
  const had: Amounts = before === undefined ? new Map() : evaluator.usage(before, nowMs);
  return { evaluator, object, usage, growth: growth(usage, had) };
}

/** Why a charge cannot be made, as the refusal says it. */
export interface Denial {
  readonly why: string;
  /** No quota is about the pod although one must be: upstream answers that with a 500 instead of a 403. */
  readonly isFault?: true;
}

/** Why the charge cannot be made, or what each quota would have used afterwards, in their order. */
export type Judgement = Denial | readonly Amounts[];

/**
 * Sets a charge against all quotas of its namespace. What is demanded of the object comes before what is left, so that a
 * writer learns first what he forgot.
 */
export function judge(
  quotas: readonly Quota[],
  charge: Charge,
  limited: readonly LimitedResource[],
): Judgement {
  const concerned = quotas.map((quota) => concerns(quota, charge));
  for (const [index, quota] of quotas.entries()) {
    const fault = concerned[index] === true ? faultOf(quota, charge) : '';
    if (fault !== '') return { why: fault };
  }
  const negative = [...charge.usage].filter(([, { nano }]) => nano < 0n).map(([name]) => name);
  if (negative.length > 0)
    return { why: `quota usage is negative for resource(s): ${negative.sort().join(',')}` };
  const unchanged = quotas.map(({ used }) => used);
  if (charge.growth.size === 0) return unchanged;
  const concernedQuotas = quotas.filter((_, index) => concerned[index]);
  const uncovered = notCovered(charge, limited, { all: quotas, concerned: concernedQuotas });
  if (uncovered !== undefined) return uncovered;
  const after: Amounts[] = [];
  for (const [index, quota] of quotas.entries()) {
    const used = concerned[index] === true ? usedAfter(quota, charge) : quota.used;
    if (typeof used === 'string') return { why: used };
    after.push(used);
  }
  return after;
}

/** Whether the quota enforces something that objects of this kind count, and selects this one. */
function concerns(quota: Quota, { evaluator, object }: Charge): boolean {
  return limitedNames(quota, evaluator).length > 0 && selects(quota, evaluator, object);
}

function limitedNames(quota: Quota, evaluator: Evaluator): readonly string[] {
  return [...quota.hard.keys()].filter((name) => evaluator.counts(name)).sort();
}

function faultOf(quota: Quota, { evaluator, object }: Charge): string {
  const names = limitedNames(quota, evaluator);
  const missing = evaluator.missing(names, object);
  if (missing !== '') return `failed quota: ${quota.name}: ${missing}`;
  if (names.every((name) => quota.used.has(name))) return '';
  return `status unknown for quota: ${quota.name}, resources: ${names.join(',')}`;
}

/** What is used of the quota after the charge, or why that would be too much. */
function usedAfter(quota: Quota, { growth: grown }: Charge): Amounts | string {
  const asked = amountsWhere(grown, (name) => quota.hard.has(name));
  const used = addAmounts(quota.used, asked);
  const exceeds = (name: string): boolean => {
    const limit = quota.hard.get(name);
    return asked.has(name) && limit !== undefined && (used.get(name)?.nano ?? 0n) > limit.nano;
  };
  const over = amountsWhere(asked, exceeds);
  if (over.size === 0) return used;
  const before = amountsWhere(quota.used, exceeds);
  const limits = amountsWhere(quota.hard, exceeds);
  return (
    `exceeded quota: ${quota.name}, requested: ${amountsText(over)}, ` +
    `used: ${amountsText(before)}, limited: ${amountsText(limits)}`
  );
}

/** What the configuration lets nobody use without a quota, and no quota is about; undefined where there is no such thing. */
function notCovered(
  charge: Charge,
  limited: readonly LimitedResource[],
  quotas: { readonly all: readonly Quota[]; readonly concerned: readonly Quota[] },
): Denial | undefined {
  if (limited.length === 0) return undefined;
  const { evaluator, usage } = charge;
  const parts = limited
    .filter(({ group, plural }) => group === evaluator.group && plural === evaluator.plural)
    .flatMap(({ contains }) => contains);
  const consumed = [...usage].filter(([, { nano }]) => nano > 0n).map(([name]) => name);
  const covered = new Set(quotas.concerned.flatMap((quota) => limitedNames(quota, evaluator)));
  const open = consumed.filter((name) => parts.some((part) => name.includes(part)) && !covered.has(name));
  if (open.length > 0) return { why: `insufficient quota to consume: ${open.sort().join(',')}` };
  const scopes = openScopes(charge, limited, quotas.all);
  if (scopes.length === 0) return undefined;
  return { why: `insufficient quota to match these scopes: [${scopes.join(' ')}]`, isFault: true };
}

function openScopes(
  { evaluator, object }: Charge,
  limited: readonly LimitedResource[],
  quotas: readonly Quota[],
): readonly string[] {
  const matching = (scopes: readonly ScopeSelector[]): readonly ScopeSelector[] =>
    scopes.filter((scope) => evaluator.inScope(scope, object));
  const covered = new Set(quotas.flatMap(({ scopes }) => matching(scopes).map(({ scopeName }) => scopeName)));
  return limited
    .flatMap(({ scopes }) => matching(scopes))
    .filter(({ scopeName }) => !covered.has(scopeName))
    .map(({ scopeName, operator, values }) => `{${scopeName} ${operator} [${values.join(' ')}]}`);
}
