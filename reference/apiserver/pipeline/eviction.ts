import { ensureObject, objectAt, objectsAt, textAt, textsAt, type Fields } from '../fields.ts';
import type { ApiAnswer } from '../message.ts';
import type { WriteOptions } from '../query.ts';
import type { DeleteOptions } from '../registry/deletion.ts';
import { draftOf, matchNamespace } from '../registry/metadata.ts';
import type { Draft, KubeObject } from '../resource-definition.ts';
import { badRequest, invalid, notFound, Refusal, success, unexplained } from '../status.ts';
import { timestampText } from '../timestamp.ts';
import { admitSubresource } from './admission.ts';
import { answerRefusal, answerStatus } from './answer.ts';
import type { RequestContext } from './context.ts';
import { deleteObject, preconditionMismatch } from './delete.ts';
import { deleteOptionsOf, refuseDeleteOptions } from './delete-options.ts';
import { budgetsOf, notLookedAtYet, sparesNotReady, takeDisruption } from './disruption-budgets.ts';
import { updateObject } from './update.ts';
import { readWrittenBody } from './written-body.ts';

/** Upstream names the kind here, not the resource. */
const podKind = { group: '', resource: 'Pod' };
const evictionKind = { group: 'policy', version: 'v1', kind: 'Eviction' };
const acceptedKind = { ...evictionKind, otherVersions: ['policy/v1beta1'] };

/** How often a Pod that needs no budget is looked at anew because somebody changed it meanwhile. */
const mostAttempts = 20;

/** How an eviction wants its Pod deleted, and the fields that say so, which are judged when the Pod is. */
interface Wish {
  readonly given: Fields;
  readonly options: DeleteOptions;
  readonly writeOptions: WriteOptions;
}

/** Deletes a pod unless a disruption budget is in the way. */
export async function handleEviction(context: RequestContext): Promise<ApiAnswer> {
  const { warnings, info } = context;
  const body = readWrittenBody(context, acceptedKind, 'CreateOptions');
  if (body instanceof Refusal) return answerRefusal(body, context);
  const { draft: eviction, options } = body;
  const mismatch = matchNamespace(ensureObject(eviction, 'metadata'), true, info.namespace);
  if (mismatch !== undefined) return answerRefusal(mismatch, context);
  const refused = await admitSubresource(context, {
    kind: evictionKind,
    name: info.name,
    object: eviction,
    dryRun: options.dryRun,
    check: () => checkEviction(context, eviction),
  });
  const refusal = refused ?? (await evict(context, wishOf(eviction, options)));
  if (refusal !== undefined) return answerRefusal(refusal, context);
  return answerStatus({ ...success(), code: 201 }, context.format, warnings);
}

function checkEviction({ info, path }: RequestContext, eviction: Draft): Refusal | undefined {
  if (textAt(objectAt(eviction, 'metadata'), 'name') !== info.name)
    return badRequest('name in URL does not match name in Eviction object');
  const given = objectAt(eviction, 'deleteOptions');
  if (given?.['ignoreStoreReadErrorWithClusterBreakingPotential'] === true) {
    const field = 'deleteOptions.ignoreStoreReadErrorWithClusterBreakingPotential';
    const message = 'Invalid value: true: can not be set for pod eviction, try after removing the option';
    return invalid(evictionKind, info.name, [{ field, reason: 'FieldValueInvalid', message }]);
  }
  const [asked, wanted] = [path.query.getAll('dryRun'), textsAt(given, 'dryRun')];
  if (asked.length === 0 || wanted.length === 0 || asked.join() === wanted.join()) return undefined;
  return unexplained(
    `Non-matching dry-run options in request and content: [${asked.join(' ')}] and [${wanted.join(' ')}]`,
  );
}

function wishOf(eviction: Draft, writeOptions: WriteOptions): Wish {
  const given = objectAt(eviction, 'deleteOptions') ?? {};
  const options = deleteOptionsOf(given);
  const dryRun = options.dryRun || writeOptions.dryRun;
  return { given, options: { ...options, dryRun }, writeOptions: { ...writeOptions, dryRun } };
}

async function evict(context: RequestContext, wish: Wish): Promise<Refusal | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const pod = await readPod(context);
    if (pod === undefined) return notFound({ group: '', resource: 'pods' }, context.info.name);
    if (!needsNoBudget(pod)) return evictWithinBudget(context, pod, wish);
    // A Pod that is about to run must not be taken for one that does not.
    const mustBeThis = textAt(objectAt(pod, 'status'), 'phase') === 'Pending' && !isGoing(pod);
    const refused = await markAndDelete(context, mustBeThis ? onlyAs(pod, wish) : wish);
    if (refused?.status.reason !== 'Conflict' || isGuardedBy(wish) || attempt === mostAttempts)
      return refused;
  }
}

async function evictWithinBudget(
  context: RequestContext,
  pod: KubeObject,
  wish: Wish,
): Promise<Refusal | undefined> {
  const [budget, ...others] = await budgetsOf(context, pod);
  if (budget === undefined) return markAndDelete(context, wish);
  if (others.length > 0) {
    const what = 'more than one PodDisruptionBudget, which the eviction subresource does not support';
    return unexplained(`This pod has ${what}.`);
  }
  if (isReady(pod) || !sparesNotReady(budget)) {
    const { dryRun } = wish.options;
    const refused = await takeDisruption(context, budget, { podName: context.info.name, dryRun });
    return refused ?? markAndDelete(context, wish);
  }
  const refused = await markAndDelete(context, onlyAs(pod, wish));
  const isOvertaken = refused?.status.reason === 'Conflict' && !isGuardedBy(wish);
  return isOvertaken ? notLookedAtYet(budget.metadata?.name ?? '') : refused;
}

function isGuardedBy({ options }: Wish): boolean {
  return options.preconditions?.resourceVersion !== undefined;
}

/** The same wish for the Pod as it was read, unless the client has said himself which one he means. */
function onlyAs(pod: KubeObject, wish: Wish): Wish {
  const { resourceVersion } = pod.metadata ?? {};
  if (isGuardedBy(wish) || resourceVersion === undefined) return wish;
  const { options } = wish;
  return { ...wish, options: { ...options, preconditions: { ...options.preconditions, resourceVersion } } };
}

async function readPod({ entry, info, definition }: RequestContext): Promise<KubeObject | undefined> {
  const stored = await entry.store.read(entry.store.keyOf(info.namespace, info.name));
  return stored?.view(definition).object;
}

async function markAndDelete(context: RequestContext, wish: Wish): Promise<Refusal | undefined> {
  const { namespace, name } = context.info;
  const options = wish.options.dryRun ? wish.options : await markDisrupted(context, wish);
  if (options instanceof Refusal) return options;
  const refused = refuseDeleteOptions(wish.given);
  if (refused !== undefined) return refused;
  const outcome = await deleteObject(context, { namespace, name, options, isAdmitted: true });
  return outcome instanceof Refusal ? outcome : undefined;
}

/** The pod's own record of why it goes. Answers how the pod that is marked is to be deleted. */
async function markDisrupted(
  context: RequestContext,
  { options, writeOptions }: Wish,
): Promise<DeleteOptions | Refusal> {
  const { info, server } = context;
  const { uid = '', resourceVersion = '' } = options.preconditions ?? {};
  const meant = { ...(uid === '' ? {} : { uid }), ...(resourceVersion === '' ? {} : { resourceVersion }) };
  const outcome = await updateObject(context, {
    namespace: info.namespace,
    name: info.name,
    options: writeOptions,
    part: 'whole',
    admission: 'nobody',
    transform: (before) =>
      preconditionMismatch(before, { of: podKind, name: info.name }, meant) ??
      marked(before, timestampText(server.environment.clock.now())),
  });
  if (outcome === 'missing') return notFound({ group: '', resource: 'pods' }, info.name);
  if (outcome instanceof Refusal) return outcome;
  const newest = outcome.object.metadata?.resourceVersion;
  if (options.preconditions?.resourceVersion === undefined || newest === undefined) return options;
  // The mark is a change of the server's own.
  return { ...options, preconditions: { ...options.preconditions, resourceVersion: newest } };
}

function marked(pod: KubeObject, now: string): Draft {
  const draft = draftOf(pod);
  const status = ensureObject(draft, 'status');
  const conditions = objectsAt(status, 'conditions');
  const before = conditions.find((entry) => textAt(entry, 'type') === 'DisruptionTarget');
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: before?.['status'] === 'True' ? before['lastTransitionTime'] : now,
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  };
  status['conditions'] =
    before === undefined
      ? [...conditions, condition]
      : conditions.map((entry) => (entry === before ? condition : entry));
  return draft;
}

/** Pods that are over, have not begun or are going already disturb nobody. */
function needsNoBudget(pod: KubeObject): boolean {
  const phase = textAt(objectAt(pod, 'status'), 'phase');
  return ['Succeeded', 'Failed', 'Pending'].includes(phase) || isGoing(pod);
}

function isGoing(pod: KubeObject): boolean {
  return pod.metadata?.deletionTimestamp !== undefined;
}

function isReady(pod: KubeObject): boolean {
  return objectsAt(objectAt(pod, 'status'), 'conditions').some(
    (condition) => condition['type'] === 'Ready' && condition['status'] === 'True',
  );
}
