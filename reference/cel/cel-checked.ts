import { checkTypes, type CheckedTypes } from './cel-check.ts';
import { constantProblem } from './cel-constants.ts';
import { faultsText, type CelFault } from './cel-error-place.ts';
import { checkLiterals } from './cel-literal-checks.ts';
import type { CelNode } from './cel-node.ts';
import { parseCel } from './cel-parse.ts';
import type { CelNames } from './cel-scope-types.ts';
import { celTypes, type CelType } from './cel-types.ts';

/** An expression as it was read, or what is wrong with it. */
export interface CheckedCel {
  readonly node: CelNode;
  readonly types: CheckedTypes;
  /** What the expression as a whole evaluates to. */
  readonly type: CelType;
  readonly problem?: {
    readonly message: string;
    /** Not the expression's text is wrong, but it cannot be made a program. */
    readonly isInternal: boolean;
  };
}

const untyped: CheckedTypes = { typeOf: () => celTypes.dyn, faults: [] };

/** Reads and checks an expression, as far as its text shows; what is wrong is told in the words and with the places of cel-go. */
export function checkCelText(text: string, names: CelNames): CheckedCel {
  const { node, faults } = parseCel(text);
  if (faults.length > 0) return { node, types: untyped, type: celTypes.dyn, problem: wrong(text, faults) };
  const types = checkTypes(node, names);
  const found = types.faults.length > 0 ? types.faults : checkLiterals(node, types);
  const checked = { node, types, type: types.typeOf(node) };
  return found.length > 0 ? { ...checked, problem: wrong(text, found) } : checked;
}

function wrong(text: string, faults: readonly CelFault[]): { message: string; isInternal: boolean } {
  return { message: faultsText(text, faults), isInternal: false };
}

/** Reads and checks an expression that is to be evaluated. */
export function checkCel(text: string, names: CelNames): CheckedCel {
  const checked = checkCelText(text, names);
  const { problem, node } = checked;
  if (problem !== undefined)
    return { ...checked, problem: { ...problem, message: `compilation failed: ${problem.message}` } };
  const why = constantProblem(node, names);
  if (why === undefined) return checked;
  return { ...checked, problem: { message: `program instantiation failed: ${why}`, isInternal: true } };
}
