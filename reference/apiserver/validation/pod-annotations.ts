import { objectAt, objectsAt, textAt, textEntriesAt, type Fields } from '../fields.ts';
import { checkLocalPath } from './local-paths.ts';
import type { Problems } from './problems.ts';

const mirror = 'kubernetes.io/config.mirror';
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';
const seccompPod = 'seccomp.security.alpha.kubernetes.io/pod';
const seccompContainerPrefix = 'container.seccomp.security.alpha.kubernetes.io/';

/** Annotations that mean something to a pod, in a pod or in a template; `metadata` has them, `spec` is the pod's. */
export function checkPodAnnotations(
  problems: Problems,
  field: string,
  given: { metadata: Fields; spec: Fields },
): void {
  for (const [key, value] of textEntriesAt(given.metadata, 'annotations')) {
    const path = `${field}[${key}]`;
    if (key === mirror && textAt(given.spec, 'nodeName') === '')
      problems.invalid(path, value, 'must set spec.nodeName if mirror pod annotation is set');
    else if (key === deletionCost) {
      if (!isInt32(value)) problems.invalid(path, value, 'must be a 32bit integer');
    } else if (key === seccompPod || key.startsWith(seccompContainerPrefix))
      checkSeccompName(problems, `${field}.${key}`, value);
    else if (key.startsWith(appArmorPrefix)) checkAppArmor(problems, path, value, given.spec);
  }
}

function isInt32(text: string): boolean {
  // Upstream takes no plus sign and no leading zero.
  return /^(0|-?[1-9]\d*)$/.test(text) && Number(text) === (Number(text) | 0);
}

const plainSeccomp = ['runtime/default', 'docker/default', 'unconfined'];

function checkSeccompName(problems: Problems, field: string, profile: string): void {
  if (plainSeccomp.includes(profile)) return;
  if (profile.startsWith('localhost/')) checkLocalPath(problems, field, profile.slice('localhost/'.length));
  else problems.invalid(field, profile, 'must be a valid seccomp profile');
}

function checkAppArmor(problems: Problems, field: string, profile: string, spec: Fields): void {
  const name = field.slice(field.indexOf(appArmorPrefix) + appArmorPrefix.length, -1);
  const lists = ['initContainers', 'containers', 'ephemeralContainers'];
  const known = lists.some((list) =>
    objectsAt(spec, list).some((container) => textAt(container, 'name') === name),
  );
  if (!known) problems.invalid(field, name, 'container not found');
  const isFine = ['', 'runtime/default', 'unconfined'].includes(profile) || profile.startsWith('localhost/');
  if (!isFine) problems.invalid(field, profile, `invalid AppArmor profile name: "${profile}"`);
}

/** What a pod is may not be said anew by annotations once it runs. */
export function checkPodAnnotationUpdate(problems: Problems, before: Fields, after: Fields): void {
  const old = objectAt(before, 'annotations') ?? {};
  const next = objectAt(after, 'annotations') ?? {};
  const names = [...new Set([...Object.keys(old), ...Object.keys(next)])];
  for (const key of names) {
    if (old[key] === next[key] || (!key.startsWith(appArmorPrefix) && key !== mirror)) continue;
    const what = key === mirror ? 'mirror pod annotation' : 'AppArmor annotations';
    const verb = Object.hasOwn(old, key) ? 'remove or update' : 'add';
    problems.forbidden(`metadata.annotations[${key}]`, `may not ${verb} ${what}`);
  }
}
