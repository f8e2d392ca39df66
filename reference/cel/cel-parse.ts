import type { CelFault } from './cel-error-place.ts';
import { CelGrammar } from './cel-grammar.ts';
import type { CelNode } from './cel-node.ts';
import { deepestRule, RecoveringReader, UnreadableText } from './cel-syntax-recovery.ts';
import { tokensOf } from './cel-tokens.ts';

const longestExpression = 100_000;

/** Reads an expression. With faults, the node is of no use. */
export function parseCel(text: string): { readonly node: CelNode; readonly faults: readonly CelFault[] } {
  const nothing: CelNode = { kind: 'unknown', at: 0 };
  const size = Array.from(text).length;
  if (size > longestExpression) {
    const message = `expression code point size exceeds limit: size: ${size}, limit ${longestExpression}`;
    return { node: nothing, faults: [{ at: undefined, message }] };
  }
  const { tokens, faults } = tokensOf(text);
  const grammar = new CelGrammar(new RecoveringReader(tokens));
  try {
    const node = grammar.start();
    return { node, faults: limited([...faults, ...grammar.faults]) };
  } catch (error) {
    // A deep call stack may end a little before the rules do.
    if (error instanceof RangeError) {
      const message = `expression recursion limit exceeded: ${deepestRule}`;
      return { node: nothing, faults: [{ at: undefined, message }] };
    }
    if (!(error instanceof UnreadableText)) throw error;
    return { node: nothing, faults: limited([...faults, ...grammar.faults]) };
  }
}

const mostFaults = 100;

/** Reading ends with one fault more than the most that are told. */
function limited(faults: readonly CelFault[]): readonly CelFault[] {
  if (faults.length <= mostFaults) return faults;
  const sorted = [...faults].sort((left, right) => (left.at ?? -1) - (right.at ?? -1));
  return sorted.slice(0, mostFaults + 1);
}
