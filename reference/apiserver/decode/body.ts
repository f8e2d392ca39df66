import { isScalar, parseDocument, visit, type Document } from 'yaml';
import { parseJsonNumbers } from '../../../schemas/odd-number.ts';
import { isFields, type Fields } from '../fields.ts';
import type { BodyFormat } from '../negotiation.ts';
import { badRequest, tooLarge, type Refusal } from '../status.ts';
import { jsonProblem } from './json-problem.ts';
import { countKeys, duplicateKeys, scanJson } from './json-text.ts';

/** The largest body, in bytes, as upstream's default. */
export const bodyLimitBytes: number = 3 * 1024 * 1024;

/** Values nested deeper than this are refused: far beyond any object of the API, and safe to walk. */
const depthLimit = 500;

/** A body as parsed data. */
export interface ParsedBody {
  readonly fields: Fields;
  /** What is wrong with keys that stand twice in one object, in words. */
  readonly duplicates: readonly string[];
}

/** Upstream takes a byte order mark for a character, which no JSON begins with. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const noDuplicates: readonly string[] = Object.freeze([]);

export interface BodyRules {
  readonly format: BodyFormat;
  /** Named in refusals. */
  readonly kind: string;
  /** False where nobody wants to know of keys that stand twice. */
  readonly findDuplicates: boolean;
}

/** Parses a body into an object. Bytes that are not UTF-8 become replacement characters, as they do upstream. */
export function parseBody(bytes: Uint8Array | undefined, rules: BodyRules): ParsedBody | Refusal {
  if (bytes !== undefined && bytes.length > bodyLimitBytes) return tooLarge(bodyLimitBytes);
  const text = bytes === undefined ? '' : decoder.decode(bytes);
  return rules.format === 'json' ? parseJsonBody(text, rules) : parseYamlBody(text, rules);
}

function unrecognized(rules: BodyRules, why: string, text: string): Refusal {
  const excerpt = text.length > 30 ? `${text.slice(0, 30)} ...` : text;
  return badRequest(
    `the object provided is unrecognized (must be of type ${rules.kind}): ${why} (${excerpt})`,
  );
}

function parseJsonBody(text: string, rules: BodyRules): ParsedBody | Refusal {
  const couldNot = (why: string): Refusal =>
    unrecognized(rules, `couldn't get version/kind; json parse error: ${why}`, text);
  if (text.trim() === '' && !text.startsWith('\ufeff')) return couldNot('unexpected end of JSON input');
  const scan = scanJson(text);
  if (scan.depth > depthLimit) return couldNot('exceeded max depth');
  const parsed = parseJson(text);
  if ('problem' in parsed) return couldNot(parsed.problem);
  // Null is an object that says nothing.
  const value = parsed.value ?? {};
  if (!isFields(value)) return couldNot(`json: cannot unmarshal ${typeName(value)} into an object`);
  const doubled = rules.findDuplicates && scan.keys !== countKeys(value);
  return {
    fields: value,
    duplicates: doubled ? duplicateKeys(text).map((path) => `duplicate field "${path}"`) : noDuplicates,
  };
}

/** The value, or what is wrong with the text, in Go's words. */
export function parseJson(text: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: parseJsonNumbers(text) };
  } catch (error) {
    return { problem: jsonProblem(text) ?? String(error) };
  }
}

export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function parseYamlBody(text: string, rules: BodyRules): ParsedBody | Refusal {
  const document = parseYaml(text);
  if (document instanceof Error) return unrecognized(rules, `yaml: ${document.message}`, text);
  const value = yamlValue(document) ?? {};
  if (value instanceof Error) return unrecognized(rules, `yaml: ${value.message}`, text);
  if (!isFields(value)) {
    const why = `couldn't get version/kind; json parse error: json: cannot unmarshal ${typeName(value)} into an object`;
    return unrecognized(rules, why, text);
  }
  return { fields: value, duplicates: rules.findDuplicates ? yamlDuplicates(document, text) : noDuplicates };
}

/** `2024-01-01` and `22:30` are texts to upstream's parser, and not a date and a number to the base of 60. */
function isTime({ tag, format }: { readonly tag: string; readonly format?: string }): boolean {
  return tag === 'tag:yaml.org,2002:timestamp' || format === 'TIME';
}

function parseYaml(text: string): Document | Error {
  if (yamlDepth(text) > depthLimit) return new Error('exceeded max depth');
  try {
    const document = parseDocument(text, {
      uniqueKeys: false,
      version: '1.1',
      merge: true,
      prettyErrors: false,
      customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !isTime(tag)),
    });
    // Of several documents the first counts.
    return document.errors.find(({ code }) => code !== 'MULTIPLE_DOCS') ?? document;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** An upper bound of the nesting: brackets and indentation. */
function yamlDepth(text: string): number {
  let brackets = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '[' || character === '{') brackets += 1;
    else if (character === ']' || character === '}') brackets = Math.max(0, brackets - 1);
    if (brackets > deepest) deepest = brackets;
  }
  const dashes = /(?:- ){500}/.test(text) ? depthLimit + 1 : 0;
  const indented = /\n {1000}/.test(text) ? depthLimit + 1 : 0;
  return Math.max(deepest, dashes, indented);
}

/** As JSON: timestamps and other YAML types become the text that was written. */
function yamlValue(document: Document): unknown {
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    // Nothing at all is no JSON either.
    return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as unknown);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Each by the line of the second key. */
function yamlDuplicates(document: Document, text: string): readonly string[] {
  const found = new Set<string>();
  visit(document, {
    Map(_position, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        const line = text.slice(0, key.range?.[0] ?? 0).split('\n').length;
        if (seen.has(name)) found.add(`line ${line}: key ${JSON.stringify(name)} already set in map`);
        seen.add(name);
      }
    },
  });
  return [...found];
}
