import type { Fields } from '../fields.ts';
import type { FieldRequirement } from '../selectors/field-selector.ts';
import type { LabelOperator, LabelRequirement } from '../selectors/label-selector.ts';
import type { AccessAttributes, AccessedResource } from './authorizer.ts';

/** The `spec` of the SubjectAccessReview that asks for what a request asks. */
export function reviewSpecOf({ identity, verb, resource, path }: AccessAttributes): Fields {
  const { user, groups, uid = '', extra = {} } = identity;
  return {
    ...(resource === undefined
      ? { nonResourceAttributes: given({ path, verb }) }
      : { resourceAttributes: resourceAttributesOf(verb, resource) }),
    ...given({ user }),
    ...(groups.length === 0 ? {} : { groups }),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
    ...given({ uid }),
  };
}

/** In the first version, groups stood under another name. */
export function withOldNames({ groups, ...spec }: Fields): Fields {
  return groups === undefined ? spec : { ...spec, group: groups };
}

function resourceAttributesOf(verb: string, accessed: AccessedResource): Fields {
  const { namespace, group, version, resource, subresource, name } = accessed;
  const fields = (accessed.fieldSelector ?? []).map(fieldRequirement);
  const labels = (accessed.labelSelector ?? []).flatMap(labelRequirement);
  return {
    ...given({ namespace, verb, group, version, resource, subresource, name }),
    ...(fields.length === 0 ? {} : { fieldSelector: { requirements: fields } }),
    ...(labels.length === 0 ? {} : { labelSelector: { requirements: labels } }),
  };
}

function fieldRequirement({ field, operator, value }: FieldRequirement): Fields {
  return { key: field, operator: operator === '=' ? 'In' : 'NotIn', values: [value] };
}

const labelOperators: Readonly<Partial<Record<LabelOperator, string>>> = {
  '=': 'In',
  in: 'In',
  '!=': 'NotIn',
  notin: 'NotIn',
  exists: 'Exists',
  '!': 'DoesNotExist',
};

/** Without those that compare numbers, which reviews cannot say: less narrow is always safe. */
function labelRequirement({ key, operator, values }: LabelRequirement): readonly Fields[] {
  const told = labelOperators[operator];
  if (told === undefined) return [];
  return [{ key, operator: told, ...(values.length === 0 ? {} : { values }) }];
}

/** As Go writes it: what is empty is left out. */
function given(texts: Readonly<Record<string, string>>): Fields {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
}
