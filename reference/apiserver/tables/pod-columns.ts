import type { ColumnDefinition, KubeObject } from '../resource-definition.ts';
import { ageColumn, column, nameColumn, wide } from './column.ts';
import { conditionStatus, hasAt, listAt, numberAt, recordAt, textAt, valueAt } from './field.ts';
import { epochMsOf, since } from './human-duration.ts';
import { labelsText } from './selector-text.ts';

/** What `kubectl get pods` says of a pod in one line. */
interface PodSummary {
  readonly ready: number;
  readonly total: number;
  readonly status: string;
  readonly restarts: number;
  readonly lastRestart: string;
}

interface ContainerTally {
  ready: number;
  restarts: number;
  lastRestart: string;
}

const emptyTally = (): ContainerTally => ({ ready: 0, restarts: 0, lastRestart: '' });

/** `kubectl get pods`, in the order and words of kube-apiserver 1.32. */
export const podColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column('Ready', 'Containers that are ready, of all that should be.', (pod) => {
    const { ready, total } = podSummary(pod);
    return `${ready}/${total}`;
  }),
  column('Status', 'What the pod and its containers are doing.', (pod) => podSummary(pod).status),
  column('Restarts', 'How often containers were restarted, and how long ago the last time.', (pod, nowMs) => {
    const { restarts, lastRestart } = podSummary(pod);
    return restarts === 0 || lastRestart === ''
      ? String(restarts)
      : `${restarts} (${since(lastRestart, nowMs)} ago)`;
  }),
  ageColumn(),
  wide(
    column(
      'IP',
      'The address of the pod.',
      (pod) => textAt(listAt(pod, 'status.podIPs')[0], 'ip') || '<none>',
    ),
  ),
  wide(
    column('Node', 'The node that the pod is bound to.', (pod) => textAt(pod, 'spec.nodeName') || '<none>'),
  ),
  wide(
    column(
      'Nominated Node',
      'The node on which the pod will go once others have left it.',
      (pod) => textAt(pod, 'status.nominatedNodeName') || '<none>',
    ),
  ),
  wide(column('Readiness Gates', 'Readiness gates that are true, of all.', readinessGates)),
];

/** `kubectl get podtemplates`. */
export const podTemplateColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column('Containers', 'The names of the containers of each pod.', (template) =>
    joinedFields(template, 'template.spec.containers', 'name'),
  ),
  column('Images', 'The images of the containers of each pod.', (template) =>
    joinedFields(template, 'template.spec.containers', 'image'),
  ),
  column('Pod Labels', 'The labels of each pod.', (template) =>
    labelsText(recordAt(template, 'template.metadata.labels')),
  ),
];

function joinedFields(object: KubeObject, path: string, field: string): string {
  return listAt(object, path)
    .map((item) => textAt(item, field))
    .join(',');
}

function readinessGates(pod: KubeObject): string {
  const gates = listAt(pod, 'spec.readinessGates');
  if (gates.length === 0) return '<none>';
  const open = gates.filter((gate) => conditionStatus(pod, textAt(gate, 'conditionType')) === 'True');
  return `${open.length}/${gates.length}`;
}

function podSummary(pod: KubeObject): PodSummary {
  const sidecars = new Set(
    listAt(pod, 'spec.initContainers')
      .filter((container) => textAt(container, 'restartPolicy') === 'Always')
      .map((container) => textAt(container, 'name')),
  );
  const init = initSummary(pod, sidecars);
  const total = listAt(pod, 'spec.containers').length + sidecars.size;
  const initialized = init.reason === undefined || conditionStatus(pod, 'Initialized') === 'True';
  const tally = initialized ? init.sidecars : init.all;
  const reason = initialized
    ? mainReason(pod, tally, init.reason ?? phaseReason(pod))
    : (init.reason ?? phaseReason(pod));
  return {
    ready: tally.ready,
    total,
    status: deletionReason(pod) ?? reason,
    restarts: tally.restarts,
    lastRestart: tally.lastRestart,
  };
}

function phaseReason(pod: KubeObject): string {
  const gated = listAt(pod, 'status.conditions').some(
    (item) => textAt(item, 'type') === 'PodScheduled' && textAt(item, 'reason') === 'SchedulingGated',
  );
  return gated ? 'SchedulingGated' : textAt(pod, 'status.reason') || textAt(pod, 'status.phase');
}

function deletionReason(pod: KubeObject): string | undefined {
  if (!hasAt(pod, 'metadata.deletionTimestamp')) return undefined;
  if (textAt(pod, 'status.reason') === 'NodeLost') return 'Unknown';
  return ['Succeeded', 'Failed'].includes(textAt(pod, 'status.phase')) ? undefined : 'Terminating';
}

/** Walks the init containers in order up to the first that is not done; `reason` is what that one waits for. */
function initSummary(
  pod: KubeObject,
  sidecarNames: ReadonlySet<string>,
): { readonly reason?: string; readonly all: ContainerTally; readonly sidecars: ContainerTally } {
  const all = emptyTally();
  const sidecars = emptyTally();
  const statuses = listAt(pod, 'status.initContainerStatuses');
  for (const [index, status] of statuses.entries()) {
    const isSidecar = sidecarNames.has(textAt(status, 'name'));
    countRestarts(all, status);
    if (isSidecar) countRestarts(sidecars, status);
    if (hasAt(status, 'state.terminated') && numberAt(status, 'state.terminated.exitCode') === 0) continue;
    if (isSidecar && valueAt(status, 'started') === true) {
      if (valueAt(status, 'ready') === true) {
        all.ready += 1;
        sidecars.ready += 1;
      }
      continue;
    }
    const progress = `${index}/${listAt(pod, 'spec.initContainers').length}`;
    return { reason: `Init:${initReason(status) ?? progress}`, all, sidecars };
  }
  return { all, sidecars };
}

function initReason(status: unknown): string | undefined {
  if (hasAt(status, 'state.terminated')) return terminationReason(status);
  const waiting = textAt(status, 'state.waiting.reason');
  return waiting === '' || waiting === 'PodInitializing' ? undefined : waiting;
}

function terminationReason(status: unknown): string {
  const reason = textAt(status, 'state.terminated.reason');
  if (reason !== '') return reason;
  const signal = numberAt(status, 'state.terminated.signal');
  return signal === 0 ? `ExitCode:${numberAt(status, 'state.terminated.exitCode')}` : `Signal:${signal}`;
}

function countRestarts(tally: ContainerTally, status: unknown): void {
  tally.restarts += numberAt(status, 'restartCount');
  const finishedAt = textAt(status, 'lastState.terminated.finishedAt');
  if (finishedAt === '') return;
  if (tally.lastRestart === '' || epochMsOf(tally.lastRestart) < epochMsOf(finishedAt))
    tally.lastRestart = finishedAt;
}

/** The last container has the first word: the list is walked from its end and each speaking container overrides. */
function mainReason(pod: KubeObject, tally: ContainerTally, initial: string): string {
  let reason = initial;
  let anyRunning = false;
  for (const status of listAt(pod, 'status.containerStatuses').toReversed()) {
    countRestarts(tally, status);
    const waiting = textAt(status, 'state.waiting.reason');
    if (waiting !== '') reason = waiting;
    else if (hasAt(status, 'state.terminated')) reason = terminationReason(status);
    else if (valueAt(status, 'ready') === true && hasAt(status, 'state.running')) {
      anyRunning = true;
      tally.ready += 1;
    }
  }
  if (reason !== 'Completed' || !anyRunning) return reason;
  return conditionStatus(pod, 'Ready') === 'True' ? 'Running' : 'NotReady';
}

/** The row conditions of a pod that has ended: `kubectl` marks such rows. */
export function podRowConditions(pod: KubeObject): readonly KubeObject[] {
  const phase = textAt(pod, 'status.phase');
  if (phase !== 'Succeeded' && phase !== 'Failed') return [];
  const message = phase === 'Succeeded' ? 'The pod has completed successfully.' : 'The pod failed.';
  return [{ type: 'Completed', status: 'True', reason: phase, message }];
}
