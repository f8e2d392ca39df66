import type { Following } from './cel-syntax-recovery.ts';
import type { TokenKind } from './cel-tokens.ts';

/** Kinds by what they look like, but for those that have names: `+ NUM_INT`. */
function kindsOf(text: string): readonly TokenKind[] {
  return text.split(' ').map((name) => (/^[A-Z]/.test(name) ? name : `'${name}'`));
}

export function set(...kinds: readonly TokenKind[]): ReadonlySet<TokenKind> {
  return new Set(kinds);
}

const literals = kindsOf('true false null NUM_FLOAT NUM_INT NUM_UINT STRING BYTES');
const operand = [...kindsOf('[ { ( . - IDENTIFIER'), ...literals];
export const expression: readonly TokenKind[] = [...operand, "'!'"];
export const comparisons: readonly TokenKind[] = kindsOf('< <= >= > == != in');
export const factors: readonly TokenKind[] = kindsOf('* / %');
export const terms: readonly TokenKind[] = kindsOf('+ -');

export const operandSet: ReadonlySet<TokenKind> = set(...operand);
export const expressionSet: ReadonlySet<TokenKind> = set(...expression);
export const itemSet: ReadonlySet<TokenKind> = set(...expression, "'?'");
export const comparisonSet: ReadonlySet<TokenKind> = set(...comparisons);
export const factorSet: ReadonlySet<TokenKind> = set(...factors);
export const termSet: ReadonlySet<TokenKind> = set(...terms);
export const numbers: ReadonlySet<TokenKind> = set('NUM_INT', 'NUM_FLOAT');

export const end: Following = { kinds: [], mayEnd: true };
export const anyExpression: Following = { kinds: expression, mayEnd: false };
export const afterMember: Following = { kinds: kindsOf('. ['), mayEnd: true };
export const afterItem: Following = { kinds: ["','"], mayEnd: true };

/** These and nothing else. */
export function only(...kinds: readonly TokenKind[]): Following {
  return { kinds, mayEnd: false };
}

/** These, or what may come after the rule. */
export function orEnd(kinds: readonly TokenKind[]): Following {
  return { kinds, mayEnd: true };
}

export const fieldSet: ReadonlySet<TokenKind> = set("'?'", 'IDENTIFIER');
