import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { KnownFailuresDocument } from '../../schemas/types/plimsoll.ts';
import { documentErrors } from '../catalogue/document-schema.ts';
import { unknownWord } from '../catalogue/near-match.ts';
import { UsageError } from '../catalogue/problem.ts';
import type { CheckResult } from './check-result.ts';
import type { Check } from './plan.ts';

export type KnownFailure = KnownFailuresDocument['knownFailures'][number];

/** Reads a known-failures file, YAML or JSON. Every entry must name a check of the suite, give a reason and a link. */
export async function readKnownFailures(
  file: string,
  checks: readonly Check[],
): Promise<readonly KnownFailure[]> {
  let document: unknown;
  try {
    document = parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UsageError(
      `--known-failures ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const errors = documentErrors('known-failures', document);
  if (errors.length > 0) throw new UsageError(`--known-failures ${file}: ${errors.join('; ')}`);
  const { knownFailures } = document as KnownFailuresDocument;
  const names = new Set(checks.flatMap(({ id, name }) => [id, name]));
  const unknown = knownFailures.find(({ check }) => !names.has(check));
  if (unknown)
    throw new UsageError(`--known-failures ${file}: ${unknownWord('check', unknown.check, [...names])}`);
  return knownFailures;
}

export interface Forgiven {
  readonly results: readonly CheckResult[];
  /** Entries whose check passed: the run does not conform until they are removed. */
  readonly stale: readonly string[];
}

/** Turns foretold failures into `knownFailure`. Only a judged breach is forgiven: an error of the harness stays one. */
export function forgive(results: readonly CheckResult[], known: readonly KnownFailure[]): Forgiven {
  const stale = new Set<string>();
  const forgiven = results.map((result) => {
    const entry = known.find(({ check }) => check === result.check.id || check === result.check.name);
    if (!entry) return result;
    if (result.verdict === 'passed') {
      stale.add(`known failure "${entry.check}" passes now; remove it from the file (${entry.link})`);
    }
    if (result.verdict !== 'failed' && result.verdict !== 'unmet') return result;
    const reason = `known (${entry.reason}, ${entry.link}): ${result.reason ?? 'failed'}`;
    return { ...result, verdict: 'knownFailure' as const, reason };
  });
  return { results: forgiven, stale: [...stale] };
}
