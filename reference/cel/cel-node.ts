import type { CelType } from './cel-types.ts';

/** Texts, numbers and the like. Whole numbers with a sign and without are told apart by their type. */
export interface LiteralNode {
  readonly kind: 'literal';
  readonly at: number;
  readonly type: CelType;
  readonly value: string | number | bigint | boolean | null | Uint8Array;
}

export interface IdentNode {
  readonly kind: 'ident';
  readonly at: number;
  readonly name: string;
}

/** `operand.field`; as a test: `has(operand.field)`. */
export interface SelectNode {
  readonly kind: 'select';
  readonly at: number;
  readonly operand: CelNode;
  readonly field: string;
  readonly isTest: boolean;
}

/** Also operators, by the names that upstream gives them: `_+_`. */
export interface CallNode {
  readonly kind: 'call';
  readonly at: number;
  readonly name: string;
  readonly target: CelNode | undefined;
  readonly args: readonly CelNode[];
}

export interface ListItem {
  readonly value: CelNode;
  readonly isOptional: boolean;
}

export interface ListNode {
  readonly kind: 'list';
  readonly at: number;
  readonly items: readonly ListItem[];
}

export interface MapEntry {
  readonly at: number;
  readonly key: CelNode;
  readonly value: CelNode;
  readonly isOptional: boolean;
}

export interface MapNode {
  readonly kind: 'map';
  readonly at: number;
  readonly entries: readonly MapEntry[];
}

export interface StructField {
  readonly at: number;
  readonly name: string;
  readonly value: CelNode;
  readonly isOptional: boolean;
}

export interface StructNode {
  readonly kind: 'struct';
  readonly at: number;
  readonly name: string;
  readonly fields: readonly StructField[];
}

/** What macros like `all` come to. */
export interface ComprehensionNode {
  readonly kind: 'comprehension';
  readonly at: number;
  readonly range: CelNode;
  readonly variable: string;
  readonly accumulator: string;
  readonly start: CelNode;
  readonly condition: CelNode;
  readonly step: CelNode;
  readonly result: CelNode;
}

/** What stands where the text cannot be understood. */
export interface UnknownNode {
  readonly kind: 'unknown';
  readonly at: number;
}

/** A part of an expression. `at`: the place in the text that errors point to. */
export type CelNode =
  | LiteralNode
  | IdentNode
  | SelectNode
  | CallNode
  | ListNode
  | MapNode
  | StructNode
  | ComprehensionNode
  | UnknownNode;

/** The parts of a part, in the order of the text. */
export function partsOf(node: CelNode): readonly CelNode[] {
  switch (node.kind) {
    case 'select':
      return [node.operand];
    case 'call':
      return node.target === undefined ? node.args : [node.target, ...node.args];
    case 'list':
      return node.items.map(({ value }) => value);
    case 'map':
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case 'struct':
      return node.fields.map(({ value }) => value);
    case 'comprehension':
      return [node.range, node.start, node.condition, node.step, node.result];
    default:
      return [];
  }
}
