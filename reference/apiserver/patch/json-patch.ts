import { cloneJson, equalJson, isFields, setOwn, textAt, type Fields } from '../fields.ts';

/** More operations than this in one patch are refused, as upstream does. */
export const operationLimit = 10_000;

/** What the copies of one patch may add together, in bytes of JSON: each may double what there is. As upstream. */
const copyLimitBytes = 3 * 1024 * 1024;

/** `malformed`: it is no patch at all; `unexplained`: upstream has no code and reason for it. */
export type PatchFailureKind = 'malformed' | 'inapplicable' | 'unexplained';

/** Why a patch does not apply. */
export class PatchFailure {
  readonly kind: PatchFailureKind;
  readonly message: string;
  constructor(kind: PatchFailureKind, message: string) {
    this.kind = kind;
    this.message = message;
  }
}

type Outcome = { readonly document: unknown } | PatchFailure;

/**
 * JSON patch (RFC 6902) as upstream's library takes it: what is missing reads as null, so that it can be copied, tested
 * and replaced; an index below zero counts from the end. `target` is not changed.
 */
export function applyJsonPatch(target: unknown, patch: unknown): unknown {
  // A patch that is null says nothing.
  if (patch === null) return cloneJson(target);
  if (!Array.isArray(patch))
    return new PatchFailure('malformed', 'json: cannot unmarshal object into a JSON patch');
  const operations: readonly unknown[] = patch;
  const malformed = operations.map(malformation).find((problem) => problem !== undefined);
  if (malformed !== undefined) return new PatchFailure('malformed', `error decoding patch: ${malformed}`);
  let document = cloneJson(target);
  let copiedBytes = 0;
  for (const operation of operations) {
    const fields = isFields(operation) ? operation : {};
    copiedBytes += bytesToCopy(document, fields);
    if (copiedBytes > copyLimitBytes) return copiesTooMuch(copiedBytes);
    const outcome = applyOne(document, fields);
    if (outcome instanceof PatchFailure) return outcome;
    document = outcome.document;
  }
  return document;
}

function bytesToCopy(document: unknown, operation: Fields): number {
  if (operation['op'] !== 'copy') return 0;
  const from = placeOf(document, textAt(operation, 'from'));
  return from === undefined ? 0 : Buffer.byteLength(JSON.stringify(read(from) ?? null));
}

function copiesTooMuch(bytes: number): PatchFailure {
  const size = `the accumulated size increase of copy is ${bytes}, exceeding the limit ${copyLimitBytes}`;
  return new PatchFailure('inapplicable', `Unable to complete the copy, ${size}`);
}

/** What is wrong with the shape of an operation; null is one that says nothing. */
function malformation(operation: unknown): string | undefined {
  if (operation === null) return undefined;
  const into = 'into Go value of type handlers.jsonPatchOp';
  if (!isFields(operation))
    return `json: cannot unmarshal ${Array.isArray(operation) ? 'array' : typeof operation} ${into}`;
  const wrong = ['op', 'path', 'from'].find((name) => typeof (operation[name] ?? '') !== 'string');
  if (wrong === undefined) return undefined;
  const given = operation[wrong];
  const kind = Array.isArray(given) ? 'array' : typeof given;
  return `json: cannot unmarshal ${kind} into Go struct field jsonPatchOp.${wrong} of type string`;
}

function inapplicable(operation: Fields, why: string): PatchFailure {
  return new PatchFailure('inapplicable', `${textAt(operation, 'op')} operation does not apply: ${why}`);
}

function applyOne(document: unknown, operation: Fields): Outcome {
  const op = textAt(operation, 'op');
  if (!operations.has(op))
    return new PatchFailure('inapplicable', `Unexpected kind: ${op === '' ? 'unknown' : op}`);
  const path = operation['path'];
  if (typeof path !== 'string') return inapplicable(operation, 'missing path');
  if (path === '') return applyToRoot(document, op, operation);
  const place = placeOf(document, path);
  if (place === undefined) return inapplicable(operation, `doc is missing path: "${path}": missing value`);
  const value = cloneJson(operation['value'] ?? null);
  if (op === 'test') {
    if (equalJson(read(place) ?? null, value)) return { document };
    return new PatchFailure('inapplicable', `testing value ${path} failed: test failed`);
  }
  const done = op === 'move' || op === 'copy' ? transfer(document, operation) : change(place, op, value);
  return done ? { document } : inapplicable(operation, `Unable to access invalid index: ${path}`);
}

const operations: ReadonlySet<string> = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);

/** The whole document can be replaced and tested, and nothing else. */
function applyToRoot(document: unknown, op: string, operation: Fields): Outcome {
  const value = cloneJson(operation['value'] ?? null);
  if (op === 'replace') return { document: value ?? document };
  if (op === 'test' && equalJson(document, value)) return { document };
  return inapplicable(operation, 'doc is missing path: "": missing value');
}

/** Where a value stands, or would stand: in an object or list, under a name or index. */
interface Place {
  readonly container: Fields | unknown[];
  readonly key: string;
}

/** Undefined where what should hold the value is missing, or can hold nothing. What stands before the first slash is passed over. */
function placeOf(document: unknown, path: string): Place | undefined {
  const steps = path.split('/').slice(1).map(unescaped);
  const key = steps.pop();
  if (key === undefined || !path.includes('/')) return undefined;
  let container = document;
  for (const step of steps) container = isHolder(container) ? read({ container, key: step }) : undefined;
  return isHolder(container) ? { container, key } : undefined;
}

function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

function isHolder(value: unknown): value is Fields | unknown[] {
  return isFields(value) || Array.isArray(value);
}

/** The index that a text names in a list of so many; undefined where it names none. */
function indexIn(count: number, text: string): number | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const index = Number(text) < 0 ? Number(text) + count : Number(text);
  return index >= 0 && index < count ? index : undefined;
}

function read({ container, key }: Place): unknown {
  if (!Array.isArray(container)) return Object.hasOwn(container, key) ? container[key] : undefined;
  const list: readonly unknown[] = container;
  const index = indexIn(list.length, key);
  return index === undefined ? undefined : list[index];
}

/** Answers whether it could be done. */
function change(place: Place, op: string, value: unknown): boolean {
  if (op === 'add') return add(place, value);
  return op === 'remove' ? remove(place) : replace(place, value);
}

function add({ container, key }: Place, value: unknown): boolean {
  if (!Array.isArray(container)) {
    setOwn(container, key, value);
    return true;
  }
  const index = key === '-' ? container.length : indexIn(container.length + 1, key);
  if (index !== undefined) container.splice(index, 0, value);
  return index !== undefined;
}

function remove({ container, key }: Place): boolean {
  if (!Array.isArray(container))
    return Object.hasOwn(container, key) && Reflect.deleteProperty(container, key);
  const index = indexIn(container.length, key);
  if (index !== undefined) container.splice(index, 1);
  return index !== undefined;
}

function replace({ container, key }: Place, value: unknown): boolean {
  if (!Array.isArray(container)) {
    setOwn(container, key, value);
    return true;
  }
  const index = indexIn(container.length, key);
  if (index !== undefined) container[index] = value;
  return index !== undefined;
}

/** A move removes first, so that nothing can be moved into itself. */
function transfer(document: unknown, operation: Fields): boolean {
  const from = placeOf(document, textAt(operation, 'from'));
  if (from === undefined) return false;
  if (Array.isArray(from.container) && indexIn(from.container.length, from.key) === undefined) return false;
  const found = read(from) ?? null;
  // What is moved stands nowhere else: a large value may be moved thousands of times.
  const value = operation['op'] === 'move' ? found : cloneJson(found);
  if (operation['op'] === 'move' && !remove(from)) return false;
  const to = placeOf(document, textAt(operation, 'path'));
  return to !== undefined && add(to, value);
}
