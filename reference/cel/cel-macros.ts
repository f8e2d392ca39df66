import type { CallNode, CelNode, ComprehensionNode } from './cel-node.ts';
import type { CelFault } from './cel-error-place.ts';
import { celTypes } from './cel-types.ts';

const accumulator = '__result__';
/** The variable of a comprehension over nothing, which only names a value. */
export const unusedVariable = '#unused';

type Expansion = CelNode | CelFault;

/** What a call of a macro stands for; the call itself where it is none. */
export function expandMacro(call: CallNode): Expansion {
  const key = `${call.target === undefined ? '' : '.'}${call.name}/${call.args.length}`;
  const macro = Object.hasOwn(macros, key) ? macros[key] : undefined;
  if (macro === undefined) return call;
  const expanded = macro(call);
  if ('kind' in expanded) origins.set(expanded, call);
  return expanded;
}

const origins = new WeakMap<CelNode, CallNode>();

/** The call of the macro that the node was made of. */
export function macroOf(node: CelNode): CallNode | undefined {
  return origins.get(node);
}

const macros: Readonly<Record<string, (call: CallNode) => Expansion>> = {
  'has/1': expandHas,
  '.all/2': (call) => quantifier(call, { start: true, operator: '_&&_', goOn: (result) => result }),
  '.exists/2': (call) =>
    quantifier(call, { start: false, operator: '_||_', goOn: (result) => made(call, '!_', [result]) }),
  '.exists_one/2': expandExistsOne,
  '.map/2': (call) => collected(call, call.args[1]),
  '.map/3': (call) => collected(call, call.args[2], call.args[1]),
  '.filter/2': (call) => collected(call, call.args[0], call.args[1]),
  '.optMap/2': (call) => mappedOption(call, 'optMap', (value) => made(call, 'optional.of', [value])),
  '.optFlatMap/2': (call) => mappedOption(call, 'optFlatMap', (value) => value),
};

function made({ at }: CallNode, name: string, args: readonly CelNode[]): CallNode {
  return { kind: 'call', at, name, target: undefined, args };
}

function literal({ at }: CallNode, value: boolean | bigint): CelNode {
  return { kind: 'literal', at, value, type: typeof value === 'boolean' ? celTypes.bool : celTypes.int };
}

function ident({ at }: CallNode, name: string): CelNode {
  return { kind: 'ident', at, name };
}

function list({ at }: CallNode, ...values: readonly CelNode[]): CelNode {
  return { kind: 'list', at, items: values.map((value) => ({ value, isOptional: false })) };
}

function partOf(call: CallNode, part: CelNode | undefined): CelNode {
  return part ?? { kind: 'unknown', at: call.at };
}

function expandHas(call: CallNode): Expansion {
  const argument = partOf(call, call.args[0]);
  return argument.kind === 'select'
    ? { ...argument, at: call.at, isTest: true }
    : { at: argument.at, message: 'invalid argument to has() macro' };
}

type Loop = Pick<ComprehensionNode, 'start' | 'condition' | 'step' | 'result'>;

function comprehension(call: CallNode, variable: string, loop: Loop): CelNode {
  const range = partOf(call, call.target);
  return { kind: 'comprehension', at: call.at, range, variable, accumulator, ...loop };
}

function quantifier(
  call: CallNode,
  {
    start,
    operator,
    goOn,
  }: {
    readonly start: boolean;
    readonly operator: string;
    readonly goOn: (result: CelNode) => CelNode;
  },
): Expansion {
  const [variable, predicate] = call.args;
  if (variable?.kind !== 'ident') return notSimple(call, 'argument must be a simple name');
  const result = ident(call, accumulator);
  return comprehension(call, variable.name, {
    start: literal(call, start),
    condition: made(call, '@not_strictly_false', [goOn(result)]),
    step: made(call, operator, [result, partOf(call, predicate)]),
    result,
  });
}

function notSimple(call: CallNode, message: string): CelFault {
  return { at: partOf(call, call.args[0]).at, message };
}

function expandExistsOne(call: CallNode): Expansion {
  const [variable, predicate] = call.args;
  if (variable?.kind !== 'ident') return notSimple(call, 'argument must be a simple name');
  const result = ident(call, accumulator);
  const one = literal(call, 1n);
  return comprehension(call, variable.name, {
    start: literal(call, 0n),
    condition: literal(call, true),
    step: made(call, '_?_:_', [partOf(call, predicate), made(call, '_+_', [result, one]), result]),
    result: made(call, '_==_', [result, one]),
  });
}

function collected(call: CallNode, value: CelNode | undefined, filter?: CelNode): Expansion {
  const [variable] = call.args;
  if (variable?.kind !== 'ident') return notSimple(call, 'argument is not an identifier');
  const result = ident(call, accumulator);
  const longer = made(call, '_+_', [result, list(call, partOf(call, value))]);
  return comprehension(call, variable.name, {
    start: list(call),
    condition: literal(call, true),
    step: filter === undefined ? longer : made(call, '_?_:_', [filter, longer, result]),
    result,
  });
}

function mappedOption(call: CallNode, name: string, wrap: (value: CelNode) => CelNode): Expansion {
  const [variable, value] = call.args;
  if (variable?.kind !== 'ident')
    return notSimple(call, `${name}() variable name must be a simple identifier`);
  const target = partOf(call, call.target);
  const member = (method: string, receiver: CelNode): CelNode => ({
    ...made(call, method, []),
    target: receiver,
  });
  const bound: CelNode = {
    kind: 'comprehension',
    at: call.at,
    range: list(call),
    variable: unusedVariable,
    accumulator: variable.name,
    start: member('value', copied(target)),
    condition: literal(call, false),
    step: ident(call, variable.name),
    result: partOf(call, value),
  };
  const none = made(call, 'optional.none', []);
  return made(call, '_?_:_', [member('hasValue', target), wrap(bound), none]);
}

/** Nodes of its own, so that types and faults are found for them too. */
function copied(node: CelNode): CelNode {
  switch (node.kind) {
    case 'select':
      return { ...node, operand: copied(node.operand) };
    case 'call': {
      const target = node.target === undefined ? undefined : copied(node.target);
      return { ...node, target, args: node.args.map((arg) => copied(arg)) };
    }
    case 'list':
      return { ...node, items: node.items.map((item) => ({ ...item, value: copied(item.value) })) };
    case 'map': {
      const entries = node.entries.map((entry) => ({
        ...entry,
        key: copied(entry.key),
        value: copied(entry.value),
      }));
      return { ...node, entries };
    }
    case 'struct':
      return { ...node, fields: node.fields.map((field) => ({ ...field, value: copied(field.value) })) };
    case 'comprehension': {
      const { range, start, condition, step, result } = node;
      return {
        ...node,
        range: copied(range),
        start: copied(start),
        condition: copied(condition),
        step: copied(step),
        result: copied(result),
      };
    }
    default:
      return { ...node };
  }
}
