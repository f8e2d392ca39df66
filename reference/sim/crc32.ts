const polynomial = 0xedb88320;

/** Table `k` advances a byte by `k` further zero bytes, so that eight bytes are taken at a time ("slicing by 8", Intel 2006). */
const tables: readonly Uint32Array[] = makeTables();
const [table0, table1, table2, table3, table4, table5, table6, table7] = tables as [
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
];

function makeTables(): readonly Uint32Array[] {
  const made = Array.from({ length: 8 }, () => new Uint32Array(256));
  for (let byte = 0; byte < 256; byte += 1) {
    let remainder = byte;
    for (const table of made) {
      for (let bit = 0; bit < 8; bit += 1) {
        remainder = remainder & 1 ? (remainder >>> 1) ^ polynomial : remainder >>> 1;
      }
      table[byte] = remainder;
    }
  }
  return made;
}

/** CRC-32 (ISO-HDLC, as zip and gzip have it) of `bytes`, going on from `seed`, the checksum of what stands before them. */
export function crc32(bytes: Uint8Array, seed = 0): number {
  const length = bytes.length;
  const at = (table: Uint32Array, index: number): number => table[index] ?? 0;
  const byte = (index: number): number => bytes[index] ?? 0;
  let crc = ~seed;
  let position = 0;
  for (const last = length - 7; position < last; position += 8) {
    crc ^=
      byte(position) | (byte(position + 1) << 8) | (byte(position + 2) << 16) | (byte(position + 3) << 24);
    crc =
      at(table7, crc & 0xff) ^
      at(table6, (crc >>> 8) & 0xff) ^
      at(table5, (crc >>> 16) & 0xff) ^
      at(table4, crc >>> 24) ^
      at(table3, byte(position + 4)) ^
      at(table2, byte(position + 5)) ^
      at(table1, byte(position + 6)) ^
      at(table0, byte(position + 7));
  }
  for (; position < length; position += 1) {
    crc = (crc >>> 8) ^ at(table0, (crc ^ byte(position)) & 0xff);
  }
  return ~crc >>> 0;
}
