import { callOf, type LibraryNode } from './cel-library-node.ts';
import { attempt } from './cel-plan-logic.ts';
import { errorOf, isFinal, type Frame, type Plan, type Planning, type Step } from './cel-plan.ts';

interface Loop {
  readonly range: Step;
  readonly slot: number;
  /** What is asked of each item. */
  readonly asks: Step | undefined;
  /** What is made of each item, and what putting it to the list costs. */
  readonly makes: Step;
  readonly perItem: number;
}

/** What upstream's macros come to: reading what was found before, putting it together with the new, deciding whether to go on. */
const costs = { all: { goOn: 2, step: 1 }, exists: { goOn: 3, step: 1 }, count: 2, result: 1 };
const perAppend = 2;
const perList = 10;

type LoopMaker = (loop: Loop) => Step;

const makers: Readonly<Record<string, LoopMaker>> = {
  all: (loop) => quantifier(loop, false, costs.all),
  exists: (loop) => quantifier(loop, true, costs.exists),
  exists_one: counter,
  existsOne: counter,
  map: collector,
  filter: collector,
};

/** `list.all(x, …)` and the other macros that go through a list, or through the keys of a map. */
export function planLoop(node: LibraryNode, planning: Planning): Plan {
  const { name, target, args } = callOf(node);
  const [variable, ...bodies] = args;
  const make = Object.hasOwn(makers, name) ? makers[name] : undefined;
  if (make === undefined || target === undefined || typeof variable?.args !== 'string')
    throw new TypeError(`there is no macro ${name}`);
  const range = planning.plan(target).evaluate;
  const evaluate = planning.within(variable.args, (slot) => {
    const plans = bodies.map((body) => planning.plan(body));
    const last = plans.at(-1);
    if (last === undefined) throw new TypeError(`${name} needs an expression`);
    const isMap = name === 'map';
    const asks = isMap && plans.length === 1 ? undefined : plans[0]?.evaluate;
    const makes: Step = isMap ? last.evaluate : ({ slots }) => slots[slot];
    const perItem = isMap
      ? last.constant === undefined
        ? perAppend + perList
        : perAppend
      : perAppend + perList + 1;
    return make({ range, slot, asks, makes, perItem });
  });
  return { evaluate };
}

function itemsOf(loop: Loop, frame: Frame): readonly unknown[] {
  const range = loop.range(frame);
  if (Array.isArray(range)) return range;
  if (typeof range === 'object' && range !== null && Object.getPrototypeOf(range) === Object.prototype)
    return Object.keys(range);
  throw new Error(`got 'types.${typeWords[typeof range] ?? 'Null'}', expected iterable type`);
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'String',
  bigint: 'Int',
  number: 'Double',
  boolean: 'Bool',
};

function quantifier(loop: Loop, deciding: boolean, { goOn, step }: typeof costs.all): Step {
  const { slot, asks } = loop;
  if (asks === undefined) throw new TypeError('a quantifier asks something');
  return (frame) => {
    const { meter, slots } = frame;
    let failure: Error | undefined;
    let isDecided = false;
    for (const item of itemsOf(loop, frame)) {
      meter.spend(goOn);
      if (isDecided) break;
      slots[slot] = item;
      meter.spend(step);
      const answer = attempt(asks, frame);
      if (answer instanceof Error) failure ??= answer;
      else isDecided = answer === deciding;
    }
    meter.spend(costs.result);
    if (isDecided) return deciding;
    if (failure !== undefined) throw failure;
    return !deciding;
  };
}

function counter(loop: Loop): Step {
  const { slot, asks } = loop;
  if (asks === undefined) throw new TypeError('a count asks something');
  return (frame) => {
    const { meter, slots } = frame;
    let failure: Error | undefined;
    let count = 0;
    for (const item of itemsOf(loop, frame)) {
      slots[slot] = item;
      const answer = attempt(asks, frame);
      if (answer instanceof Error) failure ??= answer;
      else if (answer) {
        meter.spend(costs.count);
        count += 1;
      }
    }
    meter.spend(costs.result + 1);
    if (failure !== undefined) throw failure;
    return count === 1;
  };
}

/** After an error it goes on, as upstream's does, and pays for it. */
function collector(loop: Loop): Step {
  const { slot, asks, makes, perItem } = loop;
  return (frame) => {
    const { meter, slots } = frame;
    const list: unknown[] = [];
    let failure: Error | undefined;
    for (const item of itemsOf(loop, frame)) {
      slots[slot] = item;
      const isWanted = asks === undefined ? true : attempt(asks, frame);
      if (isWanted instanceof Error) failure ??= isWanted;
      else if (isWanted) {
        meter.spend(perItem);
        try {
          list.push(makes(frame));
        } catch (error) {
          if (isFinal(error)) throw error;
          failure ??= errorOf(error);
        }
      }
    }
    meter.spend(costs.result);
    if (failure !== undefined) throw failure;
    return list;
  };
}
