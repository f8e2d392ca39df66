/**
 * `spec/accepted.json` remembers the wording of every requirement at the moment when somebody last compared it with its
 * tests. A reworded sentence, a vanished id or a new one that nobody accepted fails the check.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AcceptedDocument } from '../../schemas/types/plimsoll.ts';
import type { Catalogue } from './catalogue.ts';
import { documentErrors } from './document-schema.ts';
import { unknownWord } from './near-match.ts';
import { UsageError, type Problem } from './problem.ts';

export const acceptedFile = 'spec/accepted.json';

export async function readAccepted(root: string): Promise<AcceptedDocument> {
  const text = await readFile(join(root, acceptedFile), 'utf8').catch(() => undefined);
  if (text === undefined) return { version: 1, requirements: {} };
  const document = parsedJson(text, acceptedFile);
  const errors = documentErrors('accepted', document);
  if (errors.length > 0) throw new UsageError(`${acceptedFile}: ${errors.join('; ')}`);
  return document as AcceptedDocument;
}

/** JSON, or a usage error that names the file. */
export function parsedJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function acceptanceProblems(catalogue: Catalogue, accepted: AcceptedDocument): readonly Problem[] {
  const problems: Problem[] = [];
  for (const { id, hash, file, line } of catalogue.requirements) {
    const entry = accepted.requirements[id];
    if (!entry) {
      problems.push({
        file,
        line,
        message: `${id} is new; once its tests are there, run plimsoll accept ${id}`,
      });
    } else if ('retired' in entry) {
      const message = `${id} is retired in ${acceptedFile} (${entry.retired}); take a number that was never used`;
      problems.push({ file, line, message });
    } else if (entry.hash !== hash) {
      const message = `${id} was reworded; look at its tests again (plimsoll explain ${id}), then run plimsoll accept ${id}`;
      problems.push({ file, line, message });
    }
  }
  for (const [id, entry] of Object.entries(accepted.requirements)) {
    if (catalogue.byId.has(id) || 'retired' in entry) continue;
    const message = `${id} has vanished from the chapters; put it back, or replace its entry by { "retired": "why" }`;
    problems.push({ file: acceptedFile, line: 1, message });
  }
  return problems;
}

/** Records the present wording of some requirements (`all`: of every new or reworded one); returns their ids. */
export async function accept(
  root: string,
  catalogue: Catalogue,
  ids: readonly string[] | 'all',
): Promise<readonly string[]> {
  const accepted = await readAccepted(root);
  const wanted = ids === 'all' ? catalogue.requirements.map(({ id }) => id) : ids;
  const changed: string[] = [];
  for (const id of wanted) {
    const requirement = catalogue.byId.get(id);
    if (!requirement) throw new UsageError(unknownWord('requirement', id, [...catalogue.byId.keys()]));
    const entry = accepted.requirements[id];
    if (entry && 'retired' in entry)
      throw new UsageError(`${id} is retired (${entry.retired}); an id is never reused`);
    if (entry?.hash === requirement.hash) continue;
    accepted.requirements[id] = { hash: requirement.hash };
    changed.push(id);
  }
  const sorted = Object.entries(accepted.requirements).sort(([left], [right]) => compareIds(left, right));
  const document: AcceptedDocument = { version: 1, requirements: Object.fromEntries(sorted) };
  await writeFile(join(root, acceptedFile), `${JSON.stringify(document, null, 2)}\n`);
  return changed;
}

/** Areas by name, then numbers by size: `API-2` before `API-10` before `API-10a`. */
export function compareIds(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true });
}
