import { overloadsOf, type CelOverload } from './cel-declarations.ts';
import type { CelFault } from './cel-error-place.ts';
import type { CallNode, CelNode, ComprehensionNode, SelectNode, StructNode } from './cel-node.ts';
import { typeNames, type CelNames } from './cel-scope-types.ts';
import { goTogether, moreGeneral, substituted } from './cel-type-match.ts';
import {
  celTypes,
  isDynamic,
  listOf,
  mapOf,
  optionalOf,
  paramOf,
  sameType,
  structOf,
  typeOf,
  typeText,
  unwrapped,
  type CelType,
} from './cel-types.ts';

/** What checking an expression comes to. */
export interface CheckedTypes {
  /** The type of each part of the expression. */
  readonly typeOf: (node: CelNode) => CelType;
  readonly faults: readonly CelFault[];
}

/** Finds the types of all parts of an expression, and what does not fit. */
export function checkTypes(node: CelNode, names: CelNames): CheckedTypes {
  const checker = new Checker(names);
  checker.check(node);
  return { typeOf: (part) => checker.finalType(part), faults: checker.faults };
}

class Checker {
  readonly faults: CelFault[] = [];
  readonly #names: CelNames;
  readonly #types = new Map<CelNode, CelType>();
  readonly #scopes: Map<string, CelType>[] = [];
  readonly #bindings = new Map<string, CelType>();
  #freeParams = 0;

  constructor(names: CelNames) {
    this.#names = names;
  }

  check(node: CelNode): CelType {
    const known = this.#types.get(node);
    if (known !== undefined) return known;
    const type = this.#find(node);
    this.#types.set(node, type);
    return type;
  }

  finalType(node: CelNode): CelType {
    return substituted(this.#bindings, this.#types.get(node) ?? celTypes.error, true);
  }

  #find(node: CelNode): CelType {
    switch (node.kind) {
      case 'literal':
        return node.type;
      case 'ident':
        return this.#named(node.name) ?? this.#undeclared(node, node.name);
      case 'select':
        return this.#select(node);
      case 'call':
        return this.#call(node);
      case 'list':
        return listOf(this.#items(node.items));
      case 'map': {
        const key = this.#items(node.entries.map((entry) => ({ value: entry.key, isOptional: false })));
        return mapOf(key, this.#items(node.entries));
      }
      case 'struct':
        return this.#struct(node);
      case 'comprehension':
        return this.#comprehension(node);
      case 'unknown':
        return celTypes.error;
    }
  }

  #fault({ at }: { readonly at: number }, message: string): CelType {
    this.faults.push({ at, message });
    return celTypes.error;
  }

  #undeclared(node: CelNode, name: string): CelType {
    return this.#fault(node, `undeclared reference to '${name}' (in container '')`);
  }

  #mismatch(node: CelNode, expected: CelType, found: CelType): CelType {
    return this.#fault(node, `expected type '${typeText(expected)}' but found '${typeText(found)}'`);
  }

  #named(name: string): CelType | undefined {
    const plain = name.startsWith('.') ? name.slice(1) : name;
    const local = this.#scopes.findLast((scope) => scope.has(plain))?.get(plain);
    if (local !== undefined) return local;
    const variable = this.#names.variables.get(plain) ?? typeNames.get(plain);
    if (variable !== undefined) return variable;
    return this.#names.structs.has(plain) ? typeOf(structOf(plain)) : undefined;
  }

  #select(node: SelectNode): CelType {
    const qualified = node.isTest ? undefined : qualifiedName(node);
    const variable = qualified === undefined ? undefined : this.#named(qualified);
    if (variable !== undefined) return variable;
    const type = this.#field(node, { operand: node.operand, field: node.field });
    return node.isTest ? celTypes.bool : substituted(this.#bindings, type, false);
  }

  #field(
    node: CelNode,
    {
      operand,
      field,
      isOptional = false,
    }: {
      readonly operand: CelNode;
      readonly field: string;
      readonly isOptional?: boolean;
    },
  ): CelType {
    const found = unwrapped(substituted(this.#bindings, this.check(operand), false));
    const type = this.#fieldOf(node, found.type, field);
    return found.isOptional || isOptional ? optionalOf(type) : type;
  }

  #fieldOf(node: CelNode, type: CelType, field: string): CelType {
    switch (type.kind) {
      case 'map':
        return type.params[1] ?? celTypes.dyn;
      case 'struct': {
        const fields = this.#names.structs.get(type.name);
        if (fields === undefined) return this.#fault(node, `unexpected failed resolution of '${type.name}'`);
        return fields.get(field) ?? this.#fault(node, `undefined field '${field}'`);
      }
      case 'param':
        this.#fits([celTypes.dyn], [type]);
        return celTypes.dyn;
      case 'dyn':
      case 'error':
        return celTypes.dyn;
      default:
        this.#fault(node, `type '${typeText(type)}' does not support field selection`);
        return celTypes.dyn;
    }
  }

  #fits(left: readonly CelType[], right: readonly CelType[]): boolean {
    return goTogether(this.#bindings, left, right);
  }

  #call(node: CallNode): CelType {
    const { name, target, args } = node;
    const [operand, field] = args;
    if (name === '_?._' && operand !== undefined && field?.kind === 'literal') {
      const type = this.#field(node, { operand, field: String(field.value), isOptional: true });
      return substituted(this.#bindings, type, false);
    }
    for (const arg of args) this.check(arg);
    const qualified = target === undefined ? undefined : qualifiedName(target);
    const free = target === undefined ? name : qualified === undefined ? undefined : `${qualified}.${name}`;
    const overloads = free === undefined ? undefined : overloadsOf(free.replace(/^\./, ''));
    if (free !== undefined && overloads !== undefined) {
      const types = args.map((arg) => this.check(arg));
      return this.#resolve(node, { name: free.replace(/^\./, ''), overloads, isMember: false, types });
    }
    if (target === undefined) return this.#undeclared(node, name);
    const types = [this.check(target), ...args.map((arg) => this.check(arg))];
    const methods = overloadsOf(name);
    if (methods === undefined) return this.#undeclared(node, name);
    return this.#resolve(node, { name, overloads: methods, isMember: true, types });
  }

  #resolve(
    node: CallNode,
    {
      name,
      overloads,
      isMember,
      types,
    }: {
      readonly name: string;
      readonly overloads: readonly CelOverload[];
      readonly isMember: boolean;
      readonly types: readonly CelType[];
    },
  ): CelType {
    if (name === '_&&_' || name === '_||_') return this.#logic(node);
    let result: CelType | undefined;
    for (const overload of overloads) {
      if (overload.isMember !== isMember) continue;
      const found = this.#resultOf(overload, types);
      if (found === undefined) continue;
      if (result === undefined) result = found;
      else if (!isDynamic(result) && !sameType(found, result)) result = celTypes.dyn;
    }
    if (result !== undefined) return result;
    const given = types.map((type) => typeText(substituted(this.#bindings, type, true)));
    const receiver = isMember ? `${given[0] ?? ''}.` : '';
    const list = (isMember ? given.slice(1) : given).join(', ');
    return this.#fault(node, `found no matching overload for '${name}' applied to '${receiver}(${list})'`);
  }

  #logic(node: CallNode): CelType {
    let result: CelType = celTypes.bool;
    for (const arg of node.args)
      if (!this.#fits([this.check(arg)], [celTypes.bool]))
        result = this.#mismatch(arg, celTypes.bool, this.check(arg));
    return result;
  }

  #resultOf({ args, result, params }: CelOverload, types: readonly CelType[]): CelType | undefined {
    const fresh = new Map(params.map((param) => [param, this.#freeParam()]));
    const wanted = args.map((arg) => substituted(fresh, arg, false));
    if (!this.#fits(types, wanted)) return undefined;
    return substituted(this.#bindings, substituted(fresh, result, false), false);
  }

  #freeParam(): CelType {
    const param = paramOf(`_var${this.#freeParams}`);
    this.#freeParams += 1;
    return param;
  }

  /** What all items have in common. */
  #items(items: readonly { readonly value: CelNode; readonly isOptional: boolean }[]): CelType {
    let common: CelType | undefined;
    for (const { value, isOptional } of items) {
      const type = isOptional ? this.#optionalValue(value) : this.check(value);
      if (common === undefined) common = type;
      else common = this.#fits([common], [type]) ? moreGeneral(common, type) : celTypes.dyn;
    }
    return common ?? this.#freeParam();
  }

  #optionalValue(value: CelNode): CelType {
    const found = unwrapped(this.check(value));
    if (!found.isOptional && !isDynamic(found.type))
      this.#mismatch(value, optionalOf(found.type), found.type);
    return found.type;
  }

  #struct(node: StructNode): CelType {
    const named = this.#named(node.name);
    if (named === undefined) return this.#undeclared(node, node.name);
    const name = node.name.replace(/^\./, '');
    const [type] = named.params;
    let result: CelType;
    if (named.kind !== 'type' || type === undefined)
      result = this.#fault(node, `'${named.name}' is not a type`);
    else if (type.kind === 'struct' || wellKnown.has(type.kind)) result = type;
    else result = this.#fault(node, `'${type.name}' is not a message type`);
    for (const field of node.fields) {
      const given = field.isOptional ? this.#optionalValue(field.value) : this.check(field.value);
      const expected = this.#fieldOf({ kind: 'unknown', at: field.at }, structOf(name), field.name);
      if (!this.#fits([expected], [given]))
        this.#fault(
          field,
          `expected type of field '${field.name}' is '${typeText(expected)}' but provided type is '${typeText(given)}'`,
        );
    }
    return result;
  }

  #comprehension(node: ComprehensionNode): CelType {
    this.check(node.range);
    const start = this.check(node.start);
    const range = substituted(this.#bindings, this.check(node.range), false);
    this.#scopes.push(new Map([[node.accumulator, start]]));
    this.#scopes.push(new Map([[node.variable, this.#itemOf(node, range)]]));
    this.#mustBe(node.condition, celTypes.bool);
    this.#mustBe(node.step, start);
    this.#scopes.pop();
    const result = this.check(node.result);
    this.#scopes.pop();
    return substituted(this.#bindings, result, false);
  }

  #itemOf({ range }: ComprehensionNode, type: CelType): CelType {
    switch (type.kind) {
      case 'list':
      case 'map':
        return type.params[0] ?? celTypes.dyn;
      case 'dyn':
      case 'error':
      case 'param':
        this.#fits([celTypes.dyn], [type]);
        return celTypes.dyn;
      default: {
        const why = 'cannot be range of a comprehension (must be list, map, or dynamic)';
        return this.#fault(range, `expression of type '${typeText(type)}' ${why}`);
      }
    }
  }

  #mustBe(node: CelNode, type: CelType): void {
    const found = this.check(node);
    if (!this.#fits([type], [found])) this.#mismatch(node, type, found);
  }
}

const wellKnown: ReadonlySet<string> = new Set(['duration', 'timestamp', 'null']);

/** `a.b.c` as one name. */
export function qualifiedName(node: CelNode): string | undefined {
  if (node.kind === 'ident') return node.name;
  if (node.kind !== 'select' || node.isTest) return undefined;
  const before = qualifiedName(node.operand);
  return before === undefined ? undefined : `${before}.${node.field}`;
}
