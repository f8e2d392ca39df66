/**
 * Label and field selectors as a reader of the documentation would write them down: no parser, no index. The twin of
 * whatever the implementation does.
 */
export type Labels = Readonly<Record<string, string>>;

/** One requirement on a label. `exists` and `absent` have no values, `equal` and `unequal` one. */
export interface LabelRequirement {
  readonly key: string;
  readonly is: 'equal' | 'unequal' | 'in' | 'notin' | 'exists' | 'absent';
  readonly values: readonly string[];
}

/** One requirement on `metadata.name`. */
export interface NameRequirement {
  readonly is: 'equal' | 'unequal';
  readonly name: string;
}

export interface Selection {
  readonly labels: readonly LabelRequirement[];
  readonly names: readonly NameRequirement[];
}

/** Whether an object with this name and these labels is selected. */
export function isSelected({ labels, names }: Selection, name: string, has: Labels): boolean {
  return (
    labels.every((requirement) => meets(requirement, has)) &&
    names.every((requirement) => (requirement.is === 'equal') === (requirement.name === name))
  );
}

function meets({ key, is, values }: LabelRequirement, has: Labels): boolean {
  const value = has[key];
  switch (is) {
    case 'exists':
      return value !== undefined;
    case 'absent':
      return value === undefined;
    case 'equal':
    case 'in':
      return value !== undefined && values.includes(value);
    case 'unequal':
    case 'notin':
      return value === undefined || !values.includes(value);
  }
}

/** The query that asks for a selection. `spelling` chooses between `=` and `==` and sprinkles the spaces that are allowed. */
export function queryOfSelection({ labels, names }: Selection, spelling: boolean): string {
  const query = new URLSearchParams();
  if (labels.length > 0)
    query.set('labelSelector', labels.map((item) => labelText(item, spelling)).join(spelling ? ', ' : ','));
  if (names.length > 0) query.set('fieldSelector', names.map((item) => nameText(item, spelling)).join(','));
  return query.toString();
}

function labelText({ key, is, values }: LabelRequirement, spelling: boolean): string {
  switch (is) {
    case 'exists':
      return key;
    case 'absent':
      return spelling ? `! ${key}` : `!${key}`;
    case 'equal':
      return spelling ? `${key} == ${values.join()}` : `${key}=${values.join()}`;
    case 'unequal':
      return spelling ? `${key} != ${values.join()}` : `${key}!=${values.join()}`;
    case 'in':
    case 'notin':
      return spelling ? `${key}  ${is} ( ${values.join(' , ')} )` : `${key} ${is} (${values.join(',')})`;
  }
}

function nameText({ is, name }: NameRequirement, spelling: boolean): string {
  if (is === 'unequal') return `metadata.name!=${name}`;
  return spelling ? `metadata.name==${name}` : `metadata.name=${name}`;
}
