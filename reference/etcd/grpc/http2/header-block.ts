import { staticTable } from './static-table.ts';
import type { HeaderField } from './static-table.ts';

/**
 * A header block that leaves the table of the peer as it is, so that it can be made once and sent on any connection: fields
 * of the static table by their index, others as literals.
 */
export function headerBlock(fields: readonly HeaderField[]): Uint8Array {
  return Buffer.concat(fields.map(fieldBytes));
}

function fieldBytes({ name, value }: HeaderField): Buffer {
  const exact = staticTable.findIndex((field) => field.name === name && field.value === value);
  if (exact >= 0) return whole(exact + 1, 7, 0x80);
  const index = staticTable.findIndex((field) => field.name === name) + 1;
  const start = whole(index, 4, 0);
  return index === 0
    ? Buffer.concat([start, textBytes(name), textBytes(value)])
    : Buffer.concat([start, textBytes(value)]);
}

function textBytes(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  return Buffer.concat([whole(bytes.length, 7, 0), bytes]);
}

function whole(value: number, prefixBits: number, pattern: number): Buffer {
  const most = 2 ** prefixBits - 1;
  if (value < most) return Buffer.from([pattern | value]);
  const bytes = [pattern | most];
  let rest = value - most;
  while (rest >= 128) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}
