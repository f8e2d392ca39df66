/** What `format` puts in the place of each verb; throws where there are too few arguments or a verb is not known. */
export function formatText(pattern: string, given: readonly unknown[]): string {
  let at = 0;
  return pattern.replaceAll(
    /%(?:%|(?:\.(\d+))?([a-zA-Z]))/g,
    (_whole, precision: string | undefined, verb: string | undefined) => {
      if (verb === undefined) return '%';
      if (at >= given.length) throw new Error(`index ${at} out of range`);
      const value = given[at];
      at += 1;
      return formatOne(value, verb, precision === undefined ? 6 : Number(precision));
    },
  );
}

const bases: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16, X: 16 };

function formatOne(value: unknown, verb: string, precision: number): string {
  if (verb === 's') return textOf(value);
  if (verb === 'd' && (typeof value === 'bigint' || typeof value === 'number')) return String(value);
  if (verb === 'f' && typeof value === 'number') return value.toFixed(precision);
  if (verb === 'e' && typeof value === 'number') return exponent(value, precision);
  const base = bases[verb];
  if (base === undefined) throw new Error(`unrecognized formatting clause "${verb}"`);
  const text = digits(value, base);
  return verb === 'X' ? text.toUpperCase() : text;
}

function digits(value: unknown, base: number): string {
  if (typeof value === 'bigint') return value.toString(base);
  if (typeof value === 'boolean' && base === 2) return value ? '1' : '0';
  if (typeof value === 'string' && base === 16) return Buffer.from(value).toString('hex');
  throw new Error('this value has no digits of that base');
}

function exponent(value: number, precision: number): string {
  return value.toExponential(precision).replace(/e([+-])(\d)$/, 'e$10$2');
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map((item) => textOf(item)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([name, item]) => `${name}: ${textOf(item)}`).join(', ')}}`;
}
