import {
  ensureObject,
  isFields,
  objectAt,
  objectsAt,
  setDefault,
  setDefaultText,
  setOrRemove,
  textAt,
  type Fields,
} from '../fields.ts';
import { tagOf } from './image-name.ts';

/** What a pod's spec has where the writer left it out; the same for templates. */
function defaultPodSpec(spec: Fields): void {
  setDefaultText(spec, 'restartPolicy', 'Always');
  setDefault(spec, 'terminationGracePeriodSeconds', 30);
  setDefaultText(spec, 'dnsPolicy', 'ClusterFirst');
  setDefault(spec, 'securityContext', {});
  setDefaultText(spec, 'schedulerName', 'default-scheduler');
  mirrorServiceAccount(spec);
  const hostNetwork = spec['hostNetwork'] === true;
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    for (const container of objectsAt(spec, list)) defaultContainer(container, hostNetwork);
  }
  for (const volume of objectsAt(spec, 'volumes')) defaultVolume(volume);
}

/** What only pods themselves get, not templates: requests from limits, service links. */
export function defaultPod(pod: Fields): void {
  const spec = ensureObject(pod, 'spec');
  setDefault(spec, 'enableServiceLinks', true);
  for (const list of ['initContainers', 'containers']) {
    for (const container of objectsAt(spec, list)) requestsFromLimits(container);
  }
  defaultPodSpec(spec);
}

/** The template inside a workload. */
export function defaultPodTemplate(template: Fields | undefined): void {
  if (template === undefined) return;
  const spec = objectAt(template, 'spec');
  if (spec !== undefined) defaultPodSpec(spec);
}

/** The old name of the field is kept beside the new one. */
function mirrorServiceAccount(spec: Fields): void {
  const name = textAt(spec, 'serviceAccountName') || textAt(spec, 'serviceAccount');
  if (name === '') return;
  spec['serviceAccountName'] = name;
  spec['serviceAccount'] = name;
}

function requestsFromLimits(container: Fields): void {
  const resources = objectAt(container, 'resources');
  const limits = objectAt(resources, 'limits');
  if (resources === undefined || limits === undefined) return;
  const requests = ensureObject(resources, 'requests');
  for (const [name, value] of Object.entries(limits)) setDefault(requests, name, value);
}

function defaultContainer(container: Fields, hostNetwork: boolean): void {
  setDefaultText(container, 'terminationMessagePath', '/dev/termination-log');
  setDefaultText(container, 'terminationMessagePolicy', 'File');
  setDefaultText(container, 'imagePullPolicy', pullPolicyFor(textAt(container, 'image')));
  setDefault(container, 'resources', {});
  for (const port of objectsAt(container, 'ports')) {
    setDefaultText(port, 'protocol', 'TCP');
    if (hostNetwork && (port['hostPort'] ?? 0) === 0) setOrRemove(port, 'hostPort', port['containerPort']);
  }
  for (const variable of objectsAt(container, 'env')) {
    const fieldRef = objectAt(objectAt(variable, 'valueFrom'), 'fieldRef');
    if (fieldRef !== undefined) setDefaultText(fieldRef, 'apiVersion', 'v1');
  }
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = objectAt(container, name);
    if (probe !== undefined) defaultProbe(probe);
  }
  const lifecycle = objectAt(container, 'lifecycle');
  for (const name of ['postStart', 'preStop']) defaultHttpGet(objectAt(objectAt(lifecycle, name), 'httpGet'));
}

/** Images without a tag, or with `latest`, may change behind their name. */
function pullPolicyFor(image: string): string {
  return tagOf(image) === 'latest' ? 'Always' : 'IfNotPresent';
}

function defaultProbe(probe: Fields): void {
  const counts = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
  for (const [name, value] of Object.entries(counts)) if (probe[name] === 0) probe[name] = value;
  for (const [name, value] of Object.entries(counts)) setDefault(probe, name, value);
  defaultHttpGet(objectAt(probe, 'httpGet'));
  const grpc = objectAt(probe, 'grpc');
  if (grpc !== undefined) setDefault(grpc, 'service', '');
}

function defaultHttpGet(action: Fields | undefined): void {
  if (action === undefined) return;
  setDefault(action, 'port', 0);
  setDefaultText(action, 'path', '/');
  setDefaultText(action, 'scheme', 'HTTP');
}

const ordinaryFileMode = 0o644;

function defaultVolume(volume: Fields): void {
  const sources = Object.keys(volume).filter((name) => name !== 'name' && isFields(volume[name]));
  if (sources.length === 0) volume['emptyDir'] = {};
  for (const name of ['secret', 'configMap', 'downwardAPI', 'projected']) {
    const source = objectAt(volume, name);
    if (source !== undefined) setDefault(source, 'defaultMode', ordinaryFileMode);
  }
  fieldRefVersions(objectAt(volume, 'downwardAPI'));
  for (const source of objectsAt(objectAt(volume, 'projected'), 'sources')) {
    fieldRefVersions(objectAt(source, 'downwardAPI'));
    const token = objectAt(source, 'serviceAccountToken');
    if (token !== undefined) setDefault(token, 'expirationSeconds', 3600);
  }
  const hostPath = objectAt(volume, 'hostPath');
  if (hostPath !== undefined) setDefault(hostPath, 'type', '');
  const claim = objectAt(objectAt(objectAt(volume, 'ephemeral'), 'volumeClaimTemplate'), 'spec');
  if (claim !== undefined) setDefault(claim, 'volumeMode', 'Filesystem');
  defaultBlockVolume(volume);
}

function fieldRefVersions(source: Fields | undefined): void {
  for (const item of objectsAt(source, 'items')) {
    const fieldRef = objectAt(item, 'fieldRef');
    if (fieldRef !== undefined) setDefaultText(fieldRef, 'apiVersion', 'v1');
  }
}

/** Volumes of block devices and clusters; the same fields serve persistent volumes. */
export function defaultBlockVolume(volume: Fields): void {
  const iscsi = objectAt(volume, 'iscsi');
  if (iscsi !== undefined) setDefaultText(iscsi, 'iscsiInterface', 'default');
  const rbd = objectAt(volume, 'rbd');
  if (rbd !== undefined) {
    setDefaultText(rbd, 'pool', 'rbd');
    setDefaultText(rbd, 'user', 'admin');
    setDefaultText(rbd, 'keyring', '/etc/ceph/keyring');
  }
  const azure = objectAt(volume, 'azureDisk');
  if (azure !== undefined) {
    setDefault(azure, 'cachingMode', 'ReadWrite');
    setDefault(azure, 'kind', 'Shared');
    setDefault(azure, 'fsType', 'ext4');
    setDefault(azure, 'readOnly', false);
  }
  const scale = objectAt(volume, 'scaleIO');
  if (scale !== undefined) {
    setDefaultText(scale, 'storageMode', 'ThinProvisioned');
    setDefaultText(scale, 'fsType', 'xfs');
  }
}
