import { ensureObject, objectAt, setOrRemove, textAt } from '../fields.ts';
import type { Draft } from '../resource-definition.ts';
import { generatedLabels } from '../validation/job-validation.ts';

/**
 * A new job selects its pods by its own uid, which only the server knows, unless the writer insists on a selector of
 * their own (`manualSelector`).
 */
export function prepareJob(job: Draft): void {
  setOrRemove(job, 'status', {});
  const spec = ensureObject(job, 'spec');
  const metadata = ensureObject(job, 'metadata');
  const template = ensureObject(spec, 'template');
  const templateMetadata = ensureObject(template, 'metadata');
  if (spec['manualSelector'] === true) return;
  spec['manualSelector'] = false;
  const uid = textAt(metadata, 'uid');
  const labels = ensureObject(templateMetadata, 'labels');
  const given = generatedLabels(uid, textAt(metadata, 'name'));
  for (const [key, value] of Object.entries(given)) labels[key] ??= value;
  // One map for both, as upstream: what the template is labelled with, a job without labels is.
  if (Object.keys(objectAt(metadata, 'labels') ?? {}).length === 0) metadata['labels'] = labels;
  const selector = objectAt(spec, 'selector') ?? {};
  const matchLabels = { 'batch.kubernetes.io/controller-uid': uid, ...objectAt(selector, 'matchLabels') };
  spec['selector'] = { ...selector, matchLabels };
}
