import jsonPatch, { type Operation } from 'fast-json-patch';
import { cloneJson, equalJson, isFields, textAt } from '../fields.ts';

/** More operations than this in one patch are refused, as upstream does. */
export const operationLimit = 10_000;

/** Why a patch does not apply. `malformed`: it is no JSON patch at all. */
export class PatchFailure {
  readonly kind: 'malformed' | 'inapplicable';
  readonly message: string;
  constructor(kind: 'malformed' | 'inapplicable', message: string) {
    this.kind = kind;
    this.message = message;
  }
}

const needsValue: ReadonlySet<string> = new Set(['add', 'replace', 'test']);
const needsFrom: ReadonlySet<string> = new Set(['move', 'copy']);
const operations: ReadonlySet<string> = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);

/** JSON patch (RFC 6902). `target` is not changed. */
export function applyJsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch))
    return new PatchFailure('malformed', 'json: cannot unmarshal object into a JSON patch');
  const malformed = patch.map(problemOf).find((problem) => problem !== undefined);
  if (malformed !== undefined) return new PatchFailure('inapplicable', malformed);
  let document = cloneJson(target);
  for (const operation of patch as readonly Operation[]) {
    const outcome = applyOne(document, operation);
    if (outcome instanceof PatchFailure) return outcome;
    document = outcome;
  }
  return document;
}

function problemOf(operation: unknown): string | undefined {
  if (!isFields(operation)) return 'Unexpected kind: an operation must be an object';
  const op = textAt(operation, 'op');
  if (!operations.has(op)) return `Unexpected kind: ${op === '' ? 'unknown' : op}`;
  const path = operation['path'];
  if (typeof path !== 'string') return `${op} operation does not apply: missing path`;
  if (forbiddenPath(path) || forbiddenPath(textAt(operation, 'from'))) {
    return `${op} operation does not apply: doc is missing path: ${path}`;
  }
  if (needsValue.has(op) && !Object.hasOwn(operation, 'value') && op !== 'test') {
    return `${op} operation does not apply: missing value`;
  }
  return needsFrom.has(op) && typeof operation['from'] !== 'string'
    ? `${op} operation does not apply: missing from`
    : undefined;
}

/** Names that would lead out of the document into the machinery of objects. */
function forbiddenPath(path: string): boolean {
  return path
    .split('/')
    .some((step) => step === '__proto__' || step === 'constructor' || step === 'prototype');
}

function applyOne(document: unknown, operation: Operation): unknown {
  const path = operation.path;
  if (operation.op === 'test') {
    const found = pointedAt(document, path);
    if (equalJson(found, operation.value ?? null)) return document;
    return new PatchFailure('inapplicable', `testing value ${path} failed`);
  }
  try {
    return jsonPatch.applyPatch(document, [effective(document, operation)], true, true, true).newDocument;
  } catch (error) {
    return new PatchFailure(
      'inapplicable',
      `${operation.op} operation does not apply: ${reasonOf(error, path)}`,
    );
  }
}

/** Upstream's library takes a replace of a member that is missing for an add, as long as its parent exists. */
function effective(document: unknown, operation: Operation): Operation {
  const copy = cloneJson(operation);
  if (copy.op !== 'replace' || copy.path === '') return copy;
  const parent = pointedAt(document, copy.path.slice(0, copy.path.lastIndexOf('/')));
  return isFields(parent) ? { ...copy, op: 'add' } : copy;
}

function reasonOf(error: unknown, path: string): string {
  if (!(error instanceof jsonPatch.JsonPatchError)) return `doc is missing path: ${path}`;
  const missing = error.name.includes('UNRESOLVABLE') || error.name.includes('PARENT');
  return missing
    ? `doc is missing path: "${path}": missing value`
    : `Unable to access invalid index: ${path}`;
}

/** The value at a JSON pointer; a missing one counts as null, as upstream's tests have it. */
function pointedAt(document: unknown, path: string): unknown {
  let value: unknown = document;
  for (const raw of path.split('/').slice(1)) {
    const step = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) value = (value as readonly unknown[])[Number(step)];
    else value = isFields(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value ?? null;
}
