import type { ColumnDefinition, KubeObject } from '../resource-definition.ts';
import { ageColumn, column, nameColumn, textColumn, wide } from './column.ts';
import { conditionStatus, hasAt, listAt, numberAt, recordAt, textAt, valueAt } from './field.ts';
import { humanDuration, since } from './human-duration.ts';

export const componentStatusColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column('Status', 'Whether the component is well.', (object) => {
    const healthy = healthyCondition(object);
    if (healthy === undefined) return 'Unknown';
    return textAt(healthy, 'status') === 'True' ? 'Healthy' : 'Unhealthy';
  }),
  column('Message', 'What it says of itself.', (object) => textAt(healthyCondition(object), 'message')),
  column('Error', 'What is wrong with it.', (object) => textAt(healthyCondition(object), 'error')),
];

function healthyCondition(object: KubeObject): unknown {
  return listAt(object, 'conditions').find((condition) => textAt(condition, 'type') === 'Healthy');
}

export const configMapColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column('Data', 'How many entries it has.', (object) => {
    return Object.keys(recordAt(object, 'data')).length + Object.keys(recordAt(object, 'binaryData')).length;
  }),
  ageColumn(),
];

export const secretColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  textColumn('Type', 'type', 'What the secret is for.'),
  column('Data', 'How many entries it has.', (object) => Object.keys(recordAt(object, 'data')).length),
  ageColumn(),
];

export const serviceAccountColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column('Secrets', 'How many secrets belong to it.', (object) => listAt(object, 'secrets').length),
  ageColumn(),
];

export const namespaceColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  textColumn('Status', 'status.phase', 'Active, or Terminating while its contents go.'),
  ageColumn(),
];

export const nodeColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column('Status', 'Whether the node is ready and takes pods.', nodeStatus),
  column('Roles', 'The roles that its labels name.', nodeRoles),
  ageColumn(),
  textColumn('Version', 'status.nodeInfo.kubeletVersion', 'The version of its kubelet.'),
  wide(column('Internal-IP', 'Its address inside.', (node) => nodeAddress(node, 'InternalIP'))),
  wide(column('External-IP', 'Its address outside.', (node) => nodeAddress(node, 'ExternalIP'))),
  wide(infoColumn('OS-Image', 'osImage', 'Its operating system.')),
  wide(infoColumn('Kernel-Version', 'kernelVersion', 'The version of its kernel.')),
  wide(infoColumn('Container-Runtime', 'containerRuntimeVersion', 'What runs its containers.')),
];

function infoColumn(name: string, field: string, description: string): ColumnDefinition {
  return column(name, description, (node) => textAt(node, `status.nodeInfo.${field}`) || '<unknown>');
}

function nodeStatus(node: KubeObject): string {
  const ready = conditionStatus(node, 'Ready');
  const hasReady = listAt(node, 'status.conditions').some(
    (condition) => textAt(condition, 'type') === 'Ready',
  );
  const status = !hasReady ? 'Unknown' : ready === 'True' ? 'Ready' : 'NotReady';
  return valueAt(node, 'spec.unschedulable') === true ? `${status},SchedulingDisabled` : status;
}

const rolePrefix = 'node-role.kubernetes.io/';

function nodeRoles(node: KubeObject): string {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(node.metadata?.labels ?? {})) {
    if (key.startsWith(rolePrefix) && key.length > rolePrefix.length) roles.add(key.slice(rolePrefix.length));
    if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return [...roles].sort().join(',') || '<none>';
}

function nodeAddress(node: KubeObject, type: string): string {
  const address = listAt(node, 'status.addresses').find((item) => textAt(item, 'type') === type);
  return textAt(address, 'address') || '<none>';
}

export const resourceQuotaColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  ageColumn(),
  column('Request', 'What is used of what may be requested or counted.', (quota) => quotaUse(quota, false)),
  column('Limit', 'What is used of what limits may add up to.', (quota) => quotaUse(quota, true)),
];

function quotaUse(quota: KubeObject, limits: boolean): string {
  const used = recordAt(quota, 'status.used');
  return Object.entries(recordAt(quota, 'status.hard'))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .filter(([resource]) => resource.startsWith('limits.') === limits)
    .map(([resource, hard]) => `${resource}: ${quantity(used[resource])}/${quantity(hard)}`)
    .join(', ');
}

function quantity(value: unknown): string {
  return typeof value === 'string' ? value : '0';
}

export const leaseColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  textColumn('Holder', 'spec.holderIdentity', 'Who holds the lease.'),
  ageColumn(),
];

export const runtimeClassColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  textColumn('Handler', 'handler', 'What the container runtime calls it.'),
  ageColumn(),
];

export const trustBundleColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column('SignerName', 'For whom it vouches.', (object) => textAt(object, 'spec.signerName') || '<none>'),
];

export const signingRequestColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  ageColumn(),
  column('SignerName', 'Who is asked to sign.', (object) => textAt(object, 'spec.signerName') || '<none>'),
  textColumn('Requestor', 'spec.username', 'Who asks.'),
  column('RequestedDuration', 'How long the certificate is to be valid.', (object) =>
    hasAt(object, 'spec.expirationSeconds')
      ? humanDuration(numberAt(object, 'spec.expirationSeconds') * 1000)
      : '<none>',
  ),
  column('Condition', 'What has become of the request.', signingStatus),
];

function signingStatus(request: KubeObject): string {
  const types = new Set(listAt(request, 'status.conditions').map((condition) => textAt(condition, 'type')));
  const decision = types.has('Denied') ? 'Denied' : types.has('Approved') ? 'Approved' : 'Pending';
  const failed = types.has('Failed') ? ',Failed' : '';
  return `${decision}${failed}${textAt(request, 'status.certificate') === '' ? '' : ',Issued'}`;
}

export const priorityClassColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column('Value', 'The priority; higher goes first.', (object) => numberAt(object, 'value'), 'integer'),
  column(
    'Global-Default',
    'Pods that name no class get this one.',
    (object) => valueAt(object, 'globalDefault') === true,
    'boolean',
  ),
  ageColumn(),
  textColumn('PreemptionPolicy', 'preemptionPolicy', 'Whether its pods push others out.'),
];

export const disruptionBudgetColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column(
    'Min Available',
    'The fewest pods that must stay.',
    (object) => textAt(object, 'spec.minAvailable') || 'N/A',
  ),
  column(
    'Max Unavailable',
    'The most pods that may be gone.',
    (object) => textAt(object, 'spec.maxUnavailable') || 'N/A',
  ),
  column(
    'Allowed Disruptions',
    'How many pods may be evicted now.',
    (object) => numberAt(object, 'status.disruptionsAllowed'),
    'integer',
  ),
  ageColumn(),
];

/**
 * Events of both groups; `events.k8s.io` calls the same fields by other names.
 */
export const eventColumns: readonly ColumnDefinition[] = [
  column('Last Seen', 'The time since it last happened.', lastSeen),
  textColumn('Type', 'type', 'Normal or Warning.'),
  textColumn('Reason', 'reason', 'Why, in one word.'),
  column('Object', 'What it happened to.', (event) => {
    const { kind, name } = involved(event);
    return name === '' ? kind : `${kind}/${name}`;
  }),
  wide(column('Subobject', 'Which part of it.', (event) => involved(event).fieldPath)),
  wide(column('Source', 'Who reported it.', eventSource)),
  column('Message', 'What happened, in words.', (event) =>
    (textAt(event, 'message') || textAt(event, 'note')).trim(),
  ),
  wide(column('First Seen', 'The time since it first happened.', firstSeen)),
  wide(column('Count', 'How often it happened.', eventCount)),
  wide(nameColumn()),
];

function involved(event: KubeObject): {
  readonly kind: string;
  readonly name: string;
  readonly fieldPath: string;
} {
  const reference = recordAt(event, hasAt(event, 'involvedObject') ? 'involvedObject' : 'regarding');
  return {
    kind: textAt(reference, 'kind').toLowerCase(),
    name: textAt(reference, 'name'),
    fieldPath: textAt(reference, 'fieldPath'),
  };
}

function firstSeen(event: KubeObject, nowMs: number): string {
  const first = textAt(event, 'firstTimestamp') || textAt(event, 'deprecatedFirstTimestamp');
  return since(first || textAt(event, 'eventTime'), nowMs);
}

function lastSeen(event: KubeObject, nowMs: number): string {
  if (hasAt(event, 'series')) return since(textAt(event, 'series.lastObservedTime'), nowMs);
  const last = textAt(event, 'lastTimestamp') || textAt(event, 'deprecatedLastTimestamp');
  return last === '' ? firstSeen(event, nowMs) : since(last, nowMs);
}

function eventCount(event: KubeObject): number {
  if (hasAt(event, 'series')) return numberAt(event, 'series.count');
  return numberAt(event, 'count') || numberAt(event, 'deprecatedCount') || 1;
}

function eventSource(event: KubeObject): string {
  const source = recordAt(event, hasAt(event, 'source') ? 'source' : 'deprecatedSource');
  const component =
    textAt(source, 'component') ||
    textAt(event, 'reportingComponent') ||
    textAt(event, 'reportingController');
  const instance = textAt(source, 'host') || textAt(event, 'reportingInstance');
  return instance === '' ? component : `${component}, ${instance}`;
}
