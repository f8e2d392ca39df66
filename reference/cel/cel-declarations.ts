import { celSignatures } from './cel-signatures.ts';
import { celTypes, listOf, mapOf, optionalOf, paramOf, structOf, typeOf, type CelType } from './cel-types.ts';

/** One way in which a function may be called. */
export interface CelOverload {
  readonly isMember: boolean;
  /** A member's first is what it is called on. */
  readonly args: readonly CelType[];
  readonly result: CelType;
  /** The names of the type parameters. */
  readonly params: readonly string[];
}

const authorization = 'kubernetes.authorization';

const named: Readonly<Record<string, CelType>> = {
  ...celTypes,
  IP: { kind: 'opaque', name: 'net.IP', params: [] },
  CIDR: { kind: 'opaque', name: 'net.CIDR', params: [] },
  Quantity: structOf('kubernetes.Quantity'),
  URL: structOf('kubernetes.URL'),
  Format: structOf('kubernetes.NamedFormat'),
  ...Object.fromEntries(
    ['Authorizer', 'PathCheck', 'GroupCheck', 'ResourceCheck', 'Decision'].map((name) => [
      name,
      structOf(`${authorization}.${name}`),
    ]),
  ),
};

export const authorizerType: CelType = structOf(`${authorization}.Authorizer`);
export const resourceCheckType: CelType = structOf(`${authorization}.ResourceCheck`);

const generic: Readonly<Record<string, (...params: readonly CelType[]) => CelType>> = {
  list: (item = celTypes.dyn) => listOf(item),
  map: (key = celTypes.dyn, value = celTypes.dyn) => mapOf(key, value),
  optional: (value = celTypes.dyn) => optionalOf(value),
  type: (type = celTypes.dyn) => typeOf(type),
};

/** Reads what stands between the outermost commas. */
function parts(text: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (const [index, character] of Array.from(text).entries()) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character !== ',' || depth > 0) continue;
    found.push(text.slice(start, index).trim());
    start = index + 1;
  }
  const last = text.slice(start).trim();
  return last === '' ? found : [...found, last];
}

function parseType(text: string): CelType {
  const open = text.indexOf('(');
  if (open >= 0) {
    const make = generic[text.slice(0, open)];
    if (make === undefined) throw new Error(`invariant: there is no type ${text}`);
    return make(...parts(text.slice(open + 1, -1)).map((part) => parseType(part)));
  }
  if (/^[A-Z]$/.test(text)) return paramOf(text);
  const type = named[text];
  if (type === undefined) throw new Error(`invariant: there is no type ${text}`);
  return type;
}

function paramsOf(type: CelType): readonly string[] {
  return type.kind === 'param' ? [type.name] : type.params.flatMap((param) => paramsOf(param));
}

const namespaces: ReadonlySet<string> = new Set(['ip', 'format', 'optional', 'sets', 'strings']);

const member =
  /^(?<receiver>(?:list|map|optional)\(.*?\)|[A-Za-z]+)\.(?<name>[A-Za-z0-9]+)\((?<args>.*)\): (?<result>.+)$/;
const free = /^(?<name>[^(]+)\((?<args>.*)\): (?<result>.+)$/;

function parseSignature(signature: string): { readonly name: string; readonly overload: CelOverload } {
  const groups = (member.exec(signature) ?? free.exec(signature))?.groups;
  if (groups === undefined) throw new Error(`invariant: ${signature} is no signature`);
  const { receiver = '', name = '', args = '', result = '' } = groups;
  const isMember = receiver !== '' && !namespaces.has(receiver);
  const types = [...(isMember ? [receiver] : []), ...parts(args)].map((part) => parseType(part));
  const resultType = parseType(result);
  const params = [...new Set([...types, resultType].flatMap((type) => paramsOf(type)))];
  return {
    name: receiver === '' || isMember ? name : `${receiver}.${name}`,
    overload: { isMember, args: types, result: resultType, params },
  };
}

let declared: Map<string, CelOverload[]> | undefined;

/** The ways to call a function, in the order in which they are tried; undefined: there is no such function. */
export function overloadsOf(name: string): readonly CelOverload[] | undefined {
  if (declared === undefined) {
    declared = new Map();
    for (const { name: function_, overload } of celSignatures.map((signature) => parseSignature(signature))) {
      const known = declared.get(function_) ?? [];
      declared.set(function_, [...known, overload]);
    }
  }
  return declared.get(name);
}
