import { objectAt, objectIn, type Fields } from '../../fields.ts';
import type { GroupVersionKind } from '../admission-chain.ts';
import type { PodShape } from './breach.ts';

/** Where the kinds that make Pods have their template. */
const templates: Readonly<Record<string, readonly string[]>> = {
  '/PodTemplate': ['template'],
  '/ReplicationController': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'batch/Job': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
};

/** The template of what makes Pods; undefined for everything else. */
export function templateOf(
  { group, kind }: GroupVersionKind,
  object: Readonly<Fields> | undefined,
): PodShape | undefined {
  const key = `${group}/${kind}`;
  const path = Object.hasOwn(templates, key) ? templates[key] : undefined;
  const template = path === undefined ? undefined : objectIn(object, ...path);
  return template === undefined ? undefined : shapeOf(template);
}

/** A Pod or a template as the standards see it. */
export function shapeOf(pod: Readonly<Fields> | undefined): PodShape {
  return {
    annotations: objectIn(pod, 'metadata', 'annotations') ?? {},
    spec: objectAt(pod, 'spec') ?? {},
  };
}
