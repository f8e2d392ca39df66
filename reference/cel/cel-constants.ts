import { qualifiedName } from './cel-check.ts';
import { partsOf, type CallNode, type CelNode } from './cel-node.ts';
import { regexpProblem } from './cel-regexp-check.ts';
import type { CelNames } from './cel-scope-types.ts';
import { parseDurationText, parseTimestampText } from './cel-time-texts.ts';

/**
 * What goes wrong with constants: upstream converts them, and compiles the regular expressions among them, before anything is
 * evaluated. Answers the first problem.
 */
export function constantProblem(node: CelNode, names: CelNames): string | undefined {
  const name = qualifiedName(node);
  if (name !== undefined && isKnown(name, names)) return typeProblem(name, names);
  for (const part of partsOf(node)) {
    const problem = constantProblem(part, names);
    if (problem !== undefined) return problem;
  }
  return node.kind === 'call' ? callProblem(node) : undefined;
}

function isKnown(name: string, { variables, structs }: CelNames): boolean {
  return variables.has(name) || structs.has(name);
}

/** Types of objects are known to the checks alone. */
function typeProblem(name: string, { variables }: CelNames): string | undefined {
  return variables.has(name) ? undefined : `reference to undefined type: ${name}`;
}

const matching: ReadonlySet<string> = new Set(['matches', 'find', 'findAll']);

function callProblem(node: CallNode): string | undefined {
  if (matching.has(node.name)) {
    const pattern = node.target === undefined ? node.args[1] : node.args[0];
    const value = pattern === undefined ? undefined : constantOf(pattern);
    return typeof value === 'string' ? regexpProblem(value) : undefined;
  }
  const value = constantOf(node);
  return value instanceof Failure ? value.message : undefined;
}

class Failure {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** An integer without a sign, to tell it from those with one. */
class Unsigned {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

/** The value of a literal or of conversions of one; undefined: it is not known before the evaluation. */
function constantOf(node: CelNode): unknown {
  if (node.kind === 'literal')
    return node.type.kind === 'uint' ? new Unsigned(BigInt(String(node.value))) : node.value;
  if (node.kind !== 'call' || node.target !== undefined || node.args.length !== 1) return undefined;
  const convert = Object.hasOwn(conversions, node.name) ? conversions[node.name] : undefined;
  const [argument] = node.args;
  if (convert === undefined || argument === undefined) return undefined;
  const value = constantOf(argument);
  return value === undefined || value instanceof Failure ? value : convert(value);
}

function unconvertible(from: string, to: string): Failure {
  return new Failure(`type conversion error from '${from}' to '${to}'`);
}

const truths: Readonly<Record<string, boolean>> = {
  ...Object.fromEntries(['1', 't', 'T', 'true', 'TRUE', 'True'].map((text) => [text, true])),
  ...Object.fromEntries(['0', 'f', 'F', 'false', 'FALSE', 'False'].map((text) => [text, false])),
};

const double = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|inf(?:inity)?|nan|0x[0-9a-f.]+p[+-]?\d+)$/i;
const separator = /(?<=\d)_(?=\d)/g;

const conversions: Readonly<Record<string, (value: unknown) => unknown>> = {
  dyn: (value) => value,
  bool: (value) => {
    if (typeof value !== 'string') return value;
    return truths[value] ?? unconvertible('string', 'bool');
  },
  double: (value) => {
    if (typeof value !== 'string') return value instanceof Unsigned ? Number(value.value) : Number(value);
    const digits = value.replaceAll(separator, '');
    return double.test(digits) ? Number(digits) : unconvertible('string', 'double');
  },
  int: (value) => integer(value, { to: 'int', least: -(2n ** 63n), most: 2n ** 63n - 1n }),
  uint: (value) => {
    const found = integer(value, { to: 'uint', least: 0n, most: 2n ** 64n - 1n });
    return typeof found === 'bigint' ? new Unsigned(found) : found;
  },
  string: (value) => {
    if (value instanceof Unsigned) return String(value.value);
    if (!(value instanceof Uint8Array)) return typeof value === 'number' ? doubleText(value) : String(value);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value);
    } catch {
      return new Failure('invalid UTF-8 in bytes, cannot convert to string');
    }
  },
  duration: (value) =>
    typeof value === 'string' && parseDurationText(value) === undefined
      ? unconvertible('string', 'google.protobuf.Duration')
      : undefined,
  timestamp: (value) =>
    typeof value === 'string' && parseTimestampText(value) === undefined
      ? unconvertible('string', 'google.protobuf.Timestamp')
      : undefined,
};

/** As Go prints it with `%g`. */
function doubleText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e21))
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return String(value);
}

function integer(
  value: unknown,
  { to, least, most }: { readonly to: string; readonly least: bigint; readonly most: bigint },
): bigint | Failure | undefined {
  if (typeof value === 'string') {
    const isDigits = (to === 'int' ? /^[+-]?\d+$/ : /^\d+$/).test(value);
    const found = isDigits ? BigInt(value.replace(/^\+/, '')) : undefined;
    return found === undefined || found < least || found > most ? unconvertible('string', to) : found;
  }
  const overflow = new Failure(`${to === 'uint' ? 'unsigned ' : ''}integer overflow`);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return overflow;
    const isLow = least === 0n ? value < 0 : value <= Number(least);
    return isLow || value >= Number(most) ? overflow : BigInt(Math.trunc(value));
  }
  const found = value instanceof Unsigned ? value.value : typeof value === 'bigint' ? value : undefined;
  return found !== undefined && (found < least || found > most) ? overflow : found;
}
