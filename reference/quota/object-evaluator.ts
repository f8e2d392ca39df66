import { one } from './amounts.ts';
import { countName, type Evaluator } from './evaluator.ts';

/** Names from before every kind could be counted. */
const legacyNames: ReadonlySet<string> = new Set([
  'configmaps',
  'resourcequotas',
  'replicationcontrollers',
  'secrets',
]);

/** For kinds of which nothing but the number is counted. */
export function objectEvaluator(group: string, plural: string): Evaluator {
  const names = [countName(group, plural), ...(group === '' && legacyNames.has(plural) ? [plural] : [])];
  const usage = new Map(names.map((name) => [name, one]));
  return {
    group,
    plural,
    chargesUpdates: false,
    counts: (name) => names.includes(name),
    inScope: () => false,
    missing: () => '',
    usage: () => usage,
  };
}
