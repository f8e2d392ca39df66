import { objectAt, textAt, textsAt } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { qualifiedNameProblems } from './names.ts';
import { checkPodTemplate } from './pod-template-validation.ts';
import { Problems } from './problems.ts';

const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion'];

export function validateNamespace(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  for (const finalizer of textsAt(objectAt(object, 'spec'), 'finalizers'))
    checkFinalizer(problems, 'spec.finalizers', finalizer);
  return problems.found;
}

/** Of the `finalize` subresource, which names the entry that is wrong. */
export function validateNamespaceFinalize(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  for (const [index, finalizer] of textsAt(objectAt(object, 'spec'), 'finalizers').entries())
    checkFinalizer(problems, `spec.finalizers[${index}]`, finalizer);
  return problems.found;
}

function checkFinalizer(problems: Problems, field: string, finalizer: string): void {
  for (const text of qualifiedNameProblems(finalizer)) problems.invalid(field, finalizer, text);
  if (!finalizer.includes('/') && !standardFinalizers.includes(finalizer))
    problems.invalid(field, finalizer, 'name is neither a standard finalizer name nor is it fully qualified');
}

/** The phase says whether the namespace is on its way out, and nothing else. */
export function validateNamespaceStatusUpdate(
  _before: KubeObject,
  after: KubeObject,
): readonly FieldProblem[] {
  const problems = new Problems();
  const phase = textAt(objectAt(after, 'status'), 'phase');
  const isGoing = after.metadata?.deletionTimestamp !== undefined;
  const wanted = isGoing ? 'Terminating' : 'Active';
  const text = `may only be '${wanted}' if \`deletionTimestamp\` is ${isGoing ? 'not ' : ''}empty`;
  if (phase !== wanted) problems.invalid('status.Phase', phase, text);
  return problems.found;
}

export function validatePodTemplate(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  checkPodTemplate(problems, 'template', objectAt(object, 'template') ?? {});
  return problems.found;
}
