import { scanJson } from '../../decode/json-text.ts';
import { isFields, type Fields } from '../../fields.ts';
import { goQuote } from '../../validation/problems.ts';

/** Why something that an issuer has sent or signed cannot be read; the words are those of upstream where it has some. */
export class Unreadable {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

/** What lies deeper than this Go does not read. */
const deepest = 10_000;

/** Reads JSON as one object. A byte order mark is none of JSON's, and is not passed over. */
export function parseFields(bytes: Buffer): Fields | Unreadable {
  const text = bytes.toString('utf8');
  if (scanJson(text).depth > deepest) return new Unreadable('exceeded max depth');
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : mistyped(value, 'map[string]json.RawMessage');
  } catch (error) {
    return new Unreadable(error instanceof Error ? error.message : String(error));
  }
}

/**
 * A field that upstream reads into a struct: it is found in whatever case it is written, and the last one counts. Undefined: there is
 * none.
 */
export function structField(fields: Readonly<Fields>, name: string): unknown {
  let found: unknown;
  for (const key in fields) if (key === name || folded(key) === name) found = fields[key];
  return found;
}

/** Two letters of Unicode count as Latin ones where case does not. */
function folded(key: string): string {
  return key.replaceAll('\u017f', 's').replaceAll('\u212a', 'k').toLowerCase();
}

/** Null is the empty text, and half a character is another one, as for Go. */
export function readText(value: unknown): string | Unreadable {
  if (typeof value === 'string') return value.toWellFormed();
  return value === null || value === undefined ? '' : mistyped(value, 'string');
}

export function readBoolean(value: unknown): boolean | Unreadable {
  if (typeof value === 'boolean') return value;
  return value === null ? false : mistyped(value, 'bool');
}

/** A list of texts, or one text for a list of one. */
export function readTexts(value: unknown): readonly string[] | Unreadable {
  if (value === null) return [];
  if (!Array.isArray(value)) {
    const text = readText(value);
    return text instanceof Unreadable ? text : [text];
  }
  const texts = value.map(readText);
  return areTexts(texts) ? texts : mistyped(value, 'string');
}

function areTexts(texts: readonly (string | Unreadable)[]): texts is readonly string[] {
  return texts.every((text) => typeof text === 'string');
}

/** Texts by name. */
export function readTextMap(value: unknown): ReadonlyMap<string, string> | Unreadable {
  if (value === null || value === undefined) return new Map();
  if (!isFields(value)) return mistyped(value, 'map[string]string');
  const map = new Map<string, string>();
  for (const [name, entry] of Object.entries(value)) {
    const text = readText(entry);
    if (text instanceof Unreadable) return text;
    map.set(name, text);
  }
  return map;
}

export function mistyped(value: unknown, wanted: string): Unreadable {
  return new Unreadable(`json: cannot unmarshal ${jsonTypeOf(value)} into Go value of type ${wanted}`);
}

function jsonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** Texts as Go prints a list of them: `["a" "b"]`. */
export function quotedList(texts: readonly string[]): string {
  return `[${texts.map(goQuote).join(' ')}]`;
}
