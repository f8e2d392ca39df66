/**
 * `features/VOCABULARY.md` documents every step, as a code span that begins with its keyword:
 * `` `When {actor} creates:` ``. The two lists must be the same.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
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

export function documentedSteps(text: string): readonly Documented[] {
  const found: Documented[] = [];
  const visit = (node: Nodes): void => {
    if (node.type === 'inlineCode') {
      const pattern = /^(?:Given|When|Then) (.+)$/.exec(node.value)?.[1];
      if (pattern !== undefined) found.push({ pattern, line: node.position?.start.line ?? 1 });
    } else if ('children' in node) node.children.forEach(visit);
  };
  visit(fromMarkdown(text));
  // A table's cells are no nodes to a plain Markdown parser: their code spans are, which is all that is needed here.
  return found;
}

export function vocabularyProblems(use: StepUse, documented: readonly Documented[] | undefined): readonly Problem[] {
  return [...useProblems(use), ...documentationProblems(use, documented)];
}

function useProblems({ definitions, uses }: StepUse): readonly Problem[] {
  const byId = new Map(definitions.map((definition) => [definition.id, definition]));
  const used = new Set(uses.flatMap((step) => step.definitions));
  const unused = definitions
    .filter(({ id }) => !used.has(id))
    .map(({ file, line, pattern }) => ({ file, line, message: `no feature uses the step "${pattern}"; remove it` }));
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

function documentationProblems(use: StepUse, documented: readonly Documented[] | undefined): readonly Problem[] {
  if (documented === undefined) {
    return [{ file: vocabularyFile, line: 1, message: 'is missing; document every step there' }];
  }
  const patterns = new Set(use.definitions.map(({ pattern }) => pattern));
  const described = new Set(documented.map(({ pattern }) => pattern));
  return [
    ...use.definitions
      .filter(({ pattern }) => !described.has(pattern))
      .map(({ file, line, pattern }) => ({
        file,
        line,
        message: `the step "${pattern}" is not documented; add it to ${vocabularyFile}`,
      })),
    ...documented
      .filter(({ pattern }) => !patterns.has(pattern))
      .map(({ pattern, line }) => ({
        file: vocabularyFile,
        line,
        message: `documents "${pattern}", which no step definition has; mend or remove it`,
      })),
  ];
}
