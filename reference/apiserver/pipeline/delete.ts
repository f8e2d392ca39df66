import type { ApiAnswer } from '../message.ts';
import type { ResourceEntry } from '../registry/registry.ts';
import { planDeletion, type DeleteOptions } from '../registry/deletion.ts';
import type { UpdateDecision } from '../registry/object-store.ts';
import type { ObjectView, StoredObject } from '../registry/stored-object.ts';
import type { KubeObject } from '../resource-definition.ts';
import { conflict, notFound, Refusal, success } from '../status.ts';
import { planNamespaceDeletion } from '../registry/namespace-deletion.ts';
import { admissionRequest } from './admission.ts';
import { answerObject, answerRefusal, answerStatus, viewOf } from './answer.ts';
import type { RequestContext } from './context.ts';
import { parseDeleteOptions } from './delete-options.ts';

/** What became of a deletion: the object as it is now, and whether it is gone. */
export interface DeletionOutcome {
  readonly view: ObjectView;
  readonly gone: boolean;
}

export async function handleDelete(context: RequestContext): Promise<ApiAnswer> {
  const options = parseDeleteOptions(context);
  if (options instanceof Refusal) return answerRefusal(options, context);
  const { namespace, name } = context.info;
  const outcome = await deleteObject(context, { namespace, name, options });
  if (outcome instanceof Refusal) return answerRefusal(outcome, context);
  const accepted = !outcome.gone && options.orphanDependents === false;
  const code = accepted ? 202 : 200;
  if (!outcome.gone || returnsObject(context.entry)) return answerObject(context, code, outcome.view);
  return answerStatus(successFor(context, outcome.view.object), context.format, context.warnings);
}

/** Kinds whose deletion answers with the object that went, instead of a Status; as upstream has it. */
const kindsReturned: ReadonlySet<string> = new Set([
  'Pod',
  'Service',
  'ServiceAccount',
  'PodTemplate',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'ResourceQuota',
  'PodSecurityPolicy',
  'StorageClass',
  'CSIDriver',
  'CSINode',
  'VolumeAttachment',
]);

function returnsObject(entry: ResourceEntry): boolean {
  return kindsReturned.has(entry.definition.kind);
}

function successFor(context: RequestContext, object: KubeObject): ReturnType<typeof success> {
  const { definition } = context;
  const uid = object.metadata?.uid;
  return success({
    name: object.metadata?.name ?? '',
    ...(definition.group === '' ? {} : { group: definition.group }),
    kind: definition.plural,
    ...(uid === undefined ? {} : { uid }),
  });
}

export interface DeletionRequest {
  readonly namespace: string;
  readonly name: string;
  /** What admission is told; absent: as `name`. */
  readonly admittedName?: string;
  /** Admission was asked about what brings the deletion about, and is not asked again. */
  readonly isAdmitted?: boolean;
  readonly options: DeleteOptions;
}

/** Deletes one object, at once or in steps, after admission. */
export async function deleteObject(
  context: RequestContext,
  request: DeletionRequest,
): Promise<DeletionOutcome | Refusal> {
  const { entry } = context;
  const key = entry.store.keyOf(request.namespace, request.name);
  const deletion = new Deletion(context, request);
  if (request.options.dryRun) return deletion.tryDry(await entry.store.read(key));
  const first = await entry.store.update(key, (current) => deletion.decide(current));
  if (first === undefined) return deletion.missing();
  if (first instanceof Refusal)
    return deletion.waiting === undefined ? first : { view: deletion.waiting, gone: false };
  if (first.deletedAt !== undefined) return deletion.finished(first.stored);
  if (!deletion.thenRemove) return { view: first.stored.view(context.definition), gone: false };
  return deletion.finished(await removeMarked(entry, key, first.stored));
}

/** The conflict, where the object is not the one that was meant; `told` is how the refusal names it. */
export function preconditionMismatch(
  { metadata }: KubeObject,
  told: { readonly of: Parameters<typeof conflict>[0]; readonly name: string },
  { uid, resourceVersion }: NonNullable<DeleteOptions['preconditions']> = {},
): Refusal | undefined {
  if (uid !== undefined && uid !== metadata?.uid) {
    const why =
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata?.uid ?? ''}). ` +
      'The object might have been deleted and then recreated';
    return conflict(told.of, told.name, why);
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata?.resourceVersion) {
    const why =
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record ` +
      `(${metadata?.resourceVersion ?? ''}). The object might have been modified`;
    return conflict(told.of, told.name, why);
  }
  return undefined;
}

/** The second step: gone, unless somebody gave the object a finalizer in between. */
async function removeMarked(entry: ResourceEntry, key: string, marked: StoredObject): Promise<StoredObject> {
  const outcome = await entry.store.update(key, (current) =>
    (current.object.metadata?.finalizers?.length ?? 0) > 0
      ? { write: structuredClone(current.object) }
      : 'delete',
  );
  return outcome === undefined || outcome instanceof Refusal ? marked : outcome.stored;
}

class Deletion {
  readonly #context: RequestContext;
  readonly #request: DeletionRequest;
  /** The object was marked with nothing left to wait for. */
  thenRemove = false;
  /** Set where the object is on its way already. */
  waiting: ObjectView | undefined;

  constructor(context: RequestContext, request: DeletionRequest) {
    this.#context = context;
    this.#request = request;
  }

  async decide(current: StoredObject): Promise<UpdateDecision> {
    const { definition, server } = this.#context;
    this.waiting = undefined;
    const object = current.view(definition).object;
    const mismatch = this.#checkPreconditions(object);
    if (mismatch !== undefined) return mismatch;
    const nowMs = server.environment.clock.now();
    const rules = { strategy: definition.strategy, nowMs };
    const { options } = this.#request;
    const plan =
      definition.kind === 'Namespace' && definition.group === ''
        ? planNamespaceDeletion(object, options, rules)
        : planDeletion(object, options, rules);
    this.thenRemove = plan.step === 'mark' && plan.thenRemove;
    // A deletion that changes nothing any more is not asked about.
    const refused = plan.step === 'wait' ? undefined : await this.#admit(object);
    if (refused !== undefined) return refused;
    if (plan.step === 'remove') return 'delete';
    if (plan.step === 'mark') {
      const { conversion } = definition;
      return { write: conversion?.toStorage(plan.draft) ?? plan.draft };
    }
    this.waiting = current.view(definition);
    return this.missing();
  }

  missing(): Refusal {
    const { definition } = this.#context;
    return notFound({ group: definition.group, resource: definition.plural }, this.#request.name);
  }

  async finished(stored: StoredObject): Promise<DeletionOutcome> {
    await this.#context.entry.hooks?.afterDelete(stored.object);
    return { view: stored.view(this.#context.definition), gone: true };
  }

  async tryDry(current: StoredObject | undefined): Promise<DeletionOutcome | Refusal> {
    if (current === undefined) return this.missing();
    const decision = await this.decide(current);
    if (this.waiting !== undefined) return { view: this.waiting, gone: false };
    if (decision instanceof Refusal) return decision;
    if (decision === 'delete') return { view: current.view(this.#context.definition), gone: true };
    return { view: viewOf(decision.write), gone: this.thenRemove };
  }

  #checkPreconditions(object: KubeObject): Refusal | undefined {
    const { definition } = this.#context;
    // Upstream names the kind here, not the resource.
    const of = { group: definition.group, resource: definition.kind };
    const { name, options } = this.#request;
    return preconditionMismatch(object, { of, name }, options.preconditions);
  }

  async #admit(object: KubeObject): Promise<Refusal | undefined> {
    const { server } = this.#context;
    const { namespace, name, admittedName = name, options, isAdmitted = false } = this.#request;
    if (isAdmitted) return undefined;
    const admission = admissionRequest(this.#context, {
      operation: 'DELETE',
      namespace,
      name: admittedName,
      oldObject: object,
      dryRun: options.dryRun,
      deleteOptions: options,
    });
    return (await server.admission.mutate(admission)) ?? (await server.admission.validate(admission));
  }
}
