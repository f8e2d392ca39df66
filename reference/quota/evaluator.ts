import type { Amounts } from './amounts.ts';
import type { Fields } from './fields.ts';

/** What a quota counts of a kind of object, and which of its objects. Pure. */
export interface Evaluator {
  readonly group: string;
  readonly plural: string;
  /** Whether an update can change what an object counts. */
  readonly chargesUpdates: boolean;
  /** Whether a quota that limits this name counts objects of this kind. */
  counts(name: string): boolean;
  /** Whether the object is among those that the scope selects. */
  inScope(scope: ScopeSelector, object: Fields): boolean;
  /** What a quota on these names demands of the object and it does not say; '' where nothing is missing. */
  missing(names: readonly string[], object: Fields): string;
  /** What the object counts as of this moment. */
  usage(object: Fields, nowMs: number): Amounts;
}

/** One condition that a quota sets on the objects that it counts. */
export interface ScopeSelector {
  readonly scopeName: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** `count/deployments.apps`: the name under which objects of any kind can be limited. */
export function countName(group: string, plural: string): string {
  return `count/${group === '' ? plural : `${plural}.${group}`}`;
}
