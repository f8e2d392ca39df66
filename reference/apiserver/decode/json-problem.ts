/**
 * What Go says of text that is no JSON: `unexpected end of JSON input`, `invalid character '}' after object key`. Undefined where the
 * text is one JSON value. Slower than `JSON.parse`, so ask it only of texts that this has refused.
 */
export function jsonProblem(text: string): string | undefined {
  try {
    const reader = new JsonReader(text);
    reader.value();
    reader.end();
    return undefined;
  } catch (problem) {
    if (problem instanceof JsonProblem) return problem.message;
    throw problem;
  }
}

/** Leaves the depths of the reader, and no other function. */
class JsonProblem extends Error {}

class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): void {
    this.#skipSpace();
    const character = this.#peek();
    if (character === '{') this.#object();
    else if (character === '[') this.#list();
    else if (character === '"') this.#string();
    else if (character === '-' || isDigit(character)) this.#number();
    else this.#literal(character);
  }

  end(): void {
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#refuse('after top-level value');
  }

  #skipSpace(): void {
    while (' \t\r\n'.includes(this.#text[this.#at] ?? 'x')) this.#at += 1;
  }

  /** The next character, which must be there. */
  #peek(): string {
    const code = this.#text.codePointAt(this.#at);
    if (code === undefined) throw new JsonProblem('unexpected end of JSON input');
    return String.fromCodePoint(code);
  }

  #refuse(context: string): never {
    throw new JsonProblem(`invalid character ${quotedCharacter(this.#peek())} ${context}`);
  }

  #object(): void {
    this.#at += 1;
    this.#skipSpace();
    if (this.#peek() === '}') {
      this.#at += 1;
      return;
    }
    for (;;) {
      this.#skipSpace();
      if (this.#peek() !== '"') this.#refuse('looking for beginning of object key string');
      this.#string();
      this.#skipSpace();
      if (this.#peek() !== ':') this.#refuse('after object key');
      this.#at += 1;
      this.value();
      if (this.#endsWith('}', 'after object key:value pair')) return;
    }
  }

  #list(): void {
    this.#at += 1;
    this.#skipSpace();
    if (this.#peek() === ']') {
      this.#at += 1;
      return;
    }
    for (;;) {
      this.value();
      if (this.#endsWith(']', 'after array element')) return;
    }
  }

  /** True at the closing character; false at a comma, which is passed. */
  #endsWith(closing: string, context: string): boolean {
    this.#skipSpace();
    const character = this.#peek();
    if (character !== closing && character !== ',') this.#refuse(context);
    this.#at += 1;
    return character === closing;
  }

  #string(): void {
    this.#at += 1;
    for (;;) {
      const character = this.#peek();
      if (character < ' ') this.#refuse('in string literal');
      this.#at += character.length;
      if (character === '"') return;
      if (character === '\\') this.#escape();
    }
  }

  #escape(): void {
    const character = this.#peek();
    if (!'bfnrt\\/"u'.includes(character)) this.#refuse('in string escape code');
    this.#at += 1;
    if (character !== 'u') return;
    for (let digit = 0; digit < 4; digit += 1) {
      if (!/[0-9a-fA-F]/.test(this.#peek())) this.#refuse(String.raw`in \u hexadecimal character escape`);
      this.#at += 1;
    }
  }

  #number(): void {
    if (this.#text[this.#at] === '-') this.#at += 1;
    if (!isDigit(this.#peek())) this.#refuse('in numeric literal');
    if (this.#text[this.#at] === '0') this.#at += 1;
    else this.#digits();
    if (this.#text[this.#at] === '.') {
      this.#at += 1;
      if (!isDigit(this.#peek())) this.#refuse('after decimal point in numeric literal');
      this.#digits();
    }
    if (!'eE'.includes(this.#text[this.#at] ?? 'x')) return;
    this.#at += 1;
    if ('+-'.includes(this.#text[this.#at] ?? 'x')) this.#at += 1;
    if (!isDigit(this.#peek())) this.#refuse('in exponent of numeric literal');
    this.#digits();
  }

  #digits(): void {
    while (isDigit(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #literal(first: string): void {
    const word = ['true', 'false', 'null'].find((known) => known.startsWith(first));
    if (word === undefined) this.#refuse('looking for beginning of value');
    for (const expected of word) {
      if (this.#peek() !== expected) this.#refuse(`in literal ${word} (expecting '${expected}')`);
      this.#at += 1;
    }
  }
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

/** As Go quotes one character. */
function quotedCharacter(character: string): string {
  if (character === "'") return String.raw`'\''`;
  if (character === '"') return `'"'`;
  if (character === '\\') return String.raw`'\\'`;
  const code = character.codePointAt(0) ?? 0;
  if (code === 0xfe_ff) return String.raw`'\ufeff'`;
  const known: Readonly<Record<string, string>> = {
    '\n': 'n',
    '\t': 't',
    '\r': 'r',
    '\b': 'b',
    '\f': 'f',
    '\v': 'v',
  };
  const letter = known[character];
  if (letter !== undefined) return `'\\${letter}'`;
  return code < 0x20 || code === 0x7f ? `'\\x${code.toString(16).padStart(2, '0')}'` : `'${character}'`;
}
