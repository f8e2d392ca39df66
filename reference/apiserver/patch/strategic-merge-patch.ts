import { childOf, fieldOf, type FieldShape, type Shape } from '../../../schemas/structure.ts';
import { cloneJson, equalJson, isFields, setOwn, textAt, type Fields } from '../fields.ts';
import { PatchFailure } from './json-patch.ts';
import { orderAsAsked } from './element-order.ts';

const directive = '$patch';
const deletePrefix = '$deleteFromPrimitiveList/';
const orderPrefix = '$setElementOrder/';
const retainKeys = '$retainKeys';

/**
 * Strategic merge patch: like a merge patch, but lists whose schema names a merge key are merged element by element, and
 * directives in the patch delete, replace, reorder or retain. `target` and `patch` are not changed. Without a shape
 * every list is replaced.
 */
export function applyStrategicMergePatch(target: unknown, patch: unknown, shape: Shape | undefined): unknown {
  if (!isFields(patch)) return new PatchFailure('malformed', 'the patch must be an object');
  return mergeObject(isFields(target) ? target : {}, patch, shape);
}

function mergeObject(target: Fields, patch: Fields, shape: Shape | undefined): Fields | PatchFailure {
  const asked = patch[directive];
  if (asked === 'replace') return withoutDirectives(patch);
  if (asked === 'delete') return {};
  if (asked !== undefined && asked !== 'merge') return unknownDirective(asked);
  const merged: Fields = { ...target };
  const retained = retain(merged, patch);
  if (retained !== undefined) return retained;
  for (const [name, value] of Object.entries(patch)) {
    if (name === directive || name === retainKeys || name.startsWith(orderPrefix)) continue;
    const failure = name.startsWith(deletePrefix)
      ? deletePrimitives(merged, name.slice(deletePrefix.length), value)
      : mergeField({ merged, name, value, patch, shape });
    if (failure !== undefined) return failure;
  }
  return orderOnly(merged, patch, shape);
}

function unknownDirective(asked: unknown): PatchFailure {
  return new PatchFailure('malformed', `unknown patch type found: ${JSON.stringify(asked)}`);
}

/** `$retainKeys`: keys that the list does not name go. A key that the patch sets must be in the list. */
function retain(merged: Fields, patch: Fields): PatchFailure | undefined {
  const keys = patch[retainKeys];
  if (keys === undefined) return undefined;
  if (!Array.isArray(keys))
    return new PatchFailure('malformed', `invalid type for ${retainKeys}: it must be a list`);
  const kept = new Set<unknown>(keys);
  const stray = Object.keys(patch).find(
    (name) => !name.startsWith('$') && patch[name] !== null && !kept.has(name),
  );
  if (stray !== undefined) {
    return new PatchFailure(
      'malformed',
      `the ${retainKeys} list must contain all fields present in the patch: ${stray}`,
    );
  }
  for (const name of Object.keys(merged)) if (!kept.has(name)) Reflect.deleteProperty(merged, name);
  return undefined;
}

function deletePrimitives(merged: Fields, name: string, value: unknown): PatchFailure | undefined {
  if (!Array.isArray(value)) return new PatchFailure('malformed', `${deletePrefix}${name} must be a list`);
  const list = Object.hasOwn(merged, name) ? merged[name] : undefined;
  if (Array.isArray(list)) {
    merged[name] = list.filter((entry) => !value.some((gone: unknown) => equalJson(gone, entry)));
  }
  return undefined;
}

interface FieldMerge {
  readonly merged: Fields;
  readonly name: string;
  readonly value: unknown;
  readonly patch: Fields;
  readonly shape: Shape | undefined;
}

function mergeField({ merged, name, value, patch, shape }: FieldMerge): PatchFailure | undefined {
  if (value === null) {
    Reflect.deleteProperty(merged, name);
    return undefined;
  }
  const field = shape === undefined ? undefined : fieldOf(shape, name);
  const childShape = field?.shape ?? (shape === undefined ? undefined : childOf(shape, name));
  const present = Object.hasOwn(merged, name) ? merged[name] : undefined;
  let outcome: unknown;
  if (isFields(value)) {
    const replaced = field?.patchStrategy.includes('replace') === true;
    outcome = mergeObject(isFields(present) && !replaced ? present : {}, value, childShape);
  } else if (Array.isArray(value)) {
    const order = patch[`${orderPrefix}${name}`];
    outcome = mergeList({ present, patch: value, field, shape: childShape, order });
  } else outcome = value;
  if (outcome instanceof PatchFailure) return outcome;
  setOwn(merged, name, outcome);
  return undefined;
}

interface ListMerge {
  readonly present: unknown;
  readonly patch: readonly unknown[];
  readonly field: FieldShape | undefined;
  readonly shape: Shape | undefined;
  readonly order: unknown;
}

function mergeList(merge: ListMerge): unknown {
  const { patch, field, order } = merge;
  const present: readonly unknown[] = Array.isArray(merge.present)
    ? (merge.present as readonly unknown[])
    : [];
  const merges = field?.patchStrategy.includes('merge') === true;
  if (!merges) return withoutListDirectives(patch);
  if (field.patchMergeKey === undefined) {
    const added = patch.filter((entry) => !present.some((known) => equalJson(known, entry)));
    const list = [...present, ...added.map(cloneJson)];
    return orderAsAsked({
      list,
      asked: Array.isArray(order) ? order : patch,
      before: present,
      key: undefined,
    });
  }
  const items = merge.shape?.is === 'list' ? merge.shape.items : undefined;
  const list = mergeKeyed(present, patch, { key: field.patchMergeKey, items });
  if (list instanceof PatchFailure) return list;
  const asked: readonly unknown[] = Array.isArray(order)
    ? order
    : patch.filter((entry) => !isDirective(entry));
  return orderAsAsked({ list, asked, before: present, key: field.patchMergeKey });
}

function isDirective(entry: unknown): boolean {
  return isFields(entry) && entry[directive] !== undefined;
}

function mergeKeyed(
  present: readonly unknown[],
  patch: readonly unknown[],
  { key, items }: { readonly key: string; readonly items: Shape | undefined },
): readonly unknown[] | PatchFailure {
  const elements = patch.filter(isFields);
  if (elements.length !== patch.length) {
    return new PatchFailure('malformed', `a list with the merge key ${key} must hold objects`);
  }
  const replaceAll = elements.some((element) => textAt(element, directive) === 'replace');
  if (replaceAll)
    return withoutListDirectives(elements.filter((element) => textAt(element, directive) !== 'replace'));
  let list = [...present];
  for (const element of elements) {
    const asked = element[directive];
    if (asked !== undefined && asked !== 'merge' && asked !== 'delete') return unknownDirective(asked);
    const id = element[key];
    if (id === undefined)
      return new PatchFailure(
        'malformed',
        `map: ${JSON.stringify(element)} does not contain declared merge key: ${key}`,
      );
    const at = list.findIndex((entry) => isFields(entry) && equalJson(entry[key], id));
    if (asked === 'delete') list = list.filter((entry) => !isFields(entry) || !equalJson(entry[key], id));
    else {
      const before = list[at];
      const merged = mergeObject(isFields(before) ? before : {}, element, items);
      if (merged instanceof PatchFailure) return merged;
      if (at < 0) list.push(merged);
      else list[at] = merged;
    }
  }
  return list;
}

/** Orders that the patch asks for on lists that it does not otherwise change. */
function orderOnly(merged: Fields, patch: Fields, shape: Shape | undefined): Fields | PatchFailure {
  for (const [name, order] of Object.entries(patch)) {
    if (!name.startsWith(orderPrefix)) continue;
    if (!Array.isArray(order)) return new PatchFailure('malformed', `${name} must be a list`);
    const field = name.slice(orderPrefix.length);
    const list = Object.hasOwn(merged, field) ? merged[field] : undefined;
    if (!Array.isArray(list) || Object.hasOwn(patch, field)) continue;
    const key = shape === undefined ? undefined : fieldOf(shape, field)?.patchMergeKey;
    merged[field] = orderAsAsked({ list, asked: order, before: list, key });
  }
  return merged;
}

function withoutDirectives(patch: Fields): Fields {
  const kept: Fields = {};
  for (const [name, value] of Object.entries(patch)) {
    if (name !== directive && name !== retainKeys && value !== null) setOwn(kept, name, cloneJson(value));
  }
  return kept;
}

function withoutListDirectives(list: readonly unknown[]): readonly unknown[] {
  return list.map((entry) => (isFields(entry) ? withoutDirectives(entry) : cloneJson(entry)));
}
