import { ensureObject, objectAt, setOrRemove, textAt } from '../fields.ts';
import type { Draft } from '../resource-definition.ts';

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
  const given = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': textAt(metadata, 'name'),
    'controller-uid': uid,
    'job-name': textAt(metadata, 'name'),
  };
  for (const [key, value] of Object.entries(given)) labels[key] ??= value;
  const selector = objectAt(spec, 'selector') ?? {};
  const matchLabels = { ...objectAt(selector, 'matchLabels'), 'batch.kubernetes.io/controller-uid': uid };
  spec['selector'] = { ...selector, matchLabels };
}
