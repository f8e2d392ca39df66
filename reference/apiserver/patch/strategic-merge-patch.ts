import { childOf, fieldOf, type FieldShape, type Shape } from '../../../schemas/structure.ts';
import { cloneJson, isFields, setOwn, type Fields } from '../fields.ts';
import { goKind } from './go-text.ts';
import { PatchFailure } from './json-patch.ts';
import { mergeKeyedList } from './keyed-list.ts';
import { mixedElements, notAList, otherOrder, unknownDirective } from './merge-failures.ts';
import { hasMergeKeys, identity, orderAsAsked } from './element-order.ts';

const directive = '$patch';
const deletePrefix = '$deleteFromPrimitiveList/';
const orderPrefix = '$setElementOrder/';
const retainKeys = '$retainKeys';

/**
 * Strategic merge patch: like a merge patch, but lists whose schema names a merge key are merged element by element, and
 * directives in the patch delete, replace, reorder or retain. `target` and `patch` are not changed. Without a shape
 * every list is replaced. What stands nowhere yet is taken as the patch gives it, but for parts that hold a `$patch`.
 */
export function applyStrategicMergePatch(target: unknown, patch: unknown, shape: Shape | undefined): unknown {
  if (patch === null) return target;
  if (!isFields(patch)) {
    const why = `json: cannot unmarshal ${goKind(patch).replace('slice', 'array')} into Go value of type map[string]interface {}`;
    return new PatchFailure('malformed', why);
  }
  return mergeObject(isFields(target) ? target : {}, patch, shape);
}

function mergeObject(target: Fields, patch: Fields, shape: Shape | undefined): Fields | PatchFailure {
  if (Object.hasOwn(patch, directive)) return byDirective(patch);
  const merged: Fields = { ...target };
  const retained = retain(merged, patch);
  if (retained !== undefined) return retained;
  const ordered = mergeOrdered(merged, patch, shape);
  if (ordered instanceof PatchFailure) return ordered;
  for (const [name, value] of Object.entries(patch)) {
    if (name === retainKeys || name.startsWith(orderPrefix) || ordered.has(name)) continue;
    if (name.startsWith(deletePrefix)) {
      deletePrimitives(merged, name.slice(deletePrefix.length), value);
      continue;
    }
    const failure = mergeField({ merged, name, value, shape });
    if (failure !== undefined) return failure;
  }
  return merged;
}

function byDirective(patch: Fields): Fields | PatchFailure {
  const { [directive]: asked, ...rest } = patch;
  if (asked === 'replace') return cloneJson(rest);
  return asked === 'delete' ? {} : unknownDirective(patch);
}

/** `$retainKeys`: keys that the list does not name go. A key that the patch sets must be in the list. */
function retain(merged: Fields, patch: Fields): PatchFailure | undefined {
  if (!Object.hasOwn(patch, retainKeys)) return undefined;
  const keys = patch[retainKeys];
  const malformed = new PatchFailure('malformed', 'invalid patch format of retainKeys');
  if (!Array.isArray(keys)) return malformed;
  const kept = new Set<unknown>(keys);
  const hasStray = Object.keys(patch).some(
    (name) =>
      name !== retainKeys &&
      patch[name] !== null &&
      !name.startsWith(deletePrefix) &&
      !name.startsWith(orderPrefix) &&
      !kept.has(name),
  );
  if (hasStray) return malformed;
  for (const name of Object.keys(merged)) if (!kept.has(name)) Reflect.deleteProperty(merged, name);
  return undefined;
}

/** `$deleteFromPrimitiveList`: what cannot be taken from anything is passed over. */
function deletePrimitives(merged: Fields, name: string, value: unknown): void {
  const list = Object.hasOwn(merged, name) ? merged[name] : undefined;
  if (!Array.isArray(list) || !Array.isArray(value)) return;
  const gone = new Set(value.map((entry) => identity(entry, undefined)));
  merged[name] = list.filter((entry) => !gone.has(identity(entry, undefined)));
}

/** Lists whose order the patch states; answers which fields are thereby done. */
function mergeOrdered(
  merged: Fields,
  patch: Fields,
  shape: Shape | undefined,
): ReadonlySet<string> | PatchFailure {
  const done = new Set<string>();
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith(orderPrefix)) continue;
    const name = key.slice(orderPrefix.length);
    if (!Array.isArray(order)) return notAList(order);
    const lists = [merged, patch].map((parent) => (Object.hasOwn(parent, name) ? parent[name] : undefined));
    const wrong = lists.find((list) => list !== undefined && !Array.isArray(list));
    if (wrong !== undefined) return notAList(wrong);
    const [present, given] = lists as (readonly unknown[] | undefined)[];
    const field = shape === undefined ? undefined : fieldOf(shape, name);
    const mismatch = orderMismatch(given ?? [], order, field?.patchMergeKey);
    if (mismatch !== undefined) return mismatch;
    done.add(name);
    if (present === undefined && given === undefined) continue;
    const outcome = mergeInOrder({ present, given, order, field });
    if (outcome instanceof PatchFailure) return outcome;
    merged[name] = outcome;
  }
  return done;
}

/** The order must name the elements of the patch, in theirs. */
function orderMismatch(
  patch: readonly unknown[],
  order: readonly unknown[],
  key: string | undefined,
): PatchFailure | undefined {
  if (order.length === 0 || patch.length === 0) return undefined;
  const named = patch.filter((entry) => !(isFields(entry) && Object.hasOwn(entry, directive)));
  let next = 0;
  for (const entry of order) {
    const wanted = named[next];
    if (next < named.length && identity(wanted, key) === identity(entry, key)) next += 1;
  }
  if (next >= named.length) return undefined;
  return otherOrder(patch, order);
}

interface OrderedMerge {
  readonly present: readonly unknown[] | undefined;
  readonly given: readonly unknown[] | undefined;
  readonly order: readonly unknown[];
  readonly field: FieldShape | undefined;
}

function mergeInOrder({ present, given, order, field }: OrderedMerge): readonly unknown[] | PatchFailure {
  const list =
    given === undefined
      ? (present ?? [])
      : present === undefined
        ? (withoutDirectives(given) as readonly unknown[])
        : mergeList({ present, patch: given, field });
  if (list instanceof PatchFailure) return list;
  const key = field?.patchMergeKey;
  const unkeyed = key === undefined ? undefined : hasMergeKeys(key, list, order);
  if (unkeyed !== undefined) return unkeyed;
  return orderAsAsked({ list, asked: order, before: present ?? [], key });
}

interface FieldMerge {
  readonly merged: Fields;
  readonly name: string;
  readonly value: unknown;
  readonly shape: Shape | undefined;
}

function mergeField({ merged, name, value, shape }: FieldMerge): PatchFailure | undefined {
  if (value === null) {
    Reflect.deleteProperty(merged, name);
    return undefined;
  }
  const present = Object.hasOwn(merged, name) ? merged[name] : undefined;
  const field = shape === undefined ? undefined : fieldOf(shape, name);
  const outcome = mergeValue({ present, value, field, shape: childShape(shape, name) });
  if (outcome instanceof PatchFailure) return outcome;
  if (outcome === undefined) Reflect.deleteProperty(merged, name);
  else setOwn(merged, name, outcome);
  return undefined;
}

function childShape(shape: Shape | undefined, name: string): Shape | undefined {
  return shape === undefined ? undefined : childOf(shape, name);
}

interface ValueMerge {
  readonly present: unknown;
  readonly value: unknown;
  readonly field: FieldShape | undefined;
  readonly shape: Shape | undefined;
}

function mergeValue({ present, value, field, shape }: ValueMerge): unknown {
  if (isFields(value) && isFields(present)) {
    if (field?.patchStrategy.includes('replace') === true) return cloneJson(value);
    return mergeObject(present, value, shape);
  }
  if (Array.isArray(value) && Array.isArray(present)) return mergeList({ present, patch: value, field });
  return withoutDirectives(withoutNulls(value));
}

interface ListMerge {
  readonly present: readonly unknown[];
  readonly patch: readonly unknown[];
  readonly field: FieldShape | undefined;
}

function mergeList({ present, patch, field }: ListMerge): readonly unknown[] | PatchFailure {
  if (field?.patchStrategy.includes('merge') !== true) return cloneJson(patch);
  if (present.length === 0 && patch.length === 0) return present;
  const problem = elementProblem(present, patch);
  if (problem !== undefined) return problem;
  const key = field.patchMergeKey;
  if (!isFields(present[0] ?? patch[0])) {
    const both = [...present, ...patch];
    const list = [...new Map(both.map((entry) => [identity(entry, undefined), entry])).values()];
    return orderAsAsked({ list, asked: patch, before: present, key: undefined });
  }
  if (key === undefined)
    return new PatchFailure('unexplained', `cannot merge lists without merge key for ${field.name}`);
  const items = field.shape.is === 'list' ? field.shape.items : undefined;
  const elements = patch.filter(isFields);
  return mergeKeyedList(present, elements, {
    key,
    merge: (before, change) => mergeObject(before, change, items),
  });
}

/** The elements of both lists are of one type, and are no lists. */
function elementProblem(...lists: readonly (readonly unknown[])[]): PatchFailure | undefined {
  const kinds = new Set(lists.flat().map(goKind));
  if (goKind(lists.flat()[0]) === 'slice')
    return new PatchFailure('inapplicable', 'lists of lists are not supported');
  if (kinds.size <= 1) return undefined;
  return mixedElements(lists);
}

/** Nulls of what is new mean nothing; in a list they stay. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isFields(value)) return value;
  const kept: Fields = {};
  for (const [name, entry] of Object.entries(value))
    if (entry !== null) setOwn(kept, name, withoutNulls(entry));
  return kept;
}

/** A copy without the objects that hold a `$patch`; undefined for such an object itself. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((entry) => entry !== undefined);
  if (!isFields(value)) return value;
  if (Object.hasOwn(value, directive)) return undefined;
  const kept: Fields = {};
  for (const [name, entry] of Object.entries(value)) {
    const left = withoutDirectives(entry);
    if (left !== undefined) setOwn(kept, name, left);
  }
  return kept;
}
