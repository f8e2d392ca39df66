/** Something wrong at a place of an expression; no place: with the whole of it. */
export interface CelFault {
  readonly at: number | undefined;
  readonly message: string;
}

const longestLine = 16_384;
const mostFaults = 100;

/**
 * The faults in the order of the text, each with its line and a mark below the place, as cel-go shows them: lines count from one,
 * columns are characters from one.
 */
export function faultsText(text: string, faults: readonly CelFault[]): string {
  const shown = faults.slice(0, mostFaults).map((fault) => ({ ...placeOf(text, fault.at), fault }));
  shown.sort((left, right) => left.line - right.line || left.column - right.column);
  const words = shown.map(({ line, column, fault }) => faultText(text, { line, column }, fault.message));
  const more = faults.length - mostFaults;
  return [...words, ...(more > 0 ? [`${more} more errors were truncated`] : [])].join('\n');
}

interface Place {
  readonly line: number;
  /** From zero. */
  readonly column: number;
}

function placeOf(text: string, at: number | undefined): Place {
  if (at === undefined) return { line: -1, column: -1 };
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: Array.from(before.at(-1) ?? '').length };
}

function faultText(text: string, { line, column }: Place, message: string): string {
  const head = `ERROR: <input>:${line}:${column + 1}: ${message}`;
  const source = line < 1 ? undefined : text.split('\n')[line - 1];
  if (source === undefined || Buffer.byteLength(source) > longestLine) return head;
  const shown = source.replaceAll('\t', ' ');
  const characters = Array.from(shown);
  const isWide = (character: string | undefined): boolean => (character ?? '').charCodeAt(0) > 0x7f;
  const dots = characters.slice(0, column).map((character) => (isWide(character) ? '\uff0e' : '.'));
  const mark = isWide(characters[column]) ? '\uff3e' : '^';
  return `${head}\n | ${shown}\n | ${dots.join('')}${mark}`;
}
