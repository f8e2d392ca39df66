import { partsOf, type LibraryNode } from './cel-library-node.ts';
import { errorOf, isFinal, type Frame, type Plan, type Planning, type Step } from './cel-plan.ts';

function noOverload(): Error {
  return new Error('no such overload');
}

/** `condition ? one : other` */
export function planChoice(node: LibraryNode, planning: Planning): Plan {
  const [condition, one, other] = partsOf(node).map((part) => planning.plan(part));
  if (condition === undefined || one === undefined || other === undefined)
    throw new TypeError('a choice has three parts');
  const [yes, no] = [one.resolve ?? one.evaluate, other.resolve ?? other.evaluate];
  const evaluate: Step = (frame) => {
    const holds = condition.evaluate(frame);
    if (holds === true) return yes(frame);
    if (holds === false) return no(frame);
    throw noOverload();
  };
  return { evaluate, resolve: evaluate, isChoice: true };
}

/** `one && other`, `one || other`: an error of one part is none where the other part decides. */
export function planLogic(node: LibraryNode, planning: Planning): Plan {
  const [one, other] = partsOf(node).map((part) => planning.plan(part).evaluate);
  if (one === undefined || other === undefined) throw new TypeError('an operator has two parts');
  const deciding = node.op === '||';
  const evaluate: Step = (frame) => {
    const left = attempt(one, frame);
    if (left === deciding) return deciding;
    const right = attempt(other, frame);
    if (right === deciding) return deciding;
    if (left instanceof Error) throw left;
    if (right instanceof Error) throw right;
    return !deciding;
  };
  return { evaluate };
}

/** A truth value, or why there is none. */
export function attempt(step: Step, frame: Frame): boolean | Error {
  try {
    const value = step(frame);
    return typeof value === 'boolean' ? value : noOverload();
  } catch (error) {
    if (isFinal(error)) throw error;
    return errorOf(error);
  }
}
