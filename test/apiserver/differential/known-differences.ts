import type { Judgement, Level } from './comparison.ts';
import type { Trial } from './trials.ts';

/** A way in which the two servers are allowed to differ, and why. */
export interface KnownDifference {
  readonly reason: string;
  /** On what they differ. Each level needs an entry of its own: what explains an object explains no verdict. */
  readonly level: Level;
  readonly fits: (difference: Difference) => boolean;
}

export interface Difference {
  readonly trial: Trial;
  readonly level: Level;
  readonly real: Judgement;
  readonly ours: Judgement;
}

function isAbout(difference: Difference, path: RegExp): boolean {
  return path.test(difference.trial.name);
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    level: 'verdict',
    reason:
      'a panic in upstream: the rules of a success policy look at `completions` although it is missing, and the connection breaks off; here the missing `completions` is the refusal',
    fits: (difference) =>
      difference.real.verdict === '599 NoAnswer' &&
      isAbout(difference, /Job\/indexed .*(spec|completions|completionMode)/) &&
      difference.ours.causes.some((cause) => cause.endsWith('.completions FieldValueRequired')),
  },
  {
    level: 'verdict',
    reason:
      'an error of its own in upstream: the admission of runtime classes looks up a class without a name, a 500',
    fits: (difference) =>
      isAbout(difference, /runtimeClassName: add 0$/) && difference.real.verdict.startsWith('500'),
  },
  {
    level: 'whole',
    reason:
      'a value of the wrong JSON type: which type Go calls the right one is not followed to names such as `v1.ResourceName`',
    fits: ({ real }) => real.verdict === '400 BadRequest' && JSON.stringify(real.whole).includes(' of type '),
  },
  {
    level: 'whole',
    reason: 'a time in a cause is printed as Go prints times',
    fits: ({ real }) => JSON.stringify(real.whole).includes('+0000 UTC: '),
  },
  {
    level: 'whole',
    reason: 'why credentials of a registry are no JSON is said in words of our own',
    fits: (difference) => isAbout(difference, /^Secret\/docker-/),
  },
  {
    level: 'whole',
    reason: 'a required list that is missing and not asked for is written as null by Go',
    fits: (difference) =>
      isAbout(difference, /(limits|containers|podFailurePolicy|spec): (hollow|remove|emptied|add \d+)$/),
  },
  {
    level: 'whole',
    reason: 'Go goes through maps in no order: causes at several keys of a map come in any',
    fits: ({ real, ours }) =>
      real.causes.length > 1 &&
      JSON.stringify(real.causes.toSorted()) === JSON.stringify(ours.causes.toSorted()),
  },
];

/** The reason for which a difference is accepted; undefined where it is not. */
export function explanationOf(difference: Difference): string | undefined {
  const found = knownDifferences.find((known) => known.level === difference.level && known.fits(difference));
  return found?.reason;
}
