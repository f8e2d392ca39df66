import { ensureObject, equalJson, objectAt, objectsAt, textAt, type Fields } from '../fields.ts';

const prefix = 'container.apparmor.security.beta.kubernetes.io/';

function annotationFor(profile: Fields): string {
  const type = textAt(profile, 'type');
  if (type === 'Unconfined') return 'unconfined';
  if (type === 'RuntimeDefault') return 'runtime/default';
  const local = textAt(profile, 'localhostProfile');
  return type === 'Localhost' && local !== '' ? `localhost/${local}` : '';
}

function profileFor(annotation: string): Fields | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  const local = annotation.startsWith('localhost/') ? annotation.slice('localhost/'.length) : '';
  return local === '' || local !== local.trim() ? undefined : { type: 'Localhost', localhostProfile: local };
}

/**
 * Containers' AppArmor profiles were annotations of the pod before they were fields: a new pod says both, so that nodes of an
 * older version heed it as well. Windows knows no such profiles.
 */
export function matchAppArmorAnnotations(pod: Fields): void {
  const spec = objectAt(pod, 'spec');
  if (textAt(objectAt(spec, 'os'), 'name') === 'windows') return;
  const ofPod = objectAt(objectAt(spec, 'securityContext'), 'appArmorProfile');
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'])
    for (const container of objectsAt(spec, list)) matchContainer(pod, container, ofPod);
}

function matchContainer(pod: Fields, container: Fields, ofPod: Fields | undefined): void {
  const key = `${prefix}${textAt(container, 'name')}`;
  const given = objectAt(objectAt(pod, 'metadata'), 'annotations')?.[key];
  const own = objectAt(objectAt(container, 'securityContext'), 'appArmorProfile');
  if (typeof given !== 'string') {
    const profile = own ?? ofPod;
    const annotation = profile === undefined ? '' : annotationFor(profile);
    if (annotation !== '') ensureObject(ensureObject(pod, 'metadata'), 'annotations')[key] = annotation;
  } else if (own === undefined) {
    const profile = profileFor(given);
    if (profile !== undefined && !equalJson(profile, ofPod))
      ensureObject(container, 'securityContext')['appArmorProfile'] = profile;
  }
}
