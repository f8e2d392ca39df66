import type { Optional } from '@marcbachmann/cel-js';
import { partsOf, type LibraryEvaluator, type LibraryNode } from './cel-library-node.ts';
import { planCall } from './cel-plan-calls.ts';
import { planOptionalField, planField, planIndex } from './cel-plan-fields.ts';
import { planChoice, planLogic } from './cel-plan-logic.ts';
import { planLoop } from './cel-plan-loops.ts';
import { planMacro } from './cel-plan-macros.ts';
import { planOperator } from './cel-plan-operators.ts';
import { attributePlan, constantPlan, type Plan, type Planning, type Step } from './cel-plan.ts';

type Maker = (node: LibraryNode, planning: Planning) => Plan;

const makers: Readonly<Record<string, Maker>> = {
  value: ({ args }) => constantPlan(args),
  id: planName,
  '.': planField,
  '.?': planOptionalField,
  '[]': planIndex,
  '[?]': planIndex,
  call: planCall,
  rcall: planCall,
  list: planList,
  map: planMap,
  '?:': planChoice,
  '||': planLogic,
  '&&': planLogic,
};

/**
 * Plans the evaluation of an expression whose types are checked. The plan goes the way of cel-go's, so that it costs the same: also
 * there constants are put together beforehand, and what follows dots is one step each.
 */
export function planOf(
  root: LibraryNode,
  { evaluator, optional }: { readonly evaluator: LibraryEvaluator; readonly optional: typeof Optional },
): Step {
  const names: string[] = [];
  const planning: Planning = {
    evaluator,
    optional,
    plan: (node) => planNode(node, planning),
    slotOf: (name) => {
      const slot = names.lastIndexOf(name);
      return slot < 0 ? undefined : slot;
    },
    within: (variable, plan) => {
      names.push(variable);
      const planned = plan(names.length - 1);
      names.pop();
      return planned;
    },
  };
  return planning.plan(root).evaluate;
}

function planNode(node: LibraryNode, planning: Planning): Plan {
  const { alternate, macro } = node.meta;
  if (alternate?.op === 'value') return constantPlan(alternate.args);
  if (alternate !== undefined) return planLoop(node, planning);
  if (macro !== undefined) return planMacro(node, planning);
  return (
    (Object.hasOwn(makers, node.op) ? makers[node.op] : undefined)?.(node, planning) ??
    planOperator(node, planning)
  );
}

function planName({ args }: LibraryNode, planning: Planning): Plan {
  const name = String(args);
  const slot = planning.slotOf(name);
  if (slot !== undefined) return attributePlan(({ slots }) => slots[slot]);
  const missing = new Error(`no such attribute(s): ${name}`);
  return attributePlan(({ given }) => {
    const value = given[name];
    if (value === undefined) throw missing;
    return value;
  });
}

const perList = 10;
const perMap = 30;

function planList(node: LibraryNode, planning: Planning): Plan {
  const items = partsOf(node).map((item) => planning.plan(item));
  if (items.every(({ constant }) => constant !== undefined))
    return constantPlan(items.map(({ constant }) => constant?.value));
  return {
    evaluate: (frame) => {
      const list = items.map(({ evaluate }) => evaluate(frame));
      frame.meter.spend(perList);
      return list;
    },
  };
}

function planMap({ args }: LibraryNode, planning: Planning): Plan {
  const entries = (args as readonly (readonly [LibraryNode, LibraryNode])[]).map(
    ([key, value]) => [planning.plan(key), planning.plan(value)] as const,
  );
  const isConstant = entries.flat().every(({ constant }) => constant !== undefined);
  if (isConstant)
    return constantPlan(mapOf(entries.map(([key, value]) => [key.constant?.value, value.constant?.value])));
  return {
    evaluate: (frame) => {
      const map = mapOf(entries.map(([key, value]) => [key.evaluate(frame), value.evaluate(frame)]));
      frame.meter.spend(perMap);
      return map;
    },
  };
}

function mapOf(entries: readonly (readonly [unknown, unknown])[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(entries.map(([key, value]) => [String(key), value]));
}
