import { portNames } from '../ports/ports.ts';
import { idTag } from './feature.ts';
import { unknownWord } from './near-match.ts';

/** The tags that say how a scenario runs; the others are ids of requirements. */
const fixedTags: readonly string[] = [
  '@exclusive',
  '@encrypted',
  '@authorized',
  '@certificates',
  '@slow',
  ...portNames.map((port) => `@needs-${port}`),
];

/** What is wrong with a tag, or nothing: a tag is the id of a known requirement or stands in the registry. */
export function tagError(tag: string, ids: Iterable<string>): string | undefined {
  if (fixedTags.includes(tag)) return undefined;
  const known = [...ids];
  if (idTag.test(tag)) {
    return known.includes(tag.slice(1)) ? undefined : unknownWord('requirement', tag.slice(1), known);
  }
  return unknownWord('tag', tag, [...fixedTags, ...known.map((id) => `@${id}`)]);
}

/** The tags that an expression such as `@slow and not (@LOCK-2 or @exclusive)` names. */
export function tagsOfExpression(expression: string): readonly string[] {
  return expression.match(/@[^\s()]+/g) ?? [];
}
