import type { KubeObject, ResourceDefinition } from '../resource-definition.ts';
import type { Refusal } from '../status.ts';
import { badRequest } from '../status.ts';
import { parseFieldSelector, type FieldRequirement } from './field-selector.ts';
import { matchesLabels, parseLabelSelector, SelectorError, type LabelRequirement } from './label-selector.ts';
import type { EqualityTerm, Selection } from './selection.ts';

export interface SelectionRequest {
  readonly definition: ResourceDefinition;
  readonly namespace: string;
  /** From the path; '' where it names no object. */
  readonly name: string;
  readonly labelSelector: string;
  readonly fieldSelector: string;
}

const nameField = 'metadata.name';
const namespaceField = 'metadata.namespace';

/** Turns the selectors of a request into a selection, or refuses what cannot be read or is not selectable. */
export function selectionOf(request: SelectionRequest): Selection | Refusal {
  const labels = parseLabelSelector(request.labelSelector);
  if (labels instanceof SelectorError) return badRequest(labels.message);
  const parsed = parseFieldSelector(request.fieldSelector);
  if (parsed instanceof SelectorError) return badRequest(parsed.message);
  const unknown = parsed.find(({ field }) => readerOf(request.definition, field) === undefined);
  if (unknown !== undefined) return notSelectable(request.definition, unknown.field);
  const named = parsed.find(({ field, operator }) => field === nameField && operator === '=');
  if (request.name !== '' && parsed.length > 0 && named?.value !== request.name) {
    return badRequest("fieldSelector metadata.name doesn't match requested name");
  }
  return build(request, labels, parsed);
}

function build(
  request: SelectionRequest,
  labels: readonly LabelRequirement[],
  parsed: readonly FieldRequirement[],
): Selection {
  const { definition } = request;
  const name =
    request.name || parsed.find((term) => term.field === nameField && term.operator === '=')?.value;
  const scope = parsed.find((term) => term.field === namespaceField && term.operator === '=');
  const namespace = request.namespace || (definition.namespaced ? (scope?.value ?? '') : '');
  const term = termOf(definition, labels, parsed);
  const tests = parsed.map((requirement) => fieldTest(definition, requirement));
  const everything = labels.length === 0 && tests.length === 0;
  return {
    namespace,
    ...(name === undefined || name === '' ? {} : { name }),
    everything,
    ...(term === undefined ? {} : { term }),
    matches: (object) =>
      tests.every((test) => test(object)) &&
      (labels.length === 0 || matchesLabels(labels, object.metadata?.labels)),
  };
}

function fieldTest(
  definition: ResourceDefinition,
  requirement: FieldRequirement,
): (object: KubeObject) => boolean {
  const read = readerOf(definition, requirement.field);
  if (read === undefined) return () => false;
  const wanted = requirement.operator === '=';
  return (object) => (read(object) === requirement.value) === wanted;
}

function readerOf(
  definition: ResourceDefinition,
  field: string,
): ((object: KubeObject) => string) | undefined {
  if (field === nameField) return (object) => object.metadata?.name ?? '';
  if (field === namespaceField) {
    return definition.namespaced || hasOldNamespaceLabel(definition)
      ? (object) => object.metadata?.namespace ?? ''
      : undefined;
  }
  return Object.hasOwn(definition.selectableFields, field) ? definition.selectableFields[field] : undefined;
}

/** Cluster-scoped kinds without a field table of their own accept `metadata.namespace`, which is then always empty. */
function hasOldNamespaceLabel(definition: ResourceDefinition): boolean {
  return Object.keys(definition.selectableFields).length === 0;
}

function notSelectable(definition: ResourceDefinition, field: string): Refusal {
  if (Object.keys(definition.selectableFields).length === 0) {
    return badRequest(`"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`);
  }
  return badRequest(`field label not supported: ${field}`);
}

/** The equality that narrows most: a field if there is one, else a label. */
function termOf(
  definition: ResourceDefinition,
  labels: readonly LabelRequirement[],
  parsed: readonly FieldRequirement[],
): EqualityTerm | undefined {
  for (const { field, operator, value } of parsed) {
    const read = operator === '=' && field !== namespaceField ? readerOf(definition, field) : undefined;
    if (read !== undefined) return { name: `field ${field}`, value, read };
  }
  const equality = labels.find(
    ({ operator, values }) => operator === '=' || (operator === 'in' && values.length === 1),
  );
  const value = equality?.values[0];
  // The empty value cannot be told from a missing label by the text alone.
  if (equality === undefined || value === undefined || value === '') return undefined;
  const key = equality.key;
  return { name: `label ${key}`, value, read: (object) => labelOf(object, key) };
}

function labelOf(object: KubeObject, key: string): string {
  const labels = object.metadata?.labels;
  return labels !== undefined && Object.hasOwn(labels, key) ? (labels[key] ?? '') : '';
}
