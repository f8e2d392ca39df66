import type { CheckedTypes } from './cel-check.ts';
import type { CelFault } from './cel-error-place.ts';
import { partsOf, type CallNode, type CelNode } from './cel-node.ts';
import type { CelTypeKind } from './cel-types.ts';

interface Clause {
  readonly kinds: readonly CelTypeKind[];
  readonly words: string;
}

const number: readonly CelTypeKind[] = ['int', 'uint'];
const printable: readonly CelTypeKind[] = [
  ...['list', 'map', 'int', 'uint', 'double', 'bool', 'string'],
  ...['timestamp', 'bytes', 'duration', 'type', 'null'],
] as readonly CelTypeKind[];

const hex: Clause = {
  kinds: [...number, 'string', 'bytes'],
  words: 'only integers, byte buffers, and strings can be formatted as hex',
};

const clauses: Readonly<Record<string, Clause>> = {
  s: {
    kinds: printable,
    words:
      'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps',
  },
  d: { kinds: number, words: 'decimal clause can only be used on integers' },
  f: { kinds: ['double', 'string'], words: 'fixed-point clause can only be used on doubles' },
  e: { kinds: ['double', 'string'], words: 'scientific clause can only be used on doubles' },
  b: { kinds: [...number, 'bool'], words: 'only integers and bools can be formatted as binary' },
  x: hex,
  X: hex,
  o: { kinds: number, words: 'octal clause can only be used on integers' },
};

/** What is wrong with `'…'.format([…])`, where the text and the list are literals: the first thing, or arguments too many. */
export function checkFormatCall(node: CallNode, types: CheckedTypes): readonly CelFault[] {
  const { target, args } = node;
  const [list] = args;
  if (target?.kind !== 'literal' || typeof target.value !== 'string' || list?.kind !== 'list') return [];
  const items = list.items.map(({ value }) => value);
  let used = 0;
  const pattern = /%(%|(\.\d*)?([^]?))/gu;
  for (const [, escaped = '', precision, letter = ''] of target.value.matchAll(pattern)) {
    if (escaped === '%') continue;
    used += 1;
    const wrong = argumentProblem({ precision, letter }, { items, index: used - 1 }, types);
    if (wrong !== undefined) return [{ at: wrong.at ?? node.at, message: wrong.message }];
  }
  if (items.length <= used) return [];
  const counts = `(expected ${used}, got ${items.length})`;
  return [{ at: node.at, message: `too many arguments supplied to string.format ${counts}` }];
}

interface Verb {
  readonly precision: string | undefined;
  readonly letter: string;
}

function argumentProblem(
  verb: Verb,
  { items, index }: { readonly items: readonly CelNode[]; readonly index: number },
  types: CheckedTypes,
): CelFault | undefined {
  const item = items[index];
  if (verb.letter === '' && verb.precision === undefined)
    return { at: undefined, message: 'unexpected end of string' };
  if (item === undefined) return { at: undefined, message: `index ${index} out of range` };
  return clauseProblem(verb, item, types);
}

function clauseProblem(
  { precision, letter }: Verb,
  item: CelNode,
  types: CheckedTypes,
): CelFault | undefined {
  const where = { at: undefined };
  const unclear = 'could not parse formatting clause: error while parsing precision:';
  if (letter === '') return { ...where, message: `${unclear} could not find end of precision specifier` };
  if (precision === '.')
    return {
      ...where,
      message: `${unclear} error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax`,
    };
  const clause = Object.hasOwn(clauses, letter) ? clauses[letter] : undefined;
  if (clause === undefined) {
    // Upstream looks at the first byte of the letter only.
    const byte = String.fromCharCode(Buffer.from(letter)[0] ?? 0);
    const words = 'could not parse formatting clause: unrecognized formatting clause';
    return { ...where, message: `${words} "${byte}"` };
  }
  const wrong =
    letter === 's' ? unprintable(item, types) : isOf(item, clause.kinds, types) ? undefined : item;
  if (wrong === undefined) return undefined;
  const given = types.typeOf(wrong).name;
  return { at: wrong.at, message: `error during formatting: ${clause.words}, was given ${given}` };
}

function isOf(node: CelNode, kinds: readonly CelTypeKind[], types: CheckedTypes): boolean {
  const { kind } = types.typeOf(node);
  return kind === 'dyn' || kinds.includes(kind);
}

/** The first part of a literal that cannot be printed. */
function unprintable(node: CelNode, types: CheckedTypes): CelNode | undefined {
  if (!isOf(node, printable, types)) return node;
  if (node.kind !== 'list' && node.kind !== 'map') return undefined;
  for (const part of partsOf(node)) {
    const found = unprintable(part, types);
    if (found !== undefined) return found;
  }
  return undefined;
}
