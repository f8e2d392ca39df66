import { cloneJson, objectAt, setOrRemove } from '../fields.ts';
import { draftOf } from '../registry/metadata.ts';
import type { Draft, KubeObject } from '../resource-definition.ts';

/** Makes the draft what the Pod is now, but for its ephemeral containers. */
export function keepAllButEphemeral(draft: Draft, before: KubeObject): void {
  const given = objectAt(draft, 'spec')?.['ephemeralContainers'];
  const { resourceVersion, uid } = objectAt(draft, 'metadata') ?? {};
  const kept = draftOf(before);
  for (const name of new Set([...Object.keys(draft), ...Object.keys(kept)]))
    setOrRemove(draft, name, kept[name]);
  const metadata = objectAt(draft, 'metadata') ?? {};
  setOrRemove(metadata, 'resourceVersion', resourceVersion);
  setOrRemove(metadata, 'uid', uid);
  const spec = objectAt(draft, 'spec') ?? {};
  const isNone = !Array.isArray(given) || given.length === 0;
  setOrRemove(spec, 'ephemeralContainers', isNone ? undefined : cloneJson(given as unknown));
}
