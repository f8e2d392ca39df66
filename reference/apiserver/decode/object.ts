import { objectAt, textAt, type Fields } from '../fields.ts';
import type { BodyFormat } from '../negotiation.ts';
import type { WriteOptions } from '../query.ts';
import { apiVersionOf } from '../registry/stored-object.ts';
import type { Draft } from '../resource-definition.ts';
import { badRequest, Refusal } from '../status.ts';
import { parseBody } from './body.ts';
import { checkStructure } from './structure-check.ts';

/** Which kind a body has to be. */
export interface ExpectedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface DecodeRules {
  readonly format: BodyFormat;
  readonly expected: ExpectedKind;
  readonly fieldValidation: WriteOptions['fieldValidation'];
  /** Versions other than the expected one that the body may name, since they mean the same. */
  readonly otherVersions?: readonly string[];
  /** Collects what is dropped from the body where the writer only wants to be warned. */
  readonly warnings: string[];
}

/**
 * Turns a body into a draft of the expected kind: types checked, unknown fields and nulls dropped, keys that stand twice
 * reported as `fieldValidation` says.
 */
export function decodeObject(bytes: Uint8Array | undefined, rules: DecodeRules): Draft | Refusal {
  const { expected, format, fieldValidation } = rules;
  const findDuplicates = fieldValidation !== 'Ignore';
  const parsed = parseBody(bytes, { format, kind: expected.kind, findDuplicates });
  if (parsed instanceof Refusal) return parsed;
  const wrongKind = checkKind(parsed.fields, expected, rules.otherVersions ?? []);
  if (wrongKind !== undefined) return wrongKind;
  const duplicates = parsed.duplicates.map((path) => `duplicate field "${path}"`);
  return decodeFields(parsed.fields, rules, duplicates);
}

/** The same for data that is parsed already, such as the outcome of a patch. */
export function decodeFields(
  given: Fields,
  rules: DecodeRules,
  duplicates: readonly string[] = [],
): Draft | Refusal {
  const { expected, fieldValidation, warnings } = rules;
  const { kind } = expected;
  const cannot = (why: string): Refusal =>
    badRequest(`${kind} in version "${expected.version}" cannot be handled as a ${kind}: ${why}`);
  const { fields, typeProblem, unknownFields } = checkStructure(given, expected);
  if (typeProblem !== undefined) return cannot(typeProblem);
  if (fieldValidation !== 'Ignore' && unknownFields.length + duplicates.length > 0) {
    const problems = [...unknownFields.map((path) => `unknown field "${path}"`), ...duplicates];
    if (fieldValidation === 'Strict') return cannot(`strict decoding error: ${problems.join(', ')}`);
    warnings.push(...problems);
  }
  const draft: Draft = { ...fields, kind, apiVersion: apiVersionOf(expected) };
  // Parts may still be shared with what was decoded; the metadata is what every stage writes to.
  draft['metadata'] = { ...objectAt(draft, 'metadata') };
  return draft;
}

function checkKind(
  fields: Fields,
  expected: ExpectedKind,
  otherVersions: readonly string[],
): Refusal | undefined {
  const kind = textAt(fields, 'kind') || expected.kind;
  const apiVersion = textAt(fields, 'apiVersion') || apiVersionOf(expected);
  const versionFits = apiVersion === apiVersionOf(expected) || otherVersions.includes(apiVersion);
  if (kind === expected.kind && versionFits) return undefined;
  const text = `${kind} in version "${apiVersion.split('/').at(-1) ?? ''}" cannot be handled as a ${expected.kind}`;
  if (kind === expected.kind) {
    return badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${apiVersionOf(expected)})`,
    );
  }
  return badRequest(`${text}: the body is a ${kind} of ${apiVersion}`);
}
