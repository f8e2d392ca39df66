import { decode, type DecodingStyle } from '../../../schemas/structural-decoding.ts';
import { fillDefaults } from '../../../schemas/structural-defaults.ts';
import { shapeOf } from '../../../schemas/structure.ts';
import { cloneJson, type Fields } from '../fields.ts';
import type { ExpectedKind } from './object.ts';

export interface StructureFindings {
  /** The object without unknown fields and nulls, with the defaults that the schema states. */
  readonly fields: Fields;
  /** The first value of a wrong type, as a sentence. */
  readonly typeProblem?: string;
  /** Paths of fields that the kind does not have; they are gone from the object. */
  readonly unknownFields: readonly string[];
}

/** Holds parsed data against the schema of the kind. */
export function checkStructure(
  fields: Fields,
  expected: ExpectedKind,
  style: DecodingStyle = 'text',
): StructureFindings {
  const shape = shapeOf(expected);
  if (shape === undefined) return { fields, unknownFields: [] };
  const decoded = decode(fields, shape, style);
  if (decoded.mismatch !== undefined) {
    return { fields, typeProblem: decoded.mismatch, unknownFields: decoded.unknownFields };
  }
  return { fields: fillDefaults(decoded.object, shape), unknownFields: decoded.unknownFields };
}

const emptyStatuses = new Map<string, unknown>();

/** What a status says before anybody has written it; undefined where the schema states nothing. */
export function emptyStatus(kind: ExpectedKind): unknown {
  const key = `${kind.group}/${kind.version}/${kind.kind}`;
  if (!emptyStatuses.has(key)) emptyStatuses.set(key, checkStructure({}, kind).fields['status']);
  return cloneJson(emptyStatuses.get(key));
}
