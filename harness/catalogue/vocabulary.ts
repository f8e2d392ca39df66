/**
 * `features/VOCABULARY.md` documents every step: the first cells of its tables with the heading `step`. What stands there
 * and what is defined must be the same.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from './problem.ts';

export const vocabularyFile = 'features/VOCABULARY.md';

/** A step definition as cucumber tells it. */
export interface StepDefinition {
  readonly id: string;
  readonly pattern: string;
  readonly file: string;
  readonly line: number;
}

/** Which definitions the steps of all features resolve to. */
export interface StepUse {
  readonly definitions: readonly StepDefinition[];
  readonly uses: readonly {
    readonly text: string;
    readonly file: string;
    readonly line: number;
    readonly definitions: readonly string[];
  }[];
}

interface Documented {
  readonly pattern: string;
  readonly line: number;
}

export async function readVocabulary(root: string): Promise<readonly Documented[] | undefined> {
  const text = await readFile(join(root, vocabularyFile), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : documentedSteps(text);
}

/** The first cells of every table whose head begins with `step`. */
export function documentedSteps(text: string): readonly Documented[] {
  const found: Documented[] = [];
  let inTable = false;
  for (const [index, line] of text.split('\n').entries()) {
    if (!line.startsWith('|')) inTable = false;
    else if (/^\|\s*step\s*\|/.test(line)) inTable = true;
    const pattern = inTable ? /^\|\s*`([^`]+)`\s*\|/.exec(line)?.[1] : undefined;
    if (pattern !== undefined) found.push({ pattern: pattern.replaceAll('\\|', '|'), line: index + 1 });
  }
  return found;
}

/** What a Cucumber expression stands for: each alternative of `a/b`, with and without each `(optional)` text. */
function variants(pattern: string): readonly string[] {
  const optional = /\(([^()]*)\)/.exec(pattern);
  if (optional) {
    const without = pattern.replace(optional[0], '');
    return [...variants(pattern.replace(optional[0], optional[1] ?? '')), ...variants(without)];
  }
  const alternatives = /[^\s{}]+(?:\/[^\s{}]+)+/.exec(pattern);
  if (!alternatives) return [pattern];
  return alternatives[0].split('/').flatMap((word) => variants(pattern.replace(alternatives[0], word)));
}

export function vocabularyProblems(
  use: StepUse,
  documented: readonly Documented[] | undefined,
): readonly Problem[] {
  return [...useProblems(use), ...documentationProblems(use, documented)];
}

function useProblems({ definitions, uses }: StepUse): readonly Problem[] {
  const byId = new Map(definitions.map((definition) => [definition.id, definition]));
  const used = new Set(uses.flatMap((step) => step.definitions));
  const unused = definitions
    .filter(({ id }) => !used.has(id))
    .map(({ file, line, pattern }) => ({
      file,
      line,
      message: `no feature uses the step "${pattern}"; remove it`,
    }));
  const unclear = uses.flatMap(({ text, file, line, definitions: matches }) => {
    if (matches.length === 1) return [];
    const patterns = matches.map((id) => `"${byId.get(id)?.pattern ?? id}"`).join(' and ');
    const message =
      matches.length === 0
        ? `no step definition fits "${text}"; use a step of ${vocabularyFile}`
        : `the step "${text}" is ambiguous between ${patterns}`;
    return [{ file, line, message }];
  });
  return [...unused, ...unclear];
}

function documentationProblems(
  use: StepUse,
  documented: readonly Documented[] | undefined,
): readonly Problem[] {
  if (documented === undefined) {
    return [{ file: vocabularyFile, line: 1, message: 'is missing; document every step there' }];
  }
  const described = new Set(documented.map(({ pattern }) => pattern));
  const known = new Set(use.definitions.flatMap(({ pattern }) => [pattern, ...variants(pattern)]));
  return [
    ...use.definitions
      .filter(
        ({ pattern }) => !described.has(pattern) && !variants(pattern).some((text) => described.has(text)),
      )
      .map(({ file, line, pattern }) => ({
        file,
        line,
        message: `the step "${pattern}" is not documented; add it to ${vocabularyFile}`,
      })),
    ...documented
      .filter(({ pattern }) => !known.has(pattern))
      .map(({ pattern, line }) => ({
        file: vocabularyFile,
        line,
        message: `documents "${pattern}", which no step definition has; mend or remove it`,
      })),
  ];
}
