import { equalJson, numberAt, objectAt, objectsAt, textAt, valueAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { checkPodAnnotationUpdate } from './pod-annotations.ts';
import { checkPod } from './pod-validation.ts';
import { goMap, Problems } from './problems.ts';
import { checkTolerations } from './toleration-validation.ts';

const updateRule =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,' +
  '`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),' +
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

interface Specs {
  readonly old: Fields;
  readonly next: Fields;
}

/** A pod that exists is what it is: only images, the deadline, added tolerations and scheduling gates may change. */
export function validatePodUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const specs = { old: objectAt(before, 'spec') ?? {}, next: objectAt(after, 'spec') ?? {} };
  checkPod(problems, after);
  checkPodAnnotationUpdate(problems, objectAt(before, 'metadata') ?? {}, objectAt(after, 'metadata') ?? {});
  const mayGoOn =
    checkContainerUpdates(problems, specs, 'containers') &&
    checkContainerUpdates(problems, specs, 'initContainers') &&
    checkDeadline(problems, specs);
  if (!mayGoOn) return problems.found;
  checkAddedTolerations(problems, specs);
  checkRemovedGates(problems, specs);
  if (equalJson(specs.old, specs.next)) return problems.found;
  const { spec, isGated } = withoutChangeable(specs);
  if (isGated) checkGatedPlacement(problems, specs);
  if (!equalJson(spec, specs.old)) problems.forbidden('spec', updateRule);
  return problems.found;
}

/** Answers false where nothing more can be said. */
function checkContainerUpdates(problems: Problems, { old, next }: Specs, list: string): boolean {
  const containers = objectsAt(next, list);
  if (objectsAt(old, list).length !== containers.length) {
    problems.forbidden(`spec.${list}`, 'pod updates may not add or remove containers');
    return false;
  }
  for (const [index, container] of containers.entries()) {
    const image = textAt(container, 'image');
    const path = `spec.${list}[${index}].image`;
    if (image === '') problems.required(path);
    if (image.trim() !== image) problems.invalid(path, image, 'must not have leading or trailing whitespace');
  }
  return true;
}

function checkDeadline(problems: Problems, { old, next }: Specs): boolean {
  const field = 'spec.activeDeadlineSeconds';
  const before = numberAt(old, 'activeDeadlineSeconds');
  const after = numberAt(next, 'activeDeadlineSeconds');
  if (after === undefined) {
    if (before !== undefined)
      problems.invalid(field, undefined, 'must not update from a positive integer to nil value');
    return true;
  }
  const isOutOfRange = after < 0 || after > 2_147_483_647;
  if (isOutOfRange) problems.invalid(field, after, 'must be between 0 and 2147483647, inclusive');
  else if (before !== undefined && after > before)
    problems.invalid(field, after, 'must be less than or equal to previous value');
  else return true;
  return false;
}

function checkAddedTolerations(problems: Problems, { old, next }: Specs): void {
  const given = objectsAt(next, 'tolerations').map((entry) => ({ ...entry, tolerationSeconds: 0 }));
  const isKept = objectsAt(old, 'tolerations').every((toleration) =>
    given.some((entry) => equalJson(entry, { ...toleration, tolerationSeconds: 0 })),
  );
  const field = 'spec.tolerations';
  if (isKept) checkTolerations(problems, field, next);
  else problems.forbidden(field, 'existing toleration can not be modified except its tolerationSeconds');
}

function checkRemovedGates(problems: Problems, { old, next }: Specs): void {
  const known = new Set(objectsAt(old, 'schedulingGates').map((gate) => textAt(gate, 'name')));
  for (const [index, gate] of objectsAt(next, 'schedulingGates').entries()) {
    const name = textAt(gate, 'name');
    if (known.has(name)) continue;
    const text = `only deletion is allowed, but found new scheduling gate '${name}'`;
    problems.forbidden(`spec.schedulingGates[${index}].name`, text);
  }
}

/** The new spec with everything taken back that may change, to be compared with the old one. */
function withoutChangeable({ old, next }: Specs): { readonly spec: Fields; readonly isGated: boolean } {
  const spec: Fields = { ...next };
  for (const list of ['containers', 'initContainers']) {
    if (spec[list] === undefined) continue;
    const images = objectsAt(old, list).map((container) => container['image']);
    spec[list] = objectsAt(next, list).map((container, index) => ({ ...container, image: images[index] }));
  }
  const isGated = objectsAt(old, 'schedulingGates').length > 0;
  const names = ['activeDeadlineSeconds', 'tolerations', 'schedulingGates'];
  if (isGated) names.push('nodeSelector');
  const name = 'terminationGracePeriodSeconds';
  if ((numberAt(old, name) ?? 0) < 0 && numberAt(next, name) === 1) names.push(name);
  for (const changeable of names) restore(spec, old, changeable);
  if (isGated) restoreNodeAffinity(spec, old);
  return { spec, isGated };
}

function restore(spec: Fields, old: Fields, name: string): void {
  if (old[name] === undefined) Reflect.deleteProperty(spec, name);
  else spec[name] = old[name];
}

function restoreNodeAffinity(spec: Fields, old: Fields): void {
  const before = valueAt(objectAt(old, 'affinity'), 'nodeAffinity');
  const { nodeAffinity, ...rest } = objectAt(spec, 'affinity') ?? {};
  if (equalJson(nodeAffinity, before)) return;
  if (before !== undefined) spec['affinity'] = { ...rest, nodeAffinity: before };
  else if (Object.keys(rest).length > 0 || objectAt(old, 'affinity') !== undefined) spec['affinity'] = rest;
  else Reflect.deleteProperty(spec, 'affinity');
}

const required = 'requiredDuringSchedulingIgnoredDuringExecution';

/** While a pod is held back from scheduling, the nodes that it may go to may be narrowed. */
function checkGatedPlacement(problems: Problems, { old, next }: Specs): void {
  const selector = objectAt(next, 'nodeSelector') ?? {};
  const before = Object.entries(objectAt(old, 'nodeSelector') ?? {});
  if (before.some(([key, value]) => selector[key] !== value)) {
    const text = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
    problems.invalid('spec.nodeSelector', goMap(selector), text);
  }
  const termsOf = (spec: Fields): readonly Fields[] =>
    objectsAt(objectAt(objectAt(objectAt(spec, 'affinity'), 'nodeAffinity'), required), 'nodeSelectorTerms');
  const [oldTerms, terms] = [termsOf(old), termsOf(next)];
  const path = `spec.affinity.nodeAffinity.${required}.nodeSelectorTerms`;
  if (oldTerms.length > 0 && oldTerms.length !== terms.length) {
    problems.invalid(path, terms, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed');
    return;
  }
  for (const [index, oldTerm] of oldTerms.entries()) {
    if (isNarrowed(oldTerm, terms[index] ?? {})) continue;
    problems.invalid(
      `${path}[${index}]`,
      terms[index],
      'only additions are allowed (no mutations or deletions)',
    );
  }
}

function isNarrowed(old: Fields, next: Fields): boolean {
  const lists = ['matchExpressions', 'matchFields'];
  const count = (term: Fields): number =>
    lists.map((list) => objectsAt(term, list).length).reduce((a, b) => a + b);
  if (count(old) === 0 && count(next) > 0) return false;
  return lists.every((list) => {
    const before = objectsAt(old, list);
    return equalJson(objectsAt(next, list).slice(0, before.length), before);
  });
}

/** Containers for looking around may be added to a pod, and stay as they are. */
export function validateEphemeralContainersUpdate(
  before: KubeObject,
  after: KubeObject,
): readonly FieldProblem[] {
  const problems = new Problems();
  checkPod(problems, after);
  const field = 'spec.ephemeralContainers';
  const next = objectsAt(objectAt(after, 'spec'), 'ephemeralContainers');
  for (const old of objectsAt(objectAt(before, 'spec'), 'ephemeralContainers')) {
    const name = textAt(old, 'name');
    const same = next.find((container) => textAt(container, 'name') === name);
    if (same === undefined)
      problems.forbidden(field, `existing ephemeral containers "${name}" may not be removed\n`);
    else if (!equalJson(old, same))
      problems.forbidden(field, `existing ephemeral containers "${name}" may not be changed\n`);
  }
  return problems.found;
}
