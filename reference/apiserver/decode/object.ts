import { shapeOf } from '../../../schemas/structure.ts';
import type { DecodingStyle } from '../../../schemas/structural-decoding.ts';
import { objectAt, textAt, type Fields } from '../fields.ts';
import type { BodyFormat } from '../negotiation.ts';
import type { WriteOptions } from '../query.ts';
import { apiVersionOf } from '../registry/stored-object.ts';
import type { Draft } from '../resource-definition.ts';
import { badRequest, Refusal } from '../status.ts';
import { inDocumentOrder } from './problem-order.ts';
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
  readonly otherVersions?: readonly string[] | 'all';
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
  return decodeFields(parsed.fields, rules, parsed.duplicates);
}

/** The same for data that is parsed already, such as the outcome of a patch. */
export function decodeFields(
  given: Fields,
  rules: DecodeRules,
  duplicates: readonly string[] = [],
): Draft | Refusal {
  const { kind, version } = rules.expected;
  const read = readFields(given, rules, duplicates);
  if ('problem' in read)
    return badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${read.problem}`);
  rules.warnings.push(...read.warnings);
  return read.draft;
}

export interface ReadRules extends Pick<DecodeRules, 'expected' | 'fieldValidation'> {
  /** Absent: a body, in which nobody asks whether what is unknown stands there twice. */
  readonly style?: DecodingStyle;
}

/** The draft with what its writer is to be warned of, or why the data cannot be read. `duplicates`: what is wrong with keys, in words. */
export function readFields(
  given: Fields,
  { expected, fieldValidation, style }: ReadRules,
  duplicates: readonly string[],
): { readonly draft: Draft; readonly warnings: readonly string[] } | { readonly problem: string } {
  const { fields, typeProblem, unknownFields } = checkStructure(given, expected, style);
  if (typeProblem !== undefined) return { problem: typeProblem };
  const isUnknown = (problem: string): boolean =>
    style === undefined && unknownFields.some((path) => problem.startsWith(`duplicate field "${path}`));
  const unknown = unknownFields.map((path) => `unknown field "${path}"`);
  const found = [...duplicates.filter((problem) => !isUnknown(problem)), ...unknown];
  const problems = style === undefined ? inDocumentOrder(given, found) : found;
  if (fieldValidation === 'Strict' && problems.length > 0)
    return { problem: `strict decoding error: ${problems.join(', ')}` };
  const draft: Draft = { ...fields, kind: expected.kind, apiVersion: apiVersionOf(expected) };
  // Parts may still be shared with what was decoded; the metadata is what every stage writes to.
  draft['metadata'] = { ...objectAt(draft, 'metadata') };
  return { draft, warnings: fieldValidation === 'Ignore' ? [] : problems };
}

/** What upstream says of a kind that it does not know, its source of the time included. */
export function notRegistered(kind: string, apiVersion: string): string {
  return `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:100"`;
}

/** Where upstream keeps its own form of a group's kinds. */
function packageOf(group: string): string {
  return group === '' || group === 'events.k8s.io' ? 'core' : (group.split('.')[0] ?? '');
}

function checkKind(
  fields: Fields,
  expected: ExpectedKind,
  otherVersions: readonly string[] | 'all',
): Refusal | undefined {
  const kind = textAt(fields, 'kind') || expected.kind;
  const apiVersion = textAt(fields, 'apiVersion') || apiVersionOf(expected);
  const versionFits =
    apiVersion === apiVersionOf(expected) || otherVersions === 'all' || otherVersions.includes(apiVersion);
  if (kind === expected.kind && versionFits) return undefined;
  const version = apiVersion.split('/').at(-1) ?? '';
  const group = apiVersion.split('/').slice(0, -1).join('/');
  const isKnown = shapeOf({ group, version, kind }) !== undefined;
  const into = `${packageOf(expected.group)}.${expected.kind}`;
  const why = isKnown
    ? `converting (${version}.${kind}) to (${into}): unknown conversion`
    : notRegistered(kind, apiVersion);
  return badRequest(`${kind} in version "${version}" cannot be handled as a ${expected.kind}: ${why}`);
}
