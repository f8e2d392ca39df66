import type { Fields } from '../fields.ts';
import { goText, goTypeOf } from './go-text.ts';
import { PatchFailure } from './json-patch.ts';

/** What a strategic merge patch is refused for, in the words of upstream, which has neither code nor reason for it. */
function refused(why: string): PatchFailure {
  return new PatchFailure('unexplained', why);
}

export function unknownDirective(patch: Readonly<Fields>): PatchFailure {
  const asked = patch['$patch'];
  const text = typeof asked === 'string' ? asked : `%!s(${goTypeOf(asked)}=${goText(asked)})`;
  return refused(`unknown patch type: ${text} in map: ${goText(patch)}`);
}

export function missingKey(element: Readonly<Fields>, key: string): PatchFailure {
  return refused(`map: ${goText(element)} does not contain declared merge key: ${key}`);
}

export function notAList(value: unknown): PatchFailure {
  return refused(`expected a []interface {}, but received a ${goTypeOf(value)}`);
}

export function otherOrder(patch: readonly unknown[], order: readonly unknown[]): PatchFailure {
  return refused(
    `The order in patch list:\n${goText(patch)}\n doesn't match $setElementOrder list:\n${goText(order)}\n`,
  );
}

export function mixedElements(lists: readonly (readonly unknown[])[]): PatchFailure {
  return refused(`list element types are not identical: [${lists.map(goText).join(' ')}]`);
}
