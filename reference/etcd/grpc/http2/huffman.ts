/**
 * The Huffman code of HPACK (RFC 7541, appendix B). It is canonical: the lengths of the codes determine the codes. The
 * table gives, for each byte value from 0, the length of its code as a digit of base 36.
 */
const codeLengths = [
  'dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6ca',
  'd67777777777777777777777878djde6f56565666577666567655677777fbeds',
  'kmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmolmnnllmlnmnnkmmmnmmn',
  'qqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrq',
].join('');

/** The symbol that ends nothing but may not occur: 30 ones. Padding is its beginning. */
const shortestCode = 5;
const longestCode = 30;

interface CodeTable {
  /** By length: the first code of that length, and where its symbols begin in `symbols`. */
  readonly firstCode: readonly number[];
  readonly firstIndex: readonly number[];
  readonly counts: readonly number[];
  /** In order of their codes. */
  readonly symbols: readonly number[];
}

const table = codeTable();

function codeTable(): CodeTable {
  const lengths = Array.from(codeLengths, (digit) => parseInt(digit, 36));
  const firstCode: number[] = [];
  const firstIndex: number[] = [];
  const counts: number[] = [];
  const symbols: number[] = [];
  let code = 0;
  for (let length = 0; length <= longestCode; length += 1) {
    code *= 2;
    const ofLength = lengths.flatMap((own, symbol) => (own === length ? [symbol] : []));
    firstCode.push(code);
    firstIndex.push(symbols.length);
    counts.push(ofLength.length);
    symbols.push(...ofLength);
    code += ofLength.length;
  }
  return { firstCode, firstIndex, counts, symbols };
}

/** The text of a Huffman-coded string; undefined where the bytes are no such string. */
export function huffmanText(bytes: Uint8Array): string | undefined {
  let text = '';
  let code = 0;
  let length = 0;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit -= 1) {
      code = code * 2 + ((byte >> bit) & 1);
      length += 1;
      if (length < shortestCode) continue;
      const symbol = symbolOf(code, length);
      if (symbol !== undefined) {
        text += String.fromCharCode(symbol);
        code = 0;
        length = 0;
      } else if (length === longestCode) return undefined;
    }
  }
  const isPadding = length < 8 && code === 2 ** length - 1;
  return isPadding ? text : undefined;
}

function symbolOf(code: number, length: number): number | undefined {
  const offset = code - (table.firstCode[length] ?? 0);
  if (offset < 0 || offset >= (table.counts[length] ?? 0)) return undefined;
  return table.symbols[(table.firstIndex[length] ?? 0) + offset];
}
