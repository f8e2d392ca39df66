import type { FieldProblem } from '../resource-definition.ts';

/** Gathers what is wrong with an object, in the wording of upstream. Paths are such as `spec.ports[0].port`. */
export class Problems {
  readonly #found: FieldProblem[] = [];

  get found(): readonly FieldProblem[] {
    return this.#found;
  }

  get size(): number {
    return this.#found.length;
  }

  add(...problems: readonly FieldProblem[]): void {
    this.#found.push(...problems);
  }

  invalid(field: string, value: unknown, detail: string): void {
    const what = value === omitted ? 'Invalid value' : `Invalid value: ${quoted(value)}`;
    this.#push(field, 'FieldValueInvalid', what, detail);
  }

  required(field: string, detail = ''): void {
    this.#push(field, 'FieldValueRequired', 'Required value', detail);
  }

  forbidden(field: string, detail: string): void {
    this.#push(field, 'FieldValueForbidden', 'Forbidden', detail);
  }

  duplicate(field: string, value: unknown, detail = ''): void {
    this.#push(field, 'FieldValueDuplicate', `Duplicate value: ${quoted(value)}`, detail);
  }

  notFound(field: string, value: unknown): void {
    this.#push(field, 'FieldValueNotFound', `Not found: ${quoted(value)}`, '');
  }

  notSupported(field: string, value: unknown, supported: readonly string[]): void {
    const list = supported.map((entry) => JSON.stringify(entry)).join(', ');
    const detail = supported.length === 0 ? '' : `supported values: ${list}`;
    this.#push(field, 'FieldValueNotSupported', `Unsupported value: ${quoted(value)}`, detail);
  }

  tooLong(field: string, limit: number): void {
    this.#push(field, 'FieldValueTooLong', 'Too long', `may not be more than ${limit} bytes`);
  }

  tooMany(field: string, count: number, limit: number): void {
    this.#push(field, 'FieldValueTooMany', `Too many: ${count}`, `must have at most ${limit} items`);
  }

  internal(field: string, detail: string): void {
    this.#push(field, 'InternalError', 'Internal error', detail);
  }

  /** Upstream could not find out whether the value is right. */
  internalError(field: string, detail: string): void {
    this.#push(field, 'InternalError', 'Internal error', detail);
  }

  #push(field: string, reason: FieldProblem['reason'], what: string, detail: string): void {
    this.#found.push({ field, reason, message: detail === '' ? what : `${what}: ${detail}` });
  }
}

/** A value that upstream prints as Go prints it. */
class Printed {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A map of texts such as labels: `map[string]string{"a":"b"}`. */
export function goMap(map: Readonly<Record<string, unknown>>): Printed {
  const entries = Object.entries(map).sort(([left], [right]) => (left < right ? -1 : 1));
  if (entries.length === 0) return new Printed('map[string]string(nil)');
  return new Printed(
    `map[string]string{${JSON.stringify(Object.fromEntries(entries)).slice(1, -1).replaceAll('","', '", "')}}`,
  );
}

/** A list of texts: `[]string{"a", "b"}`. */
export function goList(list: readonly string[]): Printed {
  return new Printed(`[]string{${list.map((entry) => JSON.stringify(entry)).join(', ')}}`);
}

/** A struct of upstream's internal types. Addresses in memory stand in the larger ones there: of those only the name is told. */
export function goStruct(type: string, fields = ''): Printed {
  return new Printed(`${type}{${fields}}`);
}

/** A number or a text where either may stand. */
export function goIntOrString(value: unknown): Printed {
  const isText = typeof value === 'string';
  const fields = isText
    ? `Type:1, IntVal:0, StrVal:${JSON.stringify(value)}`
    : `Type:0, IntVal:${Number(value ?? 0)}, StrVal:""`;
  return new Printed(`intstr.IntOrString{${fields}}`);
}

/** A text without quotes. */
export function bare(text: string): Printed {
  return new Printed(text);
}

/** For a cause that shows no value. */
export const omitted: Printed = new Printed('');

function quoted(value: unknown): string {
  if (value instanceof Printed) return value.text;
  if (typeof value === 'string') return goQuote(value);
  return value === undefined ? '"null"' : JSON.stringify(value);
}

const escapes: Readonly<Record<string, string>> = {
  '"': String.raw`\"`,
  '\\': String.raw`\\`,
  '\u0007': String.raw`\a`,
  '\b': String.raw`\b`,
  '\f': String.raw`\f`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
  '\v': String.raw`\v`,
};

const plainText = /^[ !#-[\]-~]*$/;

/** Whether Go takes the character for one that can be shown: letters, marks, numbers, punctuation, symbols, and the space. */
export function isPrintable(character: string): boolean {
  return character === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character);
}

/** A text in quotes, as Go writes one (`%q`). */
export function goQuote(text: string): string {
  if (plainText.test(text)) return `"${text}"`;
  const parts = Array.from(text, (character) => {
    const known = escapes[character];
    if (known !== undefined) return known;
    if (isPrintable(character)) return character;
    const code = character.codePointAt(0) ?? 0;
    const digits = code.toString(16);
    if (code < 0x80) return `\\x${digits.padStart(2, '0')}`;
    return code < 0x1_0000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
  });
  return `"${parts.join('')}"`;
}
