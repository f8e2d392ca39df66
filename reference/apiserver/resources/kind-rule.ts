import { ensureObject, setOrRemove, valueAt, type Fields } from '../fields.ts';
import type { Draft, KubeObject, ResourceStrategy } from '../resource-definition.ts';

/** What is peculiar to one kind. */
export type KindRule = Partial<ResourceStrategy>;
export type KindRules = Readonly<Record<string, KindRule>>;

/** One rule for new and for changed objects. */
export function checked(validate: ResourceStrategy['validate']): KindRule {
  return { validate, validateUpdate: (_before, after) => validate(after) };
}

/**
 * The rules of a new object and those of a change one after the other. What both find stands twice in the answer, as upstream
 * has it.
 */
export function both(
  validate: ResourceStrategy['validate'],
  validateUpdate: ResourceStrategy['validateUpdate'],
): ResourceStrategy['validateUpdate'] {
  return (before, after) => [...validate(after), ...validateUpdate(before, after)];
}

/** Of the metadata that come with a status only what identifies the object counts. */
export function keepMetadata(draft: Draft, before: KubeObject): void {
  const metadata = ensureObject(draft, 'metadata');
  for (const name of [
    'deletionTimestamp',
    'labels',
    'annotations',
    'finalizers',
    'ownerReferences',
    'selfLink',
  ])
    setOrRemove(metadata, name, valueAt(before.metadata as Fields | undefined, name));
}

/** A PUT must name the resourceVersion. */
export const conditionalOnly: KindRule = { allowUnconditionalUpdate: false };
