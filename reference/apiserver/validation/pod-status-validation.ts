import { parseIp } from './ip-address.ts';
import { objectAt, objectsAt, textAt, valueAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { qualifiedNameProblems } from './names.ts';
import { checkPodAnnotations, checkPodAnnotationUpdate } from './pod-annotations.ts';
import { Problems } from './problems.ts';
import { checkIp, checkName, isIpv4 } from './scalars.ts';

const systemConditions = ['PodScheduled', 'Ready', 'Initialized'];

/** What a node's agent may say of a pod that runs there. */
export function validatePodStatusUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(before, 'spec') ?? {};
  const old = objectAt(before, 'status') ?? {};
  const status = objectAt(after, 'status') ?? {};
  const metadata = objectAt(after, 'metadata') ?? {};
  checkPodAnnotationUpdate(problems, objectAt(before, 'metadata') ?? {}, metadata);
  checkPodAnnotations(problems, 'metadata.annotations', { metadata, spec });
  checkConditions(problems, status);
  const nominated = textAt(status, 'nominatedNodeName');
  if (nominated !== '' && nominated !== textAt(old, 'nominatedNodeName'))
    checkName(problems, 'status.nominatedNodeName', nominated, 'subdomain');
  if (textAt(status, 'qosClass') !== textAt(old, 'qosClass'))
    problems.invalid('status.qosClass', textAt(status, 'qosClass'), 'field is immutable');
  checkContainerStates(problems, { spec, old, status });
  checkPodIps(problems, status);
  checkHostIps(problems, status);
  return problems.found;
}

function checkConditions(problems: Problems, status: Fields): void {
  for (const [index, condition] of objectsAt(status, 'conditions').entries()) {
    const type = textAt(condition, 'type');
    if (systemConditions.includes(type)) continue;
    // Upstream's path says metadata here.
    for (const text of qualifiedNameProblems(type))
      problems.invalid(`metadata.conditions[${index}].Type`, type, text);
  }
}

/** A container that has come to its end does not run again unless the pod says so. */
function checkContainerStates(
  problems: Problems,
  given: { spec: Fields; old: Fields; status: Fields },
): void {
  const { spec, old, status } = given;
  const sidecars = new Set(
    objectsAt(spec, 'initContainers')
      .filter((container) => textAt(container, 'restartPolicy') === 'Always')
      .map((container) => textAt(container, 'name')),
  );
  for (const list of ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses']) {
    const policy = list === 'ephemeralContainerStatuses' ? 'Never' : textAt(spec, 'restartPolicy');
    if (policy === 'Always') continue;
    for (const [index, entry] of objectsAt(old, list).entries()) {
      const name = textAt(entry, 'name');
      const ended = objectAt(objectAt(entry, 'state'), 'terminated');
      if (ended === undefined || (list === 'initContainerStatuses' && sidecars.has(name))) continue;
      if (policy === 'OnFailure' && (valueAt(ended, 'exitCode') ?? 0) !== 0) continue;
      const runs = objectsAt(status, list).some(
        (next) =>
          textAt(next, 'name') === name && objectAt(objectAt(next, 'state'), 'terminated') === undefined,
      );
      const path = `status.${list}[${index}].state`;
      if (runs) problems.forbidden(path, 'may not be transitioned to non-terminated state');
    }
  }
}

const onePerFamily = 'may specify no more than one IP for each IP family';

/** One of each family, and no more; `field` names them where one cannot be read. */
function checkFamilies(problems: Problems, field: string, entries: readonly Fields[]): void {
  const addresses = entries.map((entry) => textAt(entry, 'ip'));
  const wrong = addresses.findIndex((address) => parseIp(address) === undefined);
  if (wrong >= 0) {
    const detail = `invalid IP[${wrong}]: ${addresses[wrong] ?? ''}`;
    problems.internalError(field, `failed to check for dual stack with error:${detail}`);
  }
  const fours = addresses.filter(isIpv4).length;
  if (addresses.length > 2 || wrong >= 0 || fours === 0 || fours === addresses.length)
    problems.invalid(field, entries, onePerFamily);
}

function checkPodIps(problems: Problems, status: Fields): void {
  const entries = objectsAt(status, 'podIPs');
  const addresses = entries.map((entry) => textAt(entry, 'ip'));
  for (const [index, address] of addresses.entries()) checkIp(problems, `status.podIPs[${index}]`, address);
  if (addresses.length < 2) return;
  checkFamilies(problems, 'status.podIPs', entries);
  for (const [index, address] of addresses.entries())
    if (addresses.indexOf(address) < index) problems.duplicate(`status.podIPs[${index}]`, { ip: address });
}

function checkHostIps(problems: Problems, status: Fields): void {
  const entries = objectsAt(status, 'hostIPs');
  const addresses = entries.map((entry) => textAt(entry, 'ip'));
  const [first] = addresses;
  if (first === undefined) return;
  if (textAt(status, 'hostIP') !== first)
    problems.invalid('status.hostIPs[0].ip', first, 'must be equal to `hostIP`');
  for (const [index, address] of addresses.entries()) checkIp(problems, `status.hostIPs[${index}]`, address);
  if (addresses.length < 2) return;
  for (const [index, address] of addresses.entries())
    if (addresses.indexOf(address) < index) problems.duplicate(`status.hostIPs[${index}]`, { ip: address });
  checkFamilies(problems, 'status.hostIPs', entries);
}
