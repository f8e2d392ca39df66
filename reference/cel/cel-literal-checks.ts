import type { CheckedTypes } from './cel-check.ts';
import type { CelFault } from './cel-error-place.ts';
import { checkFormatCall } from './cel-format-check.ts';
import { partsOf, type CallNode, type CelNode, type ListItem } from './cel-node.ts';
import { regexpProblem } from './cel-regexp-check.ts';
import { parseDurationText, parseTimestampText } from './cel-time-texts.ts';
import { celTypes, sameType, typeText, unwrapped, type CelType } from './cel-types.ts';

/** What is wrong with literals, once the types fit: texts that are no durations, lists of several types. */
export function checkLiterals(node: CelNode, types: CheckedTypes): readonly CelFault[] {
  const faults: CelFault[] = [];
  visit(node, { types, faults, isExempt: false });
  return faults;
}

interface Visit {
  readonly types: CheckedTypes;
  readonly faults: CelFault[];
  /** Within what is printed, types may be mixed. */
  readonly isExempt: boolean;
}

function visit(node: CelNode, given: Visit): void {
  const { types, faults, isExempt } = given;
  if (node.kind === 'call') faults.push(...checkCall(node, types));
  if (!isExempt && node.kind === 'list') faults.push(...checkItems(node.items, types, true));
  if (!isExempt && node.kind === 'map') {
    const keys = node.entries.map(({ key }) => ({ value: key, isOptional: false }));
    faults.push(...checkItems(keys, types, false), ...checkItems(node.entries, types, false));
  }
  const within = { ...given, isExempt: isExempt || (node.kind === 'call' && node.name === 'format') };
  for (const part of partsOf(node)) visit(part, within);
}

/** Each item must be of the type of the first. */
function checkItems(items: readonly ListItem[], types: CheckedTypes, isEnough: boolean): readonly CelFault[] {
  const typed = items.map(({ value, isOptional }) => ({
    value,
    type: itemType(types.typeOf(value), isOptional),
  }));
  const first = typed[0]?.type ?? celTypes.dyn;
  const wrong = typed.filter(({ type }) => !sameType(first, type, true));
  return wrong.slice(0, isEnough ? 1 : wrong.length).map(({ value: { at }, type }) => ({
    at,
    message: `expected type '${typeText(first)}' but found '${typeText(type)}'`,
  }));
}

function itemType(type: CelType, isOptional: boolean): CelType {
  return isOptional ? unwrapped(type).type : type;
}

const fitting: Readonly<Record<string, (value: unknown) => boolean>> = {
  duration: (value) => typeof value === 'string' && parseDurationText(value) !== undefined,
  timestamp: (value) =>
    typeof value === 'bigint' ? isWithinTime(value) : parseTimestampText(String(value)) !== undefined,
  matches: (value) => typeof value !== 'string' || regexpProblem(value) === undefined,
};

/** From the first second of year 1 to the last of year 9999. */
function isWithinTime(seconds: bigint): boolean {
  return seconds >= -62_135_596_800n && seconds <= 253_402_300_799n;
}

function checkCall(node: CallNode, types: CheckedTypes): readonly CelFault[] {
  const fits = Object.hasOwn(fitting, node.name) ? fitting[node.name] : undefined;
  const [argument] = node.args;
  if (fits !== undefined && argument?.kind === 'literal' && !fits(argument.value))
    return [{ at: argument.at, message: `invalid ${node.name} argument` }];
  return node.name === 'format' ? checkFormatCall(node, types) : [];
}
