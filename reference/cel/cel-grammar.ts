import type { CelNode, ListItem, MapEntry, StructField } from './cel-node.ts';
import { expandMacro } from './cel-macros.ts';
import { literalOf } from './cel-literals.ts';
import type { CelFault } from './cel-error-place.ts';
import type { RecoveringReader, Following } from './cel-syntax-recovery.ts';
import {
  set,
  expression,
  comparisons,
  factors,
  terms,
  operandSet,
  expressionSet,
  itemSet,
  comparisonSet,
  factorSet,
  termSet,
  numbers,
  end,
  anyExpression,
  afterMember,
  afterItem,
  only,
  orEnd,
  fieldSet,
} from './cel-token-sets.ts';
import type { CelToken, TokenKind } from './cel-tokens.ts';

const deepest = 250;

const reserved: ReadonlySet<string> = new Set(
  (
    'as break const continue else false for function if import in let loop package namespace null return true ' +
    'var void while'
  ).split(' '),
);

/** The grammar of CEL: makes nodes of tokens, macros expanded. */
export class CelGrammar {
  readonly #read: RecoveringReader;
  /** What is wrong with nodes, where the tokens fit. */
  readonly #faults: CelFault[] = [];
  readonly #depths = new WeakMap<CelNode, number>();

  constructor(read: RecoveringReader) {
    this.#read = read;
  }

  get faults(): readonly CelFault[] {
    return [...this.#read.faults, ...this.#faults];
  }

  /** The whole text. */
  start(): CelNode {
    let node: CelNode = this.#unknown();
    this.#read.rule('start', end, () => {
      node = this.#expression(only('<EOF>'));
      this.#read.match('<EOF>', 'start', end);
    });
    if (this.#depthOf(node) > deepest) this.#read.give('max recursion depth exceeded');
    return node;
  }

  #unknown(): CelNode {
    return { kind: 'unknown', at: this.#read.token().at };
  }

  #expression(following: Following): CelNode {
    let node: CelNode = this.#unknown();
    this.#read.rule('expr', following, () => {
      node = this.#disjunction(orEnd(["'?'"]));
      if (!this.#read.is("'?'")) return;
      const { at } = this.#read.take();
      const condition = node;
      const yes = this.#disjunction(only("':'"));
      node = this.#call(at, '_?_:_', [condition, yes, { kind: 'unknown', at }]);
      this.#read.match("':'", 'expr', anyExpression);
      node = this.#call(at, '_?_:_', [condition, yes, this.#expression(end)]);
    });
    return node;
  }

  #disjunction(following: Following): CelNode {
    const next = (): CelNode => this.#conjunction(orEnd(["'||'"]));
    return this.#chain('conditionalOr', { following, operator: "'||'", name: '_||_', next });
  }

  #conjunction(following: Following): CelNode {
    const next = (): CelNode => this.#relation(0, orEnd(["'&&'"]));
    return this.#chain('conditionalAnd', { following, operator: "'&&'", name: '_&&_', next });
  }

  /** Operators that may be grouped as one likes are grouped in halves, so that long chains are not deep. */
  #chain(
    rule: string,
    {
      following,
      operator,
      name,
      next,
    }: {
      readonly following: Following;
      readonly operator: TokenKind;
      readonly name: string;
      readonly next: () => CelNode;
    },
  ): CelNode {
    const parts: CelNode[] = [];
    const places: number[] = [];
    this.#read.rule(rule, following, () => {
      parts.push(next());
      while (this.#read.is(operator)) {
        places.push(this.#read.take().at);
        parts.push(next());
      }
    });
    const halves = (from: number, to: number): CelNode => {
      const middle = Math.floor((from + to + 1) / 2);
      const none = this.#unknown();
      const left = middle === from ? (parts[middle] ?? none) : halves(from, middle - 1);
      const right = middle === to ? (parts[middle + 1] ?? none) : halves(middle + 1, to);
      return { kind: 'call', at: places[middle] ?? 0, name, target: undefined, args: [left, right] };
    };
    return places.length === 0 ? (parts[0] ?? this.#unknown()) : halves(0, places.length - 1);
  }

  #relation(strength: number, following: Following): CelNode {
    let node: CelNode = this.#unknown();
    this.#read.rule('relation', following, () => {
      node = this.#sum(0, orEnd(comparisons));
      while (strength <= 1 && this.#read.isOf(comparisonSet)) {
        const { at, text } = this.#read.take();
        const name = text === 'in' ? '@in' : `_${text}_`;
        node = this.#call(at, name, [node, this.#relation(2, orEnd(comparisons))]);
      }
    });
    return node;
  }

  #sum(strength: number, following: Following): CelNode {
    let node: CelNode = this.#unknown();
    const operators = orEnd([...factors, ...terms]);
    this.#read.rule('calc', following, () => {
      node = this.#unary(operators);
      for (;;) {
        const isFactor = strength <= 2 && this.#read.isOf(factorSet);
        if (!isFactor && !(strength <= 1 && this.#read.isOf(termSet))) return;
        const { at, text } = this.#read.take();
        node = this.#call(at, `_${text}_`, [node, this.#sum(isFactor ? 3 : 2, operators)]);
      }
    });
    return node;
  }

  #unary(following: Following): CelNode {
    let node: CelNode = this.#unknown();
    this.#read.rule('unary', following, () => {
      this.#read.sync(expressionSet, 'unary');
      if (this.#read.is("'!'")) node = this.#negated("'!'", '!_');
      else if (!this.#read.is("'-'") || this.#read.isOf(numbers, 1)) {
        if (!this.#read.isOf(operandSet)) this.#read.noWayOn(0, 'unary');
        node = this.#member(end);
      } else if (this.#read.isOf(operandSet, 1)) node = this.#negated("'-'", '-_');
      else this.#read.noWayOn(1, 'unary');
    });
    return node;
  }

  #negated(sign: TokenKind, name: string): CelNode {
    const { at } = this.#read.token();
    let count = 0;
    do {
      if (sign === "'-'" && count > 0 && !this.#read.isOf(operandSet, 1)) this.#read.noWayOn(1, 'signs');
      this.#read.take();
      count += 1;
      this.#read.syncRepetition(sign === "'!'" ? expressionSet : operandSet, `unary${sign}`);
    } while (this.#read.is(sign));
    const node = this.#member(end);
    return count % 2 === 0 ? node : this.#call(at, name, [node]);
  }

  #member(following: Following): CelNode {
    let node: CelNode = this.#unknown();
    this.#read.rule('member', following, () => {
      node = this.#primary(afterMember);
      for (;;) {
        if (this.#read.is("'['")) node = this.#indexed(node);
        else if (!this.#read.is("'.'")) return;
        else if (this.#read.is("'?'", 1)) node = this.#selected(node);
        else if (!this.#read.is('IDENTIFIER', 1)) this.#read.noWayOn(1, 'member');
        else node = this.#read.is("'('", 2) ? this.#called(node) : this.#selected(node);
      }
    });
    return node;
  }

  #indexed(node: CelNode): CelNode {
    const { at } = this.#read.take();
    this.#read.sync(itemSet, 'index');
    const isOptional = this.#optional();
    const index = this.#expression(only("']'"));
    this.#read.match("']'", 'index end', afterMember);
    return this.#deeper(this.#call(at, isOptional ? '_[?_]' : '_[_]', [node, index]), [node, index]);
  }

  #selected(operandNode: CelNode): CelNode {
    const { at } = this.#read.take();
    const isOptional = this.#optional();
    const field = this.#read.match('IDENTIFIER', 'select', afterMember);
    if (!isOptional) {
      const node: CelNode = { kind: 'select', at, operand: operandNode, field: field.text, isTest: false };
      return this.#deeper(node, [operandNode]);
    }
    const name = literalOf({ ...field, kind: 'STRING', text: `"${field.text}"` }, undefined);
    const args = [operandNode, typeof name === 'string' ? this.#unknown() : name];
    return { kind: 'call', at, name: '_?._', target: undefined, args };
  }

  #called(target: CelNode): CelNode {
    this.#read.take();
    const { text } = this.#read.take();
    const { at, args } = this.#arguments(afterMember);
    const node = this.#expanded({ kind: 'call', at, name: text, target, args });
    return this.#deeper(node, [target, ...args]);
  }

  #arguments(after: Following): { readonly at: number; readonly args: readonly CelNode[] } {
    const { at } = this.#read.take();
    this.#read.sync(set(...expression, "')'"), 'arguments');
    const args: CelNode[] = [];
    if (this.#read.isOf(expressionSet))
      this.#read.rule('exprList', only("')'"), () => {
        args.push(this.#expression(afterItem));
        while (this.#read.is("','")) {
          this.#read.take();
          args.push(this.#expression(afterItem));
        }
      });
    this.#read.match("')'", 'arguments end', after);
    return { at, args };
  }

  #primary(following: Following): CelNode {
    let node: CelNode = this.#unknown();
    this.#read.rule('primary', following, () => {
      this.#read.sync(operandSet, 'primary');
      const { kind } = this.#read.token();
      if (kind === 'IDENTIFIER' || kind === "'.'") node = this.#named();
      else if (kind === "'('") {
        this.#read.take();
        node = this.#expression(only("')'"));
        this.#read.match("')'", 'nested', end);
      } else if (kind === "'['") node = this.#list();
      else if (kind === "'{'") node = this.#map();
      else if (!this.#read.isOf(operandSet)) this.#read.noWayOn(0, 'primary');
      else node = this.#literal();
    });
    return node;
  }

  #literal(): CelNode {
    let node: CelNode = this.#unknown();
    this.#read.rule('literal', end, () => {
      const isSigned = this.#read.is("'-'");
      if (isSigned && !this.#read.isOf(numbers, 1)) this.#read.noWayOn(1, 'literal');
      const sign = isSigned ? this.#read.take() : undefined;
      const token = this.#read.take();
      const literal = literalOf(token, sign);
      node = typeof literal === 'string' ? this.#wrong(sign ?? token, literal) : literal;
    });
    return node;
  }

  #wrong({ at }: Pick<CelToken, 'at'>, message: string): CelNode {
    this.#faults.push({ at, message });
    return { kind: 'unknown', at };
  }

  /** A name, the call of a function, or a message with its fields. */
  #named(): CelNode {
    const first = this.#read.token();
    const dot = this.#read.is("'.'") ? '.' : '';
    if (dot !== '' && !this.#read.is('IDENTIFIER', 1)) this.#read.noWayOn(1, 'primary');
    let ahead = dot.length + 1;
    while (this.#read.is("'.'", ahead) && this.#read.is('IDENTIFIER', ahead + 1)) ahead += 2;
    if (this.#read.is("'{'", ahead)) return this.#message(ahead);
    if (dot !== '') this.#read.take();
    const { at, text } = this.#read.take();
    const name = `${dot}${text}`;
    if (!this.#read.is("'('"))
      return reserved.has(text)
        ? this.#wrong(first, `reserved identifier: ${text}`)
        : { kind: 'ident', at, name };
    const call = this.#arguments(end);
    if (reserved.has(text)) return this.#wrong(first, `reserved identifier: ${text}`);
    return this.#expanded({ kind: 'call', at: call.at, name, target: undefined, args: call.args });
  }

  #message(length: number): CelNode {
    let name = '';
    for (let taken = 0; taken < length; taken += 1) name += this.#read.take().text;
    const { at } = this.#read.take();
    const fields: StructField[] = [];
    this.#read.sync(set("'?'", 'IDENTIFIER', "','", "'}'"), 'fields');
    if (this.#read.isOf(fieldSet))
      this.#read.rule('fieldInitializerList', only("','", "'}'"), () => {
        this.#fields(fields);
      });
    this.#closing("'}'");
    return { kind: 'struct', at, name, fields };
  }

  #fields(fields: StructField[]): void {
    do {
      if (fields.length > 0) this.#read.take();
      let isOptional = false;
      let name = '';
      this.#read.rule('optField', only("':'"), () => {
        this.#read.sync(fieldSet, 'field');
        isOptional = this.#optional();
        name = this.#read.match('IDENTIFIER', 'field name', end).text;
      });
      const { at } = this.#read.match("':'", 'field value', anyExpression);
      fields.push({ at, name, isOptional, value: this.#expression(afterItem) });
    } while (this.#read.is("','") && this.#read.isOf(fieldSet, 1));
  }

  #list(): CelNode {
    const { at } = this.#read.take();
    const items: ListItem[] = [];
    this.#read.sync(set(...itemSet, "','", "']'"), 'list');
    if (this.#read.isOf(itemSet))
      this.#read.rule('listInit', only("','", "']'"), () => {
        do {
          if (items.length > 0) this.#read.take();
          items.push(this.#item(afterItem));
        } while (this.#read.is("','") && this.#read.isOf(itemSet, 1));
      });
    this.#closing("']'");
    return { kind: 'list', at, items };
  }

  #map(): CelNode {
    const { at } = this.#read.take();
    const entries: MapEntry[] = [];
    this.#read.sync(set(...itemSet, "','", "'}'"), 'map');
    if (this.#read.isOf(itemSet))
      this.#read.rule('mapInitializerList', only("','", "'}'"), () => {
        do {
          if (entries.length > 0) this.#read.take();
          const { value: key, isOptional } = this.#item(only("':'"));
          const colon = this.#read.match("':'", 'map value', anyExpression);
          entries.push({ at: colon.at, key, isOptional, value: this.#expression(afterItem) });
        } while (this.#read.is("','") && this.#read.isOf(itemSet, 1));
      });
    this.#closing("'}'");
    return { kind: 'map', at, entries };
  }

  #closing(bracket: TokenKind): void {
    this.#read.sync(set("','", bracket), `comma${bracket}`);
    if (this.#read.is("','")) this.#read.take();
    this.#read.match(bracket, `end${bracket}`, end);
  }

  #item(following: Following): ListItem {
    let item: ListItem = { value: this.#unknown(), isOptional: false };
    this.#read.rule('optExpr', following, () => {
      this.#read.sync(itemSet, 'item');
      const isOptional = this.#optional();
      item = { isOptional, value: this.#expression(end) };
    });
    return item;
  }

  #optional(): boolean {
    if (!this.#read.is("'?'")) return false;
    this.#read.take();
    return true;
  }

  #call(at: number, name: string, args: readonly CelNode[]): CelNode {
    const node: CelNode = { kind: 'call', at, name, target: undefined, args };
    return /^(?:!_|-_)$/.test(name) ? node : this.#deeper(node, args);
  }

  #expanded(call: CelNode & { readonly kind: 'call' }): CelNode {
    const expanded = expandMacro(call);
    if (!('message' in expanded)) return expanded;
    this.#faults.push(expanded);
    return { kind: 'unknown', at: call.at };
  }

  #deeper(node: CelNode, parts: readonly CelNode[]): CelNode {
    this.#depths.set(node, 1 + Math.max(0, ...parts.map((part) => this.#depthOf(part))));
    return node;
  }

  #depthOf(node: CelNode): number {
    return this.#depths.get(node) ?? 0;
  }
}
