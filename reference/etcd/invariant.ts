/** Throws where the program itself is wrong; what a client may get wrong is an outcome, never an invariant. */
export function invariant(condition: boolean, statement: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${statement}`);
}
