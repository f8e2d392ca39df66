import assert from 'node:assert/strict';

/**
 * The one way in which a step says that the implementation is wrong. Fails as an assertion, with a sentence for the
 * reader instead of a difference of two values.
 */
export function judge(holds: boolean, otherwise: () => string): asserts holds {
  if (!holds) assert.fail(otherwise());
}
