/** `spec/confirmations.json`: what was shown to be true of real components, and `spec/CONFIRMED.md`, the table of it. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfirmationsDocument } from '../../schemas/types/plimsoll.ts';
import { compareIds, parsedJson } from '../catalogue/acceptance.ts';
import { documentErrors, requireValid } from '../catalogue/document-schema.ts';
import { UsageError } from '../catalogue/problem.ts';
import { checksOf } from '../runner/plan.ts';
import type { RunOutcome } from '../runner/run.ts';
import type { Suite } from '../runner/suite.ts';

export type Confirmation = ConfirmationsDocument['confirmations'][number];

export const confirmationsFile = 'spec/confirmations.json';
const tableFile = 'spec/CONFIRMED.md';

export async function readConfirmations(root: string): Promise<readonly Confirmation[]> {
  const text = await readFile(join(root, confirmationsFile), 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const document = parsedJson(text, confirmationsFile);
  const errors = documentErrors('confirmations', document);
  if (errors.length > 0) throw new UsageError(`${confirmationsFile}: ${errors.join('; ')}`);
  return (document as ConfirmationsDocument).confirmations;
}

/** Digest of everything that tests a requirement: steps and data of its scenarios, ids of its properties. */
export function checksDigest(suite: Suite, id: string): string {
  const parts = checksOf(suite)
    .filter(({ requirements }) => requirements.includes(id))
    .map(({ kind, id: check, scenario }) => `${kind} ${check} ${scenario?.digest ?? ''}`)
    .sort();
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

/** Why a confirmation says nothing about the present specification any more, or nothing. */
export function staleness(suite: Suite, confirmation: Confirmation): string | undefined {
  const requirement = suite.catalogue.byId.get(confirmation.requirement);
  if (!requirement) return 'the requirement is gone';
  if (requirement.hash !== confirmation.statement) return 'the sentence was reworded';
  if (checksDigest(suite, requirement.id) !== confirmation.scenarios) return 'its tests were changed';
  return undefined;
}

/** The requirements that a run confirmed: those of which something passed and nothing else came to another judgement. */
export function confirmedBy(suite: Suite, outcome: RunOutcome): readonly Confirmation[] {
  const { implementation } = outcome.adapter.manifest;
  return suite.catalogue.requirements.flatMap(({ id, hash }) => {
    const found = outcome.results.filter(({ check }) => check.requirements.includes(id));
    const passed = found.filter(({ verdict }) => verdict === 'passed').length;
    if (passed === 0 || found.some(({ verdict }) => verdict !== 'passed' && verdict !== 'notApplicable'))
      return [];
    return [
      {
        requirement: id,
        product: implementation.name,
        productVersion: implementation.version,
        date: outcome.startedAt.toISOString().slice(0, 10),
        statement: hash,
        scenarios: checksDigest(suite, id),
        passed,
      },
    ];
  });
}

/**
 * Adds what a run confirmed, in place of what the same product and version had confirmed of the same requirements, and
 * takes away what the run has just refuted. Returns how many requirements are confirmed by it.
 */
export async function recordConfirmations(suite: Suite, outcome: RunOutcome): Promise<number> {
  const fresh = confirmedBy(suite, outcome);
  const { name, version } = outcome.adapter.manifest.implementation;
  const judged = new Set(
    outcome.results
      .filter(({ verdict }) => verdict !== 'notApplicable')
      .flatMap(({ check }) => check.requirements),
  );
  const kept = (await readConfirmations(suite.root)).filter(
    ({ requirement, product, productVersion }) =>
      !(product === name && productVersion === version && judged.has(requirement)),
  );
  const all = [...kept, ...fresh].sort(
    (left, right) =>
      compareIds(left.requirement, right.requirement) || left.product.localeCompare(right.product),
  );
  const document: ConfirmationsDocument = { version: 1, confirmations: all };
  requireValid('confirmations', document);
  await writeFile(join(suite.root, confirmationsFile), `${JSON.stringify(document, null, 2)}\n`);
  await writeFile(join(suite.root, tableFile), confirmationTable(suite, all));
  return fresh.length;
}

/** The table of all confirmations, one line per requirement, one column per product and version. */
export function confirmationTable(suite: Suite, confirmations: readonly Confirmation[]): string {
  const product = (entry: Confirmation): string => `${entry.product} ${entry.productVersion}`;
  const products = [...new Set(confirmations.map(product))].sort();
  const rows = [...Map.groupBy(confirmations, ({ requirement }) => requirement)].map(([id, entries]) => {
    const cells = products.map((name) => {
      const entry = entries.find((candidate) => product(candidate) === name);
      if (!entry) return '';
      const stale = staleness(suite, entry);
      return stale === undefined ? `${entry.passed} passed, ${entry.date}` : `stale: ${stale}`;
    });
    return `| ${id} | ${suite.catalogue.byId.get(id)?.title ?? ''} | ${cells.join(' | ')} |`;
  });
  const note =
    'Generated by `plimsoll run --adapter … --confirm`; do not edit. Each cell: the scenarios and properties of the requirement that passed, unchanged, on that product.';
  const head = `| requirement | title | ${products.join(' | ')} |\n| --- | --- |${' --- |'.repeat(products.length)}`;
  return `# Confirmed on real components\n\n${note}\n\n${head}\n${rows.join('\n')}\n`;
}
