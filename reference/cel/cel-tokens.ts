import type { CelFault } from './cel-error-place.ts';

/** Kinds by the names that errors give them: `'['`, `NUM_INT`, `<EOF>`. */
export type TokenKind = string;

export interface CelToken {
  readonly kind: TokenKind;
  readonly text: string;
  /** The place of its first character. */
  readonly at: number;
  /** The blanks and comments before it. */
  readonly before: string;
}

export const endOfText: TokenKind = '<EOF>';

/** All kinds, in the order in which errors list them. */
const kinds: readonly TokenKind[] = [
  endOfText,
  ...['==', '!=', 'in', '<', '<=', '>=', '>', '&&', '||', '[', ']', '{', '}', '(', ')', '.', ','],
  ...['-', '!', '?', ':', '+', '*', '/', '%', 'true', 'false', 'null'],
  ...['NUM_FLOAT', 'NUM_INT', 'NUM_UINT', 'STRING', 'BYTES', 'IDENTIFIER'],
].map((name) => (name === endOfText || /^[A-Z]/.test(name) ? name : `'${name}'`));

const rank = new Map(kinds.map((kind, index) => [kind, index]));

/** How errors name a choice of kinds. */
export function kindsText(expected: ReadonlySet<TokenKind>): string {
  const names = [...expected].sort((left, right) => (rank.get(left) ?? 0) - (rank.get(right) ?? 0));
  return names.length === 1 ? (names[0] ?? '') : `{${names.join(', ')}}`;
}

const words: ReadonlySet<string> = new Set(['in', 'true', 'false', 'null']);

const escape = '\\\\(?:[abfnrtv"\'\\\\?`]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})';
const texts = [
  `"""(?:${escape}|[^\\\\])*?"""`,
  `'''(?:${escape}|[^\\\\])*?'''`,
  `"(?:${escape}|[^\\\\"\\n\\r])*"`,
  `'(?:${escape}|[^\\\\'\\n\\r])*'`,
  `[rR]"""[^]*?"""`,
  `[rR]'''[^]*?'''`,
  `[rR]"[^"\\n\\r]*"`,
  `[rR]'[^'\\n\\r]*'`,
];
const float = '\\d+\\.\\d+(?:[eE][+-]?\\d+)?|\\d+[eE][+-]?\\d+|\\.\\d+(?:[eE][+-]?\\d+)?';

function pattern(source: string): RegExp {
  return new RegExp(source, 'y');
}

const hidden = pattern('[\\t \\r\\n\\f]+|//[^\\n]*');
const operator = pattern('==|!=|<=|>=|&&|\\|\\||[<>[\\]{}().,\\-!?:+*/%]');

const patterns: readonly (readonly [TokenKind, RegExp])[] = [
  ['NUM_FLOAT', pattern(float)],
  ['NUM_INT', pattern('0x[0-9a-fA-F]+|\\d+')],
  ['NUM_UINT', pattern('0x[0-9a-fA-F]+[uU]|\\d+[uU]')],
  ...texts.map((source) => ['STRING', pattern(source)] as const),
  ...texts.map((source) => ['BYTES', pattern(`[bB](?:${source})`)] as const),
  ['IDENTIFIER', pattern('[A-Za-z_][A-Za-z0-9_]*')],
];

function matchAt(expression: RegExp, text: string, at: number): string {
  expression.lastIndex = at;
  return expression.exec(text)?.[0] ?? '';
}

function tokenAt(text: string, at: number, before: string): CelToken | undefined {
  let longest: CelToken | undefined;
  const found = matchAt(operator, text, at);
  if (found !== '') longest = { kind: `'${found}'`, text: found, at, before };
  for (const [kind, expression] of patterns) {
    const part = matchAt(expression, text, at);
    if (part.length > (longest?.text.length ?? 0))
      longest = { kind: words.has(part) ? `'${part}'` : kind, text: part, at, before };
  }
  return longest;
}

/** The tokens of an expression, the last of which is its end, and what none can be made of. */
export function tokensOf(text: string): {
  readonly tokens: readonly CelToken[];
  readonly faults: readonly CelFault[];
} {
  const tokens: CelToken[] = [];
  const faults: CelFault[] = [];
  let at = 0;
  let before = '';
  while (at < text.length) {
    const skipped = matchAt(hidden, text, at);
    if (skipped !== '') {
      at += skipped.length;
      before += skipped;
      continue;
    }
    const token = tokenAt(text, at, before);
    if (token === undefined) {
      const wrong = unknownText(text, at);
      faults.push({ at, message: `Syntax error: token recognition error at: '${wrong}'` });
      at += wrong.length;
      continue;
    }
    tokens.push(token);
    at += token.text.length;
    before = '';
  }
  tokens.push({ kind: endOfText, text: endOfText, at: text.length, before });
  return { tokens, faults };
}

const characters = pattern('[^]');
const begunText = {
  '"': pattern(`"(?:${escape}|[^\\\\"\\n\\r])*`),
  "'": pattern(`'(?:${escape}|[^\\\\'\\n\\r])*`),
} as const;
const begunEscape = pattern('\\\\(?:[xX][0-9a-fA-F]?|u[0-9a-fA-F]{0,3}|U[0-9a-fA-F]{0,7}|[0-3][0-7]?)?');

/** What is read until no token can come of it any more, with the character that showed it. */
function unknownText(text: string, at: number): string {
  const first = text[at] ?? '';
  let read = matchAt(characters, text, at);
  if (/[\ud800-\udbff]/.test(read)) return text.slice(at, at + 2);
  if (first === '"' || first === "'") {
    read = matchAt(begunText[first], text, at);
    read += matchAt(begunEscape, text, at + read.length);
  } else if (!/[&|=]/.test(first)) return read;
  return read + matchAt(characters, text, at + read.length);
}
