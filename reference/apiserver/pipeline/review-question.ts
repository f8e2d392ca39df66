import type { AccessAttributes } from '../authorization/authorizer.ts';
import { objectAt, objectsAt, textAt, textsAt, type Fields } from '../fields.ts';
import type { Identity } from '../message.ts';
import { parseFieldSelector, type FieldRequirement } from '../selectors/field-selector.ts';
import {
  parseLabelSelector,
  SelectorError,
  type LabelOperator,
  type LabelRequirement,
} from '../selectors/label-selector.ts';
import { labelValueProblems, qualifiedNameProblems } from '../validation/names.ts';
import type { Problems } from '../validation/problems.ts';

/** What a review asks, and which parts of the question could not be read and count for nothing. */
export interface ReviewQuestion {
  readonly attributes: AccessAttributes;
  readonly problems: readonly string[];
}

/** Whom a SubjectAccessReview speaks of. */
export function subjectOf(spec: Fields): Identity {
  const uid = textAt(spec, 'uid');
  const extra = objectAt(spec, 'extra') ?? {};
  const names = Object.keys(extra);
  return {
    user: textAt(spec, 'user'),
    groups: textsAt(spec, 'groups'),
    ...(uid === '' ? {} : { uid }),
    ...(names.length === 0
      ? {}
      : { extra: Object.fromEntries(names.map((name) => [name, textsAt(extra, name)])) }),
  };
}

export function questionIn(spec: Fields, identity: Identity): ReviewQuestion {
  const asked = objectAt(spec, 'resourceAttributes');
  if (asked === undefined) {
    const path = objectAt(spec, 'nonResourceAttributes');
    return { attributes: { identity, verb: textAt(path, 'verb'), path: textAt(path, 'path') }, problems: [] };
  }
  const fields = selectorIn(objectAt(asked, 'fieldSelector'), parseFieldSelector, fieldRequirement);
  const labels = selectorIn(objectAt(asked, 'labelSelector'), parseLabelSelector, labelRequirement);
  const resource = {
    group: textAt(asked, 'group'),
    version: textAt(asked, 'version') || '*',
    resource: textAt(asked, 'resource'),
    subresource: textAt(asked, 'subresource'),
    namespace: textAt(asked, 'namespace'),
    name: textAt(asked, 'name'),
    ...(fields.requirements.length === 0 ? {} : { fieldSelector: fields.requirements }),
    ...(labels.requirements.length === 0 ? {} : { labelSelector: labels.requirements }),
  };
  const problems = [...complaint('fieldSelector', fields), ...complaint('labelSelector', labels)];
  return { attributes: { identity, verb: textAt(asked, 'verb'), resource, path: '' }, problems };
}

interface ReadSelector<Requirement> {
  readonly requirements: readonly Requirement[];
  readonly isWhole: boolean;
}

/** What can be understood of it: less narrow is always safe. */
function selectorIn<Requirement>(
  selector: Fields | undefined,
  parse: (text: string) => readonly Requirement[] | SelectorError,
  read: (requirement: Fields) => Requirement | undefined,
): ReadSelector<Requirement> {
  const listed = objectsAt(selector, 'requirements');
  if (listed.length > 0) {
    const understood = listed.map(read).filter((requirement) => requirement !== undefined);
    return { requirements: understood, isWhole: understood.length === listed.length };
  }
  const parsed = parse(textAt(selector, 'rawSelector'));
  return parsed instanceof SelectorError
    ? { requirements: [], isWhole: false }
    : { requirements: parsed, isWhole: true };
}

function complaint(field: string, { requirements, isWhole }: ReadSelector<unknown>): readonly string[] {
  if (isWhole) return [];
  const part = requirements.length > 0 ? 'partially ignored' : 'ignored';
  return [`spec.resourceAttributes.${field} ${part} due to parse error`];
}

function fieldRequirement(requirement: Fields): FieldRequirement | undefined {
  const [value, ...others] = textsAt(requirement, 'values');
  const operator = ({ In: '=', NotIn: '!=' } as const)[textAt(requirement, 'operator')];
  if (value === undefined || others.length > 0 || operator === undefined) return undefined;
  return { field: textAt(requirement, 'key'), operator, value };
}

const labelOperators: Readonly<Record<string, LabelOperator | undefined>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
};

function labelRequirement(requirement: Fields): LabelRequirement | undefined {
  const operator = labelOperators[textAt(requirement, 'operator')];
  const key = textAt(requirement, 'key');
  const values = textsAt(requirement, 'values');
  if (operator === undefined || values.some((value) => labelValueProblems(value).length > 0))
    return undefined;
  return { key, operator, values };
}

const resourceField = 'spec.resourceAttributes';

/** What is wrong with the selectors of a question. */
export function checkSelectors(problems: Problems, resource: Fields | undefined): void {
  for (const name of ['fieldSelector', 'labelSelector'] as const) {
    const selector = objectAt(resource, name);
    if (selector === undefined) continue;
    const field = `${resourceField}.${name}`;
    const raw = textAt(selector, 'rawSelector');
    const listed = objectsAt(selector, 'requirements');
    if (raw !== '' && listed.length > 0) {
      problems.invalid(`${field}.rawSelector`, raw, 'may not specified at the same time as requirements');
    }
    if (raw === '' && listed.length === 0) {
      const why = `when ${field} is specified, requirements or rawSelector is required`;
      problems.required(`${field}.requirements`, why);
    }
    for (const [index, requirement] of listed.entries()) {
      checkRequirement(problems, requirement, { name, field: `${field}.requirements[${index}]` });
    }
  }
}

function checkRequirement(
  problems: Problems,
  requirement: Fields,
  { name, field }: { readonly name: 'fieldSelector' | 'labelSelector'; readonly field: string },
): void {
  const key = textAt(requirement, 'key');
  if (name === 'fieldSelector' && key === '') problems.required(`${field}.key`, 'must be specified');
  const operator = textAt(requirement, 'operator');
  const values = textsAt(requirement, 'values');
  if (['In', 'NotIn'].includes(operator) && values.length === 0) {
    problems.required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
  }
  if (['Exists', 'DoesNotExist'].includes(operator) && values.length > 0) {
    problems.forbidden(
      `${field}.values`,
      "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
    );
  }
  if (name === 'fieldSelector') return;
  for (const why of qualifiedNameProblems(key)) problems.invalid(`${field}.key`, key, why);
  for (const [index, value] of values.entries()) {
    for (const why of labelValueProblems(value)) problems.invalid(`${field}.values[${index}]`, value, why);
  }
}
