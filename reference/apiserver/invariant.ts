/** Throws where the program itself is wrong. Never for anything that a request can cause. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (condition === false || condition === undefined || condition === null)
    throw new Error(`invariant: ${message}`);
}
