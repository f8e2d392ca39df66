import type { CelFault } from './cel-error-place.ts';
import { endOfText, kindsText, type CelToken, type TokenKind } from './cel-tokens.ts';

/** What may come at a point of the grammar. */
export interface Following {
  readonly kinds: readonly TokenKind[];
  /** Also what may come after the rule as a whole. */
  readonly mayEnd: boolean;
}

/** Where the text stopped being one of the grammar; caught by the rule that it happened in. */
class SyntaxFault extends Error {
  readonly words: () => string;
  readonly token: CelToken;
  constructor(token: CelToken, words: () => string) {
    super('the text is not of the grammar');
    this.token = token;
    this.words = words;
  }
}

/** Thrown where reading on has no sense. */
export class UnreadableText extends Error {}

export const deepestRule: number = 250;
const mostRecoveries = 30;

/**
 * Tokens read by rules, with the way in which ANTLR's parsers report what does not fit and go on after it: a token too many is left
 * out, a missing one is made up, and otherwise the rule ends and all is skipped that none of the rules around it can go on with.
 */
export class RecoveringReader {
  readonly faults: CelFault[] = [];
  readonly #tokens: readonly CelToken[];
  /** What may follow each of the rules that are being read. */
  readonly #rules: Following[] = [];
  readonly #depths = new Map<string, number>();
  #index = 0;
  #point = '';
  #isRecovering = false;
  #lastFailure: { readonly index: number; readonly points: Set<string> } | undefined;
  #recoveries = 0;

  constructor(tokens: readonly CelToken[]) {
    this.#tokens = tokens;
  }

  /** The next token but `ahead`. */
  token(ahead = 0): CelToken {
    const last = this.#tokens.length - 1;
    return (
      this.#tokens[Math.min(this.#index + ahead, last)] ?? {
        kind: endOfText,
        text: endOfText,
        at: 0,
        before: '',
      }
    );
  }

  is(kind: TokenKind, ahead = 0): boolean {
    return this.token(ahead).kind === kind;
  }

  isOf(kinds: ReadonlySet<TokenKind>, ahead = 0): boolean {
    return kinds.has(this.token(ahead).kind);
  }

  /** Reads a rule; where it cannot be read to its end, it ends early. */
  rule(name: string, following: Following, read: () => void): void {
    const depth = (this.#depths.get(name) ?? 0) + 1;
    if (depth > deepestRule) this.give(`expression recursion limit exceeded: ${deepestRule}`);
    this.#depths.set(name, depth);
    this.#rules.push(following);
    try {
      read();
    } catch (fault) {
      if (!(fault instanceof SyntaxFault)) throw fault;
      this.#report(fault.token, fault.words);
      this.#recover();
    } finally {
      this.#rules.pop();
      this.#depths.set(name, depth - 1);
    }
  }

  /** Ends reading for good. */
  give(message: string): never {
    this.faults.push({ at: undefined, message });
    throw new UnreadableText();
  }

  /** Takes the next token, whatever it is. */
  take(): CelToken {
    this.#endRecovery();
    const token = this.token();
    this.#consume();
    return token;
  }

  /** Takes a token of the kind; `after`: what may come after it. */
  match(kind: TokenKind, point: string, after: Following): CelToken {
    this.#point = point;
    if (this.is(kind)) return this.take();
    this.#countRecovery();
    const expected = new Set([kind]);
    if (this.is(kind, 1)) {
      this.#dropUnwanted(expected);
      return this.take();
    }
    if (this.#expected(after).has(this.token().kind)) {
      const found = this.token();
      this.#report(found, () => `missing ${kindsText(expected)} at ${shown(found)}`);
      return { kind, text: '', at: found.at, before: '' };
    }
    return this.#mismatch(expected);
  }

  /** What comes next must be one of these kinds, else one token too many is left out. */
  sync(kinds: ReadonlySet<TokenKind>, point: string): void {
    this.#point = point;
    if (this.#isRecovering || this.isOf(kinds)) return;
    if (this.isOf(kinds, 1)) this.#dropUnwanted(kinds);
    else this.#mismatch(kinds);
  }

  /** The same between repetitions: all that fits nowhere is left out. */
  syncRepetition(kinds: ReadonlySet<TokenKind>, point: string): void {
    this.#point = point;
    if (this.#isRecovering || this.isOf(kinds)) return;
    this.#reportUnwanted(kinds);
    this.#skipUntil(new Set([...kinds, ...this.#recoverySet()]));
  }

  /** None of the ways on fits the tokens up to the one that lies `ahead`. */
  noWayOn(ahead: number, point: string): never {
    this.#point = point;
    const first = this.token();
    const last = this.token(ahead);
    let text = first.text;
    for (let index = 1; index <= ahead; index += 1) {
      const { kind, before, text: next } = this.token(index);
      text += `${before}${kind === endOfText ? '' : next}`;
    }
    const reserved = /^.(true|false|null)$/.exec(text);
    throw new SyntaxFault(last, () =>
      reserved === null
        ? `no viable alternative at input ${quoted(text)}`
        : `mismatched input '${reserved[1] ?? ''}' expecting IDENTIFIER`,
    );
  }

  #mismatch(expected: ReadonlySet<TokenKind>): never {
    const found = this.token();
    throw new SyntaxFault(found, () => `mismatched input ${shown(found)} expecting ${kindsText(expected)}`);
  }

  #report(token: CelToken, words: () => string): void {
    if (this.#isRecovering) return;
    this.#isRecovering = true;
    this.faults.push({ at: token.at, message: `Syntax error: ${words()}` });
  }

  #reportUnwanted(expected: ReadonlySet<TokenKind>): void {
    const found = this.token();
    this.#report(found, () => `extraneous input ${shown(found)} expecting ${kindsText(expected)}`);
  }

  #dropUnwanted(expected: ReadonlySet<TokenKind>): void {
    this.#reportUnwanted(expected);
    this.#consume();
    this.#endRecovery();
  }

  #recover(): void {
    this.#countRecovery();
    const known = this.#lastFailure;
    if (known?.index === this.#index && known.points.has(this.#point)) this.#consume();
    const points = known?.points ?? new Set<string>();
    this.#lastFailure = { index: this.#index, points: points.add(this.#point) };
    this.#skipUntil(this.#recoverySet());
  }

  #countRecovery(): void {
    this.#recoveries += 1;
    if (this.#recoveries <= mostRecoveries) return;
    const message = `Syntax error: error recovery attempt limit exceeded: ${mostRecoveries}`;
    this.faults.push({ at: this.token().at, message });
    throw new UnreadableText();
  }

  #recoverySet(): ReadonlySet<TokenKind> {
    return new Set(this.#rules.flatMap(({ kinds }) => kinds));
  }

  #skipUntil(kinds: ReadonlySet<TokenKind>): void {
    while (!this.is(endOfText) && !this.isOf(kinds)) this.#consume();
  }

  #expected(after: Following): ReadonlySet<TokenKind> {
    const found = new Set(after.kinds);
    let isOpen = after.mayEnd;
    for (const following of this.#rules.toReversed()) {
      if (!isOpen) break;
      for (const kind of following.kinds) found.add(kind);
      isOpen = following.mayEnd;
    }
    if (isOpen) found.add(endOfText);
    return found;
  }

  #consume(): void {
    if (this.#index < this.#tokens.length - 1) this.#index += 1;
  }

  #endRecovery(): void {
    this.#isRecovering = false;
    this.#lastFailure = undefined;
  }
}

function shown(token: CelToken): string {
  return quoted(token.text);
}

function quoted(text: string): string {
  return `'${text.replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
}
