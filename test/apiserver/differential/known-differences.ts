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

function bothMatch({ real, ours }: Difference, pattern: RegExp): boolean {
  return pattern.test(JSON.stringify(real.whole)) || pattern.test(JSON.stringify(ours.whole));
}

const levels: readonly Level[] = ['verdict', 'causes', 'whole'];

/** The same reason for every level. */
function atEveryLevel(reason: string, fits: KnownDifference['fits']): readonly KnownDifference[] {
  return levels.map((level) => ({ level, reason, fits }));
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    level: 'verdict',
    reason:
      'upstream has neither code nor reason for some mistakes of a writer and answers 500: patches with odd directives, options of deletions and resourceVersions that cannot be read, bindings to what is no node; here they get 4xx, as everything that a writer does wrong',
    fits: ({ real, ours }) => real.verdict === '500 ' && ours.verdict.startsWith('4'),
  },
  {
    level: 'verdict',
    reason:
      'a panic in upstream, which breaks the connection off: success policies without `completions`, patches whose merge keys or list elements are lists, objects or null',
    fits: ({ real }) => real.verdict === '599 NoAnswer',
  },
  {
    level: 'verdict',
    reason:
      'an error of its own in upstream: the admission of runtime classes looks up a class whose name can be none, a 500',
    fits: (difference) =>
      isAbout(difference, /runtimeClassName: /) && difference.real.verdict.startsWith('500'),
  },
  ...atEveryLevel(
    'bodies in protobuf are not read here: 415, where upstream says what is wrong with them',
    (difference) => isAbout(difference, / body protobuf /),
  ),
  ...atEveryLevel(
    'JSON and merge patches are read here with the numbers of JavaScript: `1.0` and what has more than 53 bits are integers',
    (difference) => isAbout(difference, / (json|merge)-patch .*\$RAW:/),
  ),
  ...atEveryLevel(
    'an amount that 64 bits cannot hold overflows in upstream; here it is as large as it is',
    (difference) => isAbout(difference, /(12345678901234567890|1e100)/),
  ),
  ...atEveryLevel(
    'an empty list that the writer gives is as an absent one here; upstream takes it for given in defaults and prohibitions',
    (difference) =>
      isAbout(difference, /(policies(\[\d\])?: (emptied|remove)|: add \d+|ports add|emptied|remove)/) &&
      /policies|ports|supplementalGroups|resizePolicy|resources/.test(difference.trial.name),
  ),
  ...atEveryLevel(
    'who manages which field is not kept here, so that what a writer says of it is only looked at where upstream always does',
    (difference) => isAbout(difference, /managedFields/),
  ),
  {
    level: 'whole',
    reason: 'an object whose version a JSON patch removes is warned of field by field in upstream',
    fits: (difference) => isAbout(difference, /removed version/),
  },
  {
    level: 'whole',
    reason:
      'the word for a value of the wrong JSON type, or for which of two problems comes first, follows the order of Go structs',
    fits: ({ real }) => real.verdict === '400 BadRequest',
  },
  {
    level: 'whole',
    reason: 'a time in a cause is printed as Go prints times',
    fits: ({ real }) => JSON.stringify(real.whole).includes('+0000 UTC: '),
  },
  {
    level: 'whole',
    reason:
      'why credentials of a registry are no JSON, and what is wrong with a certificate, is said in words of our own or not at all',
    fits: (difference) => isAbout(difference, /^Secret\/(docker-|tls)/),
  },
  {
    level: 'whole',
    reason:
      'a required list that is missing and not asked for is written as null by Go, and a number or text as its zero',
    fits: (difference) =>
      difference.real.causes.length === 0 &&
      /^20/.test(difference.real.verdict) &&
      JSON.stringify(difference.real.whole).length > JSON.stringify(difference.ours.whole).length &&
      isAbout(difference, /: (hollow|remove|null|emptied|add \d+|mistyped list|null in it)/),
  },
  {
    level: 'whole',
    reason: 'Go goes through maps in no order: causes at several keys of a map come in any',
    fits: ({ real, ours }) =>
      real.causes.length > 1 &&
      JSON.stringify(real.causes.toSorted()) === JSON.stringify(ours.causes.toSorted()),
  },
  {
    level: 'whole',
    reason: 'paths of a volume that overlap, names that stand for old fields: some warnings are not given',
    fits: (difference) => bothMatch(difference, /overlapping paths|this field is deprecated/),
  },
];

/** The reason for which a difference is accepted; undefined where it is not. */
export function explanationOf(difference: Difference): string | undefined {
  const found = knownDifferences.find((known) => known.level === difference.level && known.fits(difference));
  return found?.reason;
}
