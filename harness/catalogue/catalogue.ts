import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseChapter, type Chapter } from './chapter.ts';
import type { Problem } from './problem.ts';
import type { Requirement } from './requirement.ts';

/** Every requirement of the specification, in chapter order, and what is wrong with the chapters. */
export interface Catalogue {
  readonly requirements: readonly Requirement[];
  readonly byId: ReadonlyMap<string, Requirement>;
  readonly problems: readonly Problem[];
}

/** Chapters that hold no requirements of their own. */
const notChapters = new Set(['README.md', 'GLOSSARY.md', 'CONFIRMED.md']);

/** Reads `spec/*.md` under the root of a suite. */
export async function readCatalogue(root: string): Promise<Catalogue> {
  const folder = join(root, 'spec');
  const names = (await readdir(folder))
    .filter((name) => name.endsWith('.md') && !notChapters.has(name))
    .sort();
  const chapters = await Promise.all(
    names.map(async (name) =>
      parseChapter({ file: `spec/${name}`, text: await readFile(join(folder, name), 'utf8') }),
    ),
  );
  return catalogueOf(chapters);
}

/** Puts chapters together; an id that stands twice is a problem and its first place counts. */
export function catalogueOf(chapters: readonly Chapter[]): Catalogue {
  const byId = new Map<string, Requirement>();
  const problems = chapters.flatMap((chapter) => chapter.problems);
  for (const requirement of chapters.flatMap((chapter) => chapter.requirements)) {
    const first = byId.get(requirement.id);
    if (first) {
      const { file, line, id } = requirement;
      const message = `${id} is already used at ${first.file}:${first.line}; take a number that was never used`;
      problems.push({ file, line, message });
    } else byId.set(requirement.id, requirement);
  }
  return { requirements: [...byId.values()], byId, problems };
}

/** The area of an id: `WATCH` of `WATCH-4a`. */
export function areaOf(id: string): string {
  return id.slice(0, id.lastIndexOf('-'));
}
