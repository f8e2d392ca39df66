import { cloneJson, ensureObject, objectAt, textAt, textsAt } from '../fields.ts';
import type { Draft, KubeObject, ResourceStrategy } from '../resource-definition.ts';
import { timestampText } from '../timestamp.ts';
import { planDeletion, type DeleteOptions, type DeletionStep } from './deletion.ts';

/**
 * A namespace that something still has to empty (`spec.finalizers`) is only marked: it gets a deletionTimestamp and the
 * phase Terminating, and goes when its last finalizer does.
 */
export function planNamespaceDeletion(
  object: KubeObject,
  options: DeleteOptions,
  rules: { readonly strategy: ResourceStrategy; readonly nowMs: number },
): DeletionStep {
  if (object.metadata?.deletionTimestamp !== undefined) {
    const pending = textsAt(objectAt(object, 'spec'), 'finalizers').length > 0;
    return pending ? { step: 'wait' } : planDeletion(object, options, rules);
  }
  const draft = cloneJson(object) as Draft;
  const metadata = ensureObject(draft, 'metadata');
  metadata['deletionTimestamp'] = timestampText(rules.nowMs);
  const status = ensureObject(draft, 'status');
  if (textAt(status, 'phase') !== 'Terminating') status['phase'] = 'Terminating';
  const pending =
    textsAt(objectAt(draft, 'spec'), 'finalizers').length + textsAt(metadata, 'finalizers').length > 0;
  return { step: 'mark', draft, thenRemove: !pending };
}
