import { createRequire } from 'node:module';
import type * as Re2 from 're2js';
import { withoutRepeatedNames } from '../../cel/cel-regexp-check.ts';
import { CostExceeded } from './cel-cost.ts';

/** Loaded when the first pattern is, since most servers never see one. */
function library(): typeof Re2 {
  return createRequire(import.meta.url)('re2js') as typeof Re2;
}

const compiled = new Map<string, Re2.RE2JS>();
const mostCompiled = 200;

/**
 * A regular expression in the syntax of RE2, which Go's are in: it looks neither around nor back, and takes time in proportion to the
 * text. Throws in Go's words where the pattern is none.
 */
function regexpOf(pattern: string): Re2.RE2JS {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const { RE2JS } = library();
  const fresh = RE2JS.compile(withoutRepeatedNames(pattern));
  if (compiled.size >= mostCompiled) compiled.clear();
  compiled.set(pattern, fresh);
  return fresh;
}

/** Of a search: at most one for each character of the text and each instruction of the compiled pattern. */
const mostSteps = 30_000_000;

/** Roughly how much there is to do, beside the search itself, before a pattern can be searched for. */
export function readingOf(pattern: string): number {
  return compiled.has(pattern) ? 0 : 5000 + 500 * pattern.length;
}

/** Of the searches for all places together: each may go through all that is left of the text. */
const mostPassed = 10_000_000;

/** Whether the pattern matches somewhere in the text. */
export function matchesRegexp(text: string, pattern: string): boolean {
  return bounded(regexpOf(pattern), text.length).test(text);
}

/** The first places that match, from the left; below zero: all. */
export function findRegexp(text: string, pattern: string, limit: number): readonly string[] {
  const matcher = bounded(regexpOf(pattern), text.length).matcher(text);
  const found: string[] = [];
  let passed = 0;
  while ((limit < 0 || found.length < limit) && matcher.find()) {
    found.push(matcher.group() ?? '');
    passed += text.length - matcher.end();
    if (passed > mostPassed) throw new CostExceeded();
  }
  return found;
}

/** Throws where the search may keep the server busy for seconds. */
function bounded(regexp: Re2.RE2JS, length: number): Re2.RE2JS {
  if (regexp.programSize() * length > mostSteps) throw new CostExceeded();
  return regexp;
}
