import type { CheckedTypes } from '../../cel/cel-check.ts';
import { macroOf } from '../../cel/cel-macros.ts';
import { partsOf, type CallNode, type CelNode, type ListItem, type LiteralNode } from '../../cel/cel-node.ts';
import { unwrapped } from '../../cel/cel-types.ts';

/** Functions that stand for what the library's language does not have; they are registered by `cel-stand-ins.ts`. */
export const standIns = {
  list: 'presentItems',
  map: 'presentEntries',
  nonZero: 'optionalOfNonZero',
  equal: 'equalOptionals',
} as const;

/**
 * The text of an expression for the library that evaluates: its own, unless that has what the library does not know, which is then
 * said in other words.
 */
export function libraryText(text: string, node: CelNode, types: CheckedTypes): string {
  return unusual.test(text) || needsOtherWords(node, types) ? new Writer(types).write(node) : text;
}

/** The same, with all types left open: the library may find that parts do not fit which upstream lets pass. */
export function looseLibraryText(node: CelNode, types: CheckedTypes): string {
  return new Writer(types, true).write(node);
}

/** A comma in a list of nothing; a number that begins with a dot. */
const unusual = /[[{]\s*,|(?:^|[^\w)\]}])\.\d/;

function needsOtherWords(node: CelNode, types: CheckedTypes): boolean {
  if (isForeign(node, types)) return true;
  return partsOf(node).some((part) => needsOtherWords(part, types));
}

const optionMacros: ReadonlySet<string> = new Set(['optMap', 'optFlatMap']);

const authorizerName = 'authorizer';

function isForeign(node: CelNode, types: CheckedTypes): boolean {
  switch (node.kind) {
    case 'ident':
      return node.name.startsWith('.');
    case 'literal':
      if (typeof node.value === 'string') return node.value.includes(authorizerName);
      // The library takes characters of literal bytes for bytes.
      return node.value instanceof Uint8Array && node.value.some((byte) => byte > 0x7f);
    case 'list':
      return node.items.some(({ isOptional }) => isOptional);
    case 'map':
      return node.entries.some(({ isOptional }) => isOptional);
    case 'call':
      return (
        optionMacros.has(macroOf(node)?.name ?? '') ||
        isCallOf(node, 'optional', 'ofNonZeroValue') ||
        comparesOptionals(node, types)
      );
    default:
      return false;
  }
}

function isCallOf({ target, name }: CallNode, namespace: string, method: string): boolean {
  return target?.kind === 'ident' && target.name === namespace && name === method;
}

function comparesOptionals(node: CallNode, types: CheckedTypes): boolean {
  return (
    (node.name === '_==_' || node.name === '_!=_') &&
    node.args.some((arg) => unwrapped(types.typeOf(arg)).isOptional)
  );
}

const opened: ReadonlySet<CelNode['kind']> = new Set(['ident', 'literal', 'list', 'map']);
const namespaces: ReadonlySet<string> = new Set(['format', 'ip', 'optional', 'sets', 'strings']);

class Writer {
  readonly #types: CheckedTypes;

  readonly #isLoose: boolean;

  constructor(types: CheckedTypes, isLoose = false) {
    this.#types = types;
    this.#isLoose = isLoose;
  }

  write(node: CelNode): string {
    const text = this.#text(node);
    return this.#isLoose && opened.has(node.kind) && !namespaces.has(text) ? `dyn(${text})` : text;
  }

  #text(node: CelNode): string {
    const macro = macroOf(node);
    if (macro !== undefined) return this.#macro(macro);
    switch (node.kind) {
      case 'literal':
        return literalText(node);
      case 'ident':
        return node.name.replace(/^\./, '');
      case 'select':
        return `${this.write(node.operand)}.${node.field}`;
      case 'call':
        return this.#call(node);
      case 'list':
        return this.#list(node.items);
      case 'map': {
        const keys = node.entries.map(({ key }) => `${this.write(key)}: `);
        const isMixed = node.entries.some(({ isOptional }) => isOptional);
        const entries = node.entries.map(
          (entry, index) => `${keys[index] ?? ''}${this.#item(entry, isMixed)}`,
        );
        return isMixed ? `${standIns.map}({${entries.join(', ')}})` : `{${entries.join(', ')}}`;
      }
      case 'struct': {
        const fields = node.fields.map(({ name, value }) => `${name}: ${this.write(value)}`);
        return `${node.name}{${fields.join(', ')}}`;
      }
      default:
        return 'null';
    }
  }

  #list(items: readonly ListItem[]): string {
    const isMixed = items.some(({ isOptional }) => isOptional);
    const list = `[${items.map((item) => this.#item(item, isMixed)).join(', ')}]`;
    return isMixed ? `${standIns.list}(${list})` : list;
  }

  /** Among optional items, those that are there for sure are optional too. */
  #item({ value, isOptional }: ListItem, isMixed: boolean): string {
    const text = this.write(value);
    return isMixed && !isOptional ? `optional.of(${text})` : text;
  }

  #macro(call: CallNode): string {
    const target = call.target === undefined ? '' : this.write(call.target);
    // A macro's variable is a name, and nothing but one.
    const args = call.args.map((arg) => (arg.kind === 'ident' ? arg.name : this.write(arg)));
    if (!optionMacros.has(call.name)) {
      const prefix = call.target === undefined ? '' : `${target}.`;
      return `${prefix}${call.name}(${args.join(', ')})`;
    }
    const [variable = '', value = ''] = args;
    const mapped = `[${target}.value()].map(${variable}, ${value})[0]`;
    const wrapped = call.name === 'optMap' ? `optional.of(${mapped})` : mapped;
    return `(${target}.hasValue() ? ${wrapped} : optional.none())`;
  }

  #call(node: CallNode): string {
    const args = node.args.map((arg) => this.write(arg));
    const [first = '', second = '', third = ''] = args;
    if (isCallOf(node, 'optional', 'ofNonZeroValue')) return `${standIns.nonZero}(${first})`;
    if (comparesOptionals(node, this.#types))
      return `${node.name === '_!=_' ? '!' : ''}${standIns.equal}(${first}, ${second})`;
    if (node.target !== undefined) return `${this.write(node.target)}.${node.name}(${args.join(', ')})`;
    const operator = /^_?(?<sign>[^_A-Za-z]+|in)_$/.exec(node.name.replace('@in', '_in_'))?.groups?.['sign'];
    switch (node.name) {
      case '_?_:_':
        return `(${first} ? ${second} : ${third})`;
      case '_[_]':
        return `${first}[${second}]`;
      case '_[?_]':
        return `${first}[?${second}]`;
      case '_?._':
        return `${first}.?${fieldOf(node)}`;
      default:
        if (operator === undefined) return `${node.name.replace(/^\./, '')}(${args.join(', ')})`;
        return args.length === 1 ? `(${operator}${first})` : `(${first} ${operator} ${second})`;
    }
  }
}

/** The field of an optional selection. */
function fieldOf({ args }: CallNode): string {
  const field = args[1];
  return field?.kind === 'literal' ? String(field.value) : '';
}

function literalText({ value, type }: LiteralNode): string {
  // A text that speaks of the authorizer is none of the names that are replaced.
  if (typeof value === 'string')
    return JSON.stringify(value).replaceAll(authorizerName, String.raw`\u0061uthorizer`);
  if (value instanceof Uint8Array) {
    const bytes = Array.from(value, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`);
    return `b"${bytes.join('')}"`;
  }
  if (typeof value === 'number') {
    const text = String(value);
    return /[.e]/.test(text) ? `(${text})` : `(${text}.0)`;
  }
  if (typeof value === 'bigint')
    return value < 0n ? `(${value})` : `${value}${type.kind === 'uint' ? 'u' : ''}`;
  return String(value);
}
