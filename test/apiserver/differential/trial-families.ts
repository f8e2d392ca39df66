import { bodyTrials, deletionTrials, fieldValidationTrials, optionTrials } from './body-trials.ts';
import type { BaseObject } from './base-objects.ts';
import { combinedTrials, metadataTrials, objectTrials } from './object-trials.ts';
import { oddPatchTrials, patchTrials } from './patch-trials.ts';
import { doorTrials, subresourceTrials } from './subresource-trials.ts';
import { Chooser, type Trial, type TrialSelection } from './trials.ts';

type Family = (base: BaseObject, chooser: Chooser) => Generator<Trial>;

const ofEveryObject: readonly Family[] = [objectTrials, combinedTrials, fieldValidationTrials];
const ofStoredObjects: readonly Family[] = [patchTrials, doorTrials];

/** What is the same for all objects of a kind is asked of the first one only. */
const ofEveryKind: readonly Family[] = [metadataTrials, bodyTrials];
const ofStoredKinds: readonly Family[] = [oddPatchTrials, optionTrials, deletionTrials, subresourceTrials];

/** The trials of the base objects that the seed picks; the same for the same seed. */
export function* trialsOf(bases: readonly BaseObject[], selection: TrialSelection): Generator<Trial> {
  const chooser = new Chooser(selection);
  const kinds = new Set<string>();
  for (const base of bases) {
    const { group, version, kind } = base.definition;
    const resource = `${group}/${version}/${kind}`;
    const isStored = base.definition.verbs.includes('update');
    const families = [...ofEveryObject, ...(isStored ? ofStoredObjects : [])];
    if (!kinds.has(resource)) families.push(...ofEveryKind, ...(isStored ? ofStoredKinds : []));
    kinds.add(resource);
    for (const family of families) yield* family(base, chooser);
  }
}
