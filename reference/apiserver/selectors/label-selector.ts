import { labelValueProblems, qualifiedNameProblems } from '../validation/names.ts';

export type LabelOperator = '=' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  readonly values: readonly string[];
}

export type Labels = Readonly<Record<string, string>>;

/** A selector that cannot be read, with the reason in upstream's words. */
export class SelectorError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** True where all requirements hold. `!=` and `notin` also hold where the key is missing. */
export function matchesLabels(
  requirements: readonly LabelRequirement[],
  labels: Labels | undefined,
): boolean {
  return requirements.every((requirement) => holds(requirement, labels ?? {}));
}

function holds({ key, operator, values }: LabelRequirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case '=':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
      return compareNumbers(value, values[0], (left, right) => left > right);
    case 'lt':
      return compareNumbers(value, values[0], (left, right) => left < right);
  }
}

const integer = /^[+-]?\d+$/;

function compareNumbers(
  left: string | undefined,
  right: string | undefined,
  compare: (left: bigint, right: bigint) => boolean,
): boolean {
  if (left === undefined || right === undefined || !integer.test(left) || !integer.test(right)) return false;
  return compare(BigInt(left), BigInt(right));
}

/** Parses `app in (a, b), tier != cache, !canary`. An empty text selects everything. */
export function parseLabelSelector(text: string): readonly LabelRequirement[] | SelectorError {
  return new Parser(tokenize(text)).parse();
}

interface Token {
  readonly kind: 'word' | 'symbol' | 'end';
  readonly text: string;
}

const symbols = ['==', '!=', '=', '!', '(', ')', ',', '>', '<'];

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const space = /^[ \t\r\n]+/.exec(rest);
    if (space !== null) {
      at += space[0].length;
      continue;
    }
    const symbol = symbols.find((candidate) => rest.startsWith(candidate));
    const token = symbol ?? /^[^ \t\r\n=!(),><]+/.exec(rest)?.[0] ?? rest;
    tokens.push({ kind: symbol === undefined ? 'word' : 'symbol', text: token });
    at += token.length;
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

const endToken: Token = { kind: 'end', text: '' };
const unparsable = 'unable to parse requirement: ';

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): readonly LabelRequirement[] | SelectorError {
    const requirements: LabelRequirement[] = [];
    if (this.#peek().kind === 'end') return requirements;
    for (;;) {
      const requirement = this.#requirement();
      if (requirement instanceof SelectorError) return requirement;
      requirements.push(requirement);
      const next = this.#take();
      if (next.kind === 'end') return requirements;
      if (next.text !== ',')
        return new SelectorError(`found '${next.text}', expected: ',' or 'end of string'`);
      const after = this.#peek();
      if (after.kind !== 'word' && after.text !== '!') {
        return new SelectorError(`found '${after.text}', expected: identifier after ','`);
      }
    }
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? endToken;
  }

  #take(): Token {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  #requirement(): LabelRequirement | SelectorError {
    const absent = this.#peek().text === '!';
    if (absent) this.#take();
    const key = this.#take();
    if (key.kind !== 'word')
      return new SelectorError(`${unparsable}found '${key.text}', expected: identifier`);
    const [problem] = qualifiedNameProblems(key.text);
    if (problem !== undefined) {
      return new SelectorError(`${unparsable}<nil>: Invalid value: ${JSON.stringify(key.text)}: ${problem}`);
    }
    if (absent) return { key: key.text, operator: '!', values: [] };
    const next = this.#peek();
    if (next.kind === 'end' || next.text === ',') return { key: key.text, operator: 'exists', values: [] };
    return this.#comparison(key.text);
  }

  #comparison(key: string): LabelRequirement | SelectorError {
    const operator = this.#take().text;
    switch (operator) {
      case '=':
      case '==':
        return this.#single(key, '=');
      case '!=':
        return this.#single(key, '!=');
      case '>':
        return this.#single(key, 'gt');
      case '<':
        return this.#single(key, 'lt');
      case 'in':
      case 'notin':
        return this.#set(key, operator);
      default: {
        const expected = 'in, notin, =, ==, !=, gt, lt';
        return new SelectorError(`${unparsable}found '${operator}', expected: ${expected}`);
      }
    }
  }

  /** One value, which may be missing: `app=` asks for the empty one. */
  #single(key: string, operator: '=' | '!=' | 'gt' | 'lt'): LabelRequirement | SelectorError {
    const token = this.#peek();
    let value = '';
    if (token.kind === 'word') value = this.#take().text;
    else if (token.kind === 'symbol' && token.text !== ',') {
      return new SelectorError(`${unparsable}found '${token.text}', expected: identifier`);
    }
    const numeric = operator === 'gt' || operator === 'lt';
    if (numeric && !integer.test(value)) {
      const detail = "for 'Gt', 'Lt' operators, the value must be an integer";
      return new SelectorError(`${unparsable}values[0]: Invalid value: ${JSON.stringify(value)}: ${detail}`);
    }
    return checked({ key, operator, values: [value] });
  }

  #set(key: string, operator: 'in' | 'notin'): LabelRequirement | SelectorError {
    const opening = this.#take();
    if (opening.text !== '(') return new SelectorError(`${unparsable}found '${opening.text}' expected: '('`);
    const values: string[] = [];
    for (;;) {
      const token = this.#peek();
      values.push(token.kind === 'word' ? this.#take().text : '');
      const next = this.#take();
      if (next.text === ')' && next.kind === 'symbol') break;
      if (next.text !== ',') {
        return new SelectorError(`${unparsable}found '${next.text}', expected: ',', ')' or identifier`);
      }
    }
    return checked({ key, operator, values: [...new Set(values)].sort() });
  }
}

function checked(requirement: LabelRequirement): LabelRequirement | SelectorError {
  for (const [index, value] of requirement.values.entries()) {
    const [problem] = labelValueProblems(value);
    if (problem === undefined) continue;
    const where = `values[${index}][${requirement.key}]`;
    return new SelectorError(`${unparsable}${where}: Invalid value: ${JSON.stringify(value)}: ${problem}`);
  }
  return requirement;
}
