import { createRequire } from 'node:module';
import type * as Re2 from 're2js';

/** Go lets several groups have one name, and no expression asks for groups by their names. */
export function withoutRepeatedNames(pattern: string): string {
  const names = Array.from(pattern.matchAll(/(?<!\\)\(\?P?<(\w+)>/g), ([, name]) => name);
  return new Set(names).size === names.length ? pattern : pattern.replaceAll(/(?<!\\)\(\?P?<\w+>/g, '(');
}

/** Why a text is no regular expression, in Go's words; undefined: it is one. */
export function regexpProblem(pattern: string): string | undefined {
  // Loaded when the first pattern is, since most servers never see one.
  const { RE2JS } = createRequire(import.meta.url)('re2js') as typeof Re2;
  try {
    RE2JS.compile(withoutRepeatedNames(pattern));
    return undefined;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return words.replace(/(?<=trailing backslash at end of expression)$/, ': ``');
  }
}
