import { ensureObject, numberAt, objectAt, objectsAt, textAt, textsAt } from '../fields.ts';
import type { ApiAnswer } from '../message.ts';
import type { WriteOptions } from '../query.ts';
import type { DeleteOptions } from '../registry/deletion.ts';
import { draftOf } from '../registry/metadata.ts';
import type { Draft, KubeObject } from '../resource-definition.ts';
import { badRequest, notFound, Refusal, success, tooManyRequests } from '../status.ts';
import { timestampText } from '../timestamp.ts';
import { labelsOf, selectsLabels } from '../validation/label-selectors.ts';
import { admitSubresource } from './admission.ts';
import { answerRefusal, answerStatus } from './answer.ts';
import type { RequestContext } from './context.ts';
import { deleteObject, preconditionMismatch } from './delete.ts';
import { updateObject } from './update.ts';
import { readWrittenBody } from './written-body.ts';

/** Upstream names the kind here, not the resource. */
const podKind = { group: '', resource: 'Pod' };
const evictionKind = { group: 'policy', version: 'v1', kind: 'Eviction' };

/** Deletes a pod unless a disruption budget is in the way. */
export async function handleEviction(context: RequestContext): Promise<ApiAnswer> {
  const { warnings, info } = context;
  const body = readWrittenBody(context, evictionKind, 'CreateOptions');
  if (body instanceof Refusal) return answerRefusal(body, context);
  const { draft: eviction, options } = body;
  const given = textAt(objectAt(eviction, 'metadata'), 'name');
  if (given !== '' && given !== info.name) {
    return answerRefusal(badRequest('name in URL does not match name in Eviction object'), context);
  }
  const refused = await admitSubresource(context, {
    kind: evictionKind,
    name: info.name,
    object: eviction,
    dryRun: options.dryRun,
    check: () => undefined,
  });
  if (refused !== undefined) return answerRefusal(refused, context);
  const blocked = await findBlockingBudget(context);
  if (blocked !== undefined) return answerRefusal(blocked, context);
  const deletion = deleteOptionsOf(eviction, options.dryRun);
  const marked = await markDisrupted(context, { ...options, dryRun: deletion.dryRun }, deletion);
  if (marked instanceof Refusal) return answerRefusal(marked, context);
  const outcome = await deleteObject(context, {
    namespace: info.namespace,
    name: info.name,
    options: marked,
    isAdmitted: true,
  });
  if (outcome instanceof Refusal) return answerRefusal(outcome, context);
  return answerStatus({ ...success(), code: 201 }, context.format, warnings);
}

/** The pod's own record of why it goes, where it may. Answers how the pod that is marked is to be deleted. */
async function markDisrupted(
  context: RequestContext,
  options: WriteOptions,
  deletion: DeleteOptions,
): Promise<DeleteOptions | Refusal> {
  const { info, server } = context;
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: timestampText(server.environment.clock.now()),
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  };
  const outcome = await updateObject(context, {
    namespace: info.namespace,
    name: info.name,
    options,
    part: 'whole',
    admission: 'nobody',
    transform: (before) => {
      const mismatch = preconditionMismatch(before, { of: podKind, name: info.name }, deletion.preconditions);
      if (mismatch !== undefined) return mismatch;
      const draft = draftOf(before);
      const status = ensureObject(draft, 'status');
      const others = objectsAt(status, 'conditions').filter(
        (entry) => textAt(entry, 'type') !== condition.type,
      );
      status['conditions'] = [...others, condition];
      return draft;
    },
  });
  if (outcome === 'missing') return notFound({ group: '', resource: 'pods' }, info.name);
  if (outcome instanceof Refusal) return outcome;
  const { resourceVersion } = outcome.object.metadata ?? {};
  if (deletion.preconditions?.resourceVersion === undefined || resourceVersion === undefined) return deletion;
  // The mark is a change of the server's own.
  return { ...deletion, preconditions: { ...deletion.preconditions, resourceVersion } };
}

function deleteOptionsOf(eviction: Draft, dryRun: boolean): DeleteOptions {
  const given = objectAt(eviction, 'deleteOptions');
  const grace = numberAt(given, 'gracePeriodSeconds');
  const preconditions = objectAt(given, 'preconditions');
  const uid = textAt(preconditions, 'uid');
  const resourceVersion = textAt(preconditions, 'resourceVersion');
  return {
    dryRun: dryRun || textsAt(given, 'dryRun').length > 0,
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    preconditions: { ...(uid === '' ? {} : { uid }), ...(resourceVersion === '' ? {} : { resourceVersion }) },
  };
}

/** Pods that are over, pending or already going need no budget. */
async function findBlockingBudget(context: RequestContext): Promise<Refusal | undefined> {
  const { entry, info, server } = context;
  const pod = (await entry.store.read(entry.store.keyOf(info.namespace, info.name)))?.object;
  if (pod === undefined || needsNoBudget(pod)) return undefined;
  const cache = server.registry.find('policy', 'v1', 'poddisruptionbudgets')?.store.cache;
  for (const stored of cache?.objects.range(`${cache.prefix}${info.namespace}/`) ?? []) {
    const budget = stored.object;
    const selector = objectAt(objectAt(budget, 'spec'), 'selector');
    if (selector === undefined || !selectsLabels(selector, labelsOf({ ...pod.metadata }))) continue;
    if ((numberAt(objectAt(budget, 'status'), 'disruptionsAllowed') ?? 0) < 1) return blockedBy(budget);
  }
  return undefined;
}

function needsNoBudget(pod: KubeObject): boolean {
  const phase = textAt(objectAt(pod, 'status'), 'phase');
  return phase !== 'Running' || pod.metadata?.deletionTimestamp !== undefined;
}

function blockedBy(budget: KubeObject): Refusal {
  const name = budget.metadata?.name ?? '';
  const healthy = numberAt(objectAt(budget, 'status'), 'currentHealthy') ?? 0;
  const desired = numberAt(objectAt(budget, 'status'), 'desiredHealthy') ?? 0;
  const { status } = tooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", 0);
  const message = `The disruption budget ${name} needs ${desired} healthy pods and has ${healthy} currently`;
  return new Refusal({ ...status, details: { causes: [{ reason: 'DisruptionBudget', message }] } });
}
