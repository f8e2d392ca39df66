import { objectAt, objectsAt, type Fields } from '../fields.ts';
import { annotationsProblems, labelsProblems } from './metadata.ts';
import { checkPodAnnotations } from './pod-annotations.ts';
import { checkPodSpec } from './pod-validation.ts';
import type { Problems } from './problems.ts';

const none: Fields = Object.freeze({});

/** The pod that is to be made again and again. Of its metadata upstream's paths leave out `metadata`. */
export function checkPodTemplate(problems: Problems, field: string, template: Fields): void {
  const metadata = objectAt(template, 'metadata') ?? none;
  const spec = objectAt(template, 'spec') ?? none;
  labelsProblems(problems, metadata, `${field}.labels`);
  annotationsProblems(problems, metadata, `${field}.annotations`);
  checkPodAnnotations(problems, `${field}.annotations`, { metadata, spec });
  checkPodSpec(problems, `${field}.spec`, { spec });
  if (objectsAt(spec, 'ephemeralContainers').length > 0)
    problems.forbidden(
      `${field}.spec.ephemeralContainers`,
      'ephemeral containers not allowed in pod template',
    );
}
