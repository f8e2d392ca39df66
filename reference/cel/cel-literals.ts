import type { LiteralNode } from './cel-node.ts';
import { celTypes } from './cel-types.ts';
import type { CelToken } from './cel-tokens.ts';

const greatest = { int: 2n ** 63n - 1n, uint: 2n ** 64n - 1n } as const;

/** What a literal stands for; the answer of what is wrong with it is a text. */
export function literalOf(token: CelToken, sign: CelToken | undefined): LiteralNode | string {
  const { at } = sign ?? token;
  const { text } = token;
  switch (token.kind) {
    case "'true'":
    case "'false'":
      return { kind: 'literal', at, type: celTypes.bool, value: token.kind === "'true'" };
    case "'null'":
      return { kind: 'literal', at, type: celTypes.null, value: null };
    case 'STRING': {
      const value = unquoted(text);
      return { kind: 'literal', at, type: celTypes.string, value };
    }
    case 'BYTES': {
      const value = bytesOf(text.slice(1));
      return value === undefined
        ? 'unable to unescape string'
        : { kind: 'literal', at, type: celTypes.bytes, value };
    }
    case 'NUM_FLOAT': {
      const value = Number(`${sign === undefined ? '' : '-'}${text}`);
      return Number.isFinite(value)
        ? { kind: 'literal', at, type: celTypes.double, value }
        : 'invalid double literal';
    }
    default:
      return integerOf(token, sign);
  }
}

function integerOf(token: CelToken, sign: CelToken | undefined): LiteralNode | string {
  const { at } = sign ?? token;
  const kind = token.kind === 'NUM_UINT' ? 'uint' : 'int';
  const digits = BigInt(token.text.replace(/[uU]$/, ''));
  if (digits > greatest[kind] + (sign === undefined ? 0n : 1n)) return `invalid ${kind} literal`;
  return { kind: 'literal', at, type: celTypes[kind], value: sign === undefined ? digits : -digits };
}

const escapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const escape = /\\(?:[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|([^]))/g;

/** The text between the quotes, and whether escapes are to be read in it. */
function insideOf(text: string): { readonly inside: string; readonly isRaw: boolean } {
  const normal = text.replaceAll(/\r\n?/g, '\n');
  const isRaw = /^[rR]/.test(normal);
  const quotedText = isRaw ? normal.slice(1) : normal;
  const width = quotedText.length >= 6 && /^(?:"""|''')/.test(quotedText) ? 3 : 1;
  return { inside: quotedText.slice(width, -width), isRaw };
}

function unquoted(text: string): string {
  const { inside, isRaw } = insideOf(text);
  if (isRaw) return inside;
  return inside.replaceAll(escape, (_whole, ...parts: readonly string[]) => {
    const [x, u, wide, octal, one = ''] = parts;
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    const hex = x ?? u ?? wide;
    if (hex === undefined) return escapes[one] ?? one;
    const code = Number.parseInt(hex, 16);
    return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code);
  });
}

/** Undefined where an escape has no place among bytes. */
function bytesOf(text: string): Uint8Array | undefined {
  const { inside, isRaw } = insideOf(text);
  if (isRaw) return new TextEncoder().encode(inside);
  if (/\\[uU]/.test(inside.replaceAll('\\\\', ''))) return undefined;
  const bytes: number[] = [];
  let last = 0;
  for (const match of inside.matchAll(escape)) {
    bytes.push(...new TextEncoder().encode(inside.slice(last, match.index)));
    const [whole, x, , , octal, one = ''] = match;
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (x !== undefined) bytes.push(Number.parseInt(x, 16));
    else bytes.push(...new TextEncoder().encode(escapes[one] ?? one));
    last = match.index + whole.length;
  }
  bytes.push(...new TextEncoder().encode(inside.slice(last)));
  return Uint8Array.from(bytes);
}
