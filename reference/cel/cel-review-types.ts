import { celTypes, listOf, mapOf, structOf, type CelType } from './cel-types.ts';

const { string } = celTypes;
const strings = listOf(string);
const prefix = 'kubernetes';
const review = structOf(`${prefix}.SubjectAccessReviewSpec`);
const resource = structOf(`${prefix}.ResourceAttributes`);
const path = structOf(`${prefix}.NonResourceAttributes`);
const fieldSelector = structOf(`${prefix}.FieldSelectorAttributes`);
const labelSelector = structOf(`${prefix}.LabelSelectorAttributes`);
const requirement = structOf(`${prefix}.SelectorRequirement`);

const texts = ['namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name'];
const selectorFields: ReadonlyMap<string, CelType> = new Map([
  ['rawSelector', string],
  ['requirements', listOf(requirement)],
]);

/** The variables of expressions about what a SubjectAccessReview asks. */
export const reviewVariables: ReadonlyMap<string, CelType> = new Map([['request', review]]);

/** The types in its `spec`. */
export const reviewStructs: ReadonlyMap<string, ReadonlyMap<string, CelType>> = new Map([
  [
    review.name,
    new Map<string, CelType>([
      ['resourceAttributes', resource],
      ['nonResourceAttributes', path],
      ['user', string],
      ['groups', strings],
      ['extra', mapOf(string, strings)],
      ['uid', string],
    ]),
  ],
  [
    resource.name,
    new Map<string, CelType>([
      ...texts.map((text) => [text, string] as const),
      ['fieldSelector', fieldSelector],
      ['labelSelector', labelSelector],
    ]),
  ],
  [path.name, new Map([['path', string] as const, ['verb', string] as const])],
  [fieldSelector.name, selectorFields],
  [labelSelector.name, selectorFields],
  [
    requirement.name,
    new Map<string, CelType>([
      ['key', string],
      ['operator', string],
      ['values', strings],
    ]),
  ],
]);
