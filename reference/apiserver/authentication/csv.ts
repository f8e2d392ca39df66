/** One record, and the line on which it begins, the first being 1. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * The records of comma-separated values: fields may stand in double quotes, where a quote is written twice and commas and line
 * breaks are text; empty lines are passed over. Throws an error that names the line where a quote is out of place.
 */
export function parseCsv(text: string): readonly CsvRecord[] {
  const reader = new CsvReader(text.replaceAll('\r\n', '\n'));
  const records: CsvRecord[] = [];
  while (!reader.atEnd) {
    const { line } = reader;
    const fields = reader.record();
    if (fields.length > 1 || fields[0] !== '') records.push({ line, fields });
  }
  return records;
}

class CsvReader {
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  get line(): number {
    return this.#line;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  record(): readonly string[] {
    const fields = [this.#field()];
    while (this.#text[this.#at] === ',') {
      this.#at += 1;
      fields.push(this.#field());
    }
    this.#at += 1;
    this.#line += 1;
    return fields;
  }

  #field(): string {
    if (this.#text[this.#at] === '"') return this.#quoted();
    const end = /[,\n]|$/g;
    end.lastIndex = this.#at;
    const length = (end.exec(this.#text)?.index ?? this.#text.length) - this.#at;
    const field = this.#text.slice(this.#at, this.#at + length);
    if (field.includes('"')) throw new Error(`line ${this.#line}: bare " in a field without quotes`);
    this.#at += length;
    return field;
  }

  #quoted(): string {
    let field = '';
    for (;;) {
      const end = this.#text.indexOf('"', this.#at + 1);
      if (end < 0) throw new Error(`line ${this.#line}: a quoted field does not end`);
      const part = this.#text.slice(this.#at + 1, end);
      field += part;
      this.#line += part.split('\n').length - 1;
      this.#at = end + 1;
      const next = this.#text[this.#at];
      if (next === undefined || next === ',' || next === '\n') return field;
      if (next !== '"') throw new Error(`line ${this.#line}: extraneous text after a quoted field`);
      field += '"';
    }
  }
}
