import { callOf, type LibraryNode } from './cel-library-node.ts';
import { planHas } from './cel-plan-fields.ts';
import type { Plan, Planning } from './cel-plan.ts';

type Maker = (node: LibraryNode, planning: Planning) => Plan;

const makers: Readonly<Record<string, Maker>> = {
  has: planHas,
  or: planAlternative,
  orValue: planAlternative,
};

/** What looks like a function, but does not evaluate all that it is given. */
export function planMacro(node: LibraryNode, planning: Planning): Plan {
  const { name } = callOf(node);
  const make = Object.hasOwn(makers, name) ? makers[name] : undefined;
  if (make === undefined) throw new TypeError(`undeclared reference to '${name}' (in container '')`);
  return make(node, planning);
}

/** `optional.or(other)`, `optional.orValue(value)`: costs no more than what is evaluated. */
function planAlternative(node: LibraryNode, planning: Planning): Plan {
  const { name, target, args } = callOf(node);
  const [instead] = args;
  if (target === undefined || instead === undefined) throw new TypeError(`${name} needs two values`);
  const given = planning.plan(target).evaluate;
  const other = planning.plan(instead).evaluate;
  return {
    evaluate: (frame) => {
      const value = given(frame);
      if (!(value instanceof planning.optional)) throw new Error(`no such overload: ${name}`);
      if (!value.hasValue()) return other(frame);
      return name === 'or' ? value : (value.value() as unknown);
    },
  };
}
