import type { ColumnDefinition, KubeObject } from '../resource-definition.ts';
import { ageColumn, column, countColumn, nameColumn, wide } from './column.ts';
import { hasAt, listAt, textAt, valueAt } from './field.ts';
import { selectorText } from './selector-text.ts';

export const roleBindingColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column('Role', 'The role that is granted.', (object) => {
    return `${textAt(object, 'roleRef.kind')}/${textAt(object, 'roleRef.name')}`;
  }),
  ageColumn(),
  wide(column('Users', 'Users that have it.', (object) => subjects(object, 'User'))),
  wide(column('Groups', 'Groups that have it.', (object) => subjects(object, 'Group'))),
  wide(
    column('ServiceAccounts', 'Service accounts that have it.', (object) =>
      subjects(object, 'ServiceAccount'),
    ),
  ),
];

function subjects(binding: KubeObject, kind: string): string {
  return listAt(binding, 'subjects')
    .filter((subject) => textAt(subject, 'kind') === kind)
    .map((subject) => {
      const name = textAt(subject, 'name');
      return kind === 'ServiceAccount' ? `${textAt(subject, 'namespace')}/${name}` : name;
    })
    .join(', ');
}

export const webhookConfigurationColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column('Webhooks', 'How many webhooks it has.', (object) => listAt(object, 'webhooks').length, 'integer'),
  ageColumn(),
];

export const admissionPolicyColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column(
    'Validations',
    'How many rules it has.',
    (object) => listAt(object, 'spec.validations').length,
    'integer',
  ),
  column('ParamKind', 'The kind of its parameters.', (object) =>
    hasAt(object, 'spec.paramKind')
      ? `${textAt(object, 'spec.paramKind.apiVersion')}/${textAt(object, 'spec.paramKind.kind')}`
      : '<unset>',
  ),
  ageColumn(),
];

export const admissionPolicyBindingColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column('PolicyName', 'The policy that is applied.', (object) => textAt(object, 'spec.policyName')),
  column('ParamRef', 'Its parameters.', parameterReference),
  ageColumn(),
];

function parameterReference(binding: KubeObject): string {
  if (!hasAt(binding, 'spec.paramRef')) return '<unset>';
  const name = textAt(binding, 'spec.paramRef.name');
  if (name !== '') return `${textAt(binding, 'spec.paramRef.namespace') || '*'}/${name}`;
  return selectorText(valueAt(binding, 'spec.paramRef.selector'));
}

/** The `scale` subresource. */
export const scaleColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  countColumn('Desired', 'spec.replicas', 'How many pods are wanted.'),
  countColumn('Available', 'status.replicas', 'How many pods there are.'),
  ageColumn(),
];
