import { ConnectionError, errorCode } from './frame.ts';
import { huffmanText } from './huffman.ts';
import { staticTable } from './static-table.ts';
import type { HeaderField } from './static-table.ts';

/** The fields of one request; where a name comes twice, the values joined by commas. */
export type HeaderFields = ReadonlyMap<string, string>;

/** What the peer's encoder may take for granted: no SETTINGS of this server says otherwise. */
const tableBytes = 4096;
const fieldOverheadBytes = 32;
/** Of all fields of one request together. */
const listBytes = 1024 * 1024;

/**
 * Decodes header blocks of one connection, in the order in which they came (RFC 7541). Throws a `ConnectionError` for
 * what is no header block: the state that both sides share is lost then.
 */
export class HeaderDecoder {
  /** The newest first. */
  readonly #dynamic: HeaderField[] = [];
  #dynamicBytes = 0;
  #limit = tableBytes;
  #block: Uint8Array = new Uint8Array(0);
  #at = 0;
  /** A block of indexes alone reads the same again until the table changes. */
  #repeated: { readonly block: Uint8Array; readonly fields: HeaderFields } | undefined;

  decode(block: Uint8Array): HeaderFields {
    const { block: before, fields: sameAgain } = this.#repeated ?? {};
    if (before !== undefined && sameAgain !== undefined && equal(before, block)) return sameAgain;
    this.#block = block;
    this.#at = 0;
    const fields = new Map<string, string>();
    let bytes = 0;
    let onlyIndexes = true;
    while (this.#at < block.length) {
      if (((block[this.#at] ?? 0) & 0x80) === 0) onlyIndexes = false;
      const field = this.#field();
      if (field === undefined) continue;
      bytes += field.name.length + field.value.length + fieldOverheadBytes;
      if (bytes > listBytes) throw new ConnectionError(errorCode.enhanceYourCalm, 'too many header fields');
      const earlier = fields.get(field.name);
      fields.set(field.name, earlier === undefined ? field.value : `${earlier},${field.value}`);
    }
    if (onlyIndexes) this.#repeated = { block: Uint8Array.from(block), fields };
    return fields;
  }

  /** One instruction; undefined for one that carries no field. */
  #field(): HeaderField | undefined {
    const first = this.#block[this.#at] ?? 0;
    if ((first & 0x80) !== 0) return this.#indexed(this.#whole(7));
    if ((first & 0x40) !== 0) {
      const field = this.#literal(6);
      this.#add(field);
      return field;
    }
    if ((first & 0x20) !== 0) {
      const limit = this.#whole(5);
      if (limit > tableBytes) throw compression('a dynamic table larger than was agreed');
      this.#limit = limit;
      this.#evict();
      return undefined;
    }
    return this.#literal(4);
  }

  #literal(prefixBits: number): HeaderField {
    const index = this.#whole(prefixBits);
    const name = index === 0 ? this.#text() : this.#indexed(index).name;
    return { name, value: this.#text() };
  }

  #indexed(index: number): HeaderField {
    const field =
      index <= staticTable.length ? staticTable[index - 1] : this.#dynamic[index - staticTable.length - 1];
    if (field === undefined) throw compression(`no field has the index ${index}`);
    return field;
  }

  #add(field: HeaderField): void {
    this.#repeated = undefined;
    this.#dynamic.unshift(field);
    this.#dynamicBytes += field.name.length + field.value.length + fieldOverheadBytes;
    this.#evict();
  }

  #evict(): void {
    this.#repeated = undefined;
    while (this.#dynamicBytes > this.#limit) {
      const field = this.#dynamic.pop();
      if (field === undefined) break;
      this.#dynamicBytes -= field.name.length + field.value.length + fieldOverheadBytes;
    }
  }

  #whole(prefixBits: number): number {
    const mask = 2 ** prefixBits - 1;
    let value = this.#byte() & mask;
    if (value < mask) return value;
    for (let shift = 0; shift <= 21; shift += 7) {
      const byte = this.#byte();
      value += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) return value;
    }
    throw compression('a number that is too large');
  }

  #text(): string {
    const coded = ((this.#block[this.#at] ?? 0) & 0x80) !== 0;
    const length = this.#whole(7);
    const end = this.#at + length;
    if (end > this.#block.length) throw compression('a string that is cut off');
    const bytes = this.#block.subarray(this.#at, end);
    this.#at = end;
    if (!coded) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    const text = huffmanText(bytes);
    if (text === undefined) throw compression('a string that is not Huffman coded');
    return text;
  }

  #byte(): number {
    const byte = this.#block[this.#at];
    if (byte === undefined) throw compression('a header block that is cut off');
    this.#at += 1;
    return byte;
  }
}

function compression(message: string): ConnectionError {
  return new ConnectionError(errorCode.compression, message);
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}
