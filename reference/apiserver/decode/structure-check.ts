import { decode } from '../../../schemas/structural-decoding.ts';
import { fillDefaults } from '../../../schemas/structural-defaults.ts';
import { shapeOf } from '../../../schemas/structure.ts';
import type { Fields } from '../fields.ts';
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
export function checkStructure(fields: Fields, expected: ExpectedKind): StructureFindings {
  const shape = shapeOf(expected);
  if (shape === undefined) return { fields, unknownFields: [] };
  const decoded = decode(fields, shape);
  if (decoded.mismatch !== undefined) {
    return { fields, typeProblem: decoded.mismatch, unknownFields: decoded.unknownFields };
  }
  return { fields: fillDefaults(decoded.object, shape), unknownFields: decoded.unknownFields };
}
