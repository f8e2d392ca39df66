/**
 * The library's tree of an expression, as far as plans are made from it. What is in `args` depends on `op`; the library makes
 * `handle` when it checks the types: it carries an operator or a function out on values.
 */
export interface LibraryNode {
  readonly op: string;
  readonly args: unknown;
  readonly meta: {
    readonly alternate?: LibraryNode;
    readonly macro?: Readonly<Record<string, unknown>>;
  };
  readonly checkedType?: LibraryType;
  readonly handle?: (...given: readonly unknown[]) => unknown;
}

export interface LibraryType {
  readonly kind: string;
  readonly name: string;
  readonly type: string;
}

/** Carries out what nodes ask for. */
export interface LibraryEvaluator {
  createError: (code: string, message: string) => Error;
  /** The library's type of a value. */
  debugType: (value: unknown) => unknown;
}

/** The parts of a node that are nodes themselves. */
export function partsOf(node: LibraryNode): readonly LibraryNode[] {
  return (Array.isArray(node.args) ? node.args : [node.args]) as readonly LibraryNode[];
}

export interface LibraryCall {
  readonly name: string;
  readonly target: LibraryNode | undefined;
  readonly args: readonly LibraryNode[];
}

/** The function that a node calls. */
export function callOf({ op, args }: LibraryNode): LibraryCall {
  if (op === 'call') {
    const [name, given] = args as readonly [string, readonly LibraryNode[]];
    return { name, target: undefined, args: given };
  }
  const [name, target, given] = args as readonly [string, LibraryNode, readonly LibraryNode[]];
  return { name, target, args: given };
}

/** What is known of a node's type before it is evaluated: `dyn`, `string`, `list<int>`. */
export function typeOf({ checkedType, meta }: LibraryNode): string {
  const type = checkedType ?? meta.alternate?.checkedType;
  return type === undefined || type.kind === 'dyn' ? 'dyn' : type.name;
}

interface LibraryChecker {
  check: (node: LibraryNode, context: unknown) => unknown;
  getType: (name: string) => unknown;
}

/** Has `has(…)` ask of any value whether it has a field, where the library takes paths of fields only. */
export function freePresenceTests(node: LibraryNode): void {
  const { macro } = node.meta;
  if (node.op === 'call' && callOf(node).name === 'has' && macro !== undefined) {
    const operand = presenceOperand(node);
    if (operand !== undefined)
      Object.assign(macro, {
        typeCheck: (checker: LibraryChecker, _macro: unknown, context: unknown): unknown => {
          checker.check(operand, context);
          return checker.getType('bool');
        },
      });
  }
  for (const part of nodesIn(node.args)) freePresenceTests(part);
}

function presenceOperand(node: LibraryNode): LibraryNode | undefined {
  const [tested] = callOf(node).args;
  return tested?.op === '.' ? partsOf(tested)[0] : undefined;
}

function nodesIn(args: unknown): readonly LibraryNode[] {
  if (Array.isArray(args)) return (args as readonly unknown[]).flatMap((part) => nodesIn(part));
  return typeof args === 'object' && args !== null && 'op' in args ? [args as LibraryNode] : [];
}
