import { attributesOf, notAllowed } from '../authorization/request-attributes.ts';
import {
  cloneJson,
  ensureObject,
  equalJson,
  numberAt,
  objectAt,
  setOrRemove,
  textAt,
  textsAt,
} from '../fields.ts';
import type { AdmissionRequest } from '../admission/admission-chain.ts';
import type { ApiAnswer } from '../message.ts';
import type { WriteOptions } from '../query.ts';
import { dedupOwners, duplicateOwners, keepSystemFields, matchNamespace } from '../registry/metadata.ts';
import type { UpdateDecision } from '../registry/object-store.ts';
import type { ObjectView, StoredObject } from '../registry/stored-object.ts';
import type { Reservation } from '../registry/write-hooks.ts';
import type { Draft, KubeObject } from '../resource-definition.ts';
import { badRequest, conflict, invalid, notFound, objectModified, Refusal } from '../status.ts';
import { timestampText } from '../timestamp.ts';
import { validateNamespaceFinalize } from '../validation/core-validation.ts';
import { changedMetadataProblems } from '../validation/metadata.ts';
import { admissionRequest } from './admission.ts';
import { answerObject, answerRefusal, viewOf } from './answer.ts';
import type { RequestContext } from './context.ts';
import { createObject } from './create.ts';
import { keepAllButEphemeral } from './ephemeral-containers.ts';
import { parseResourceVersion } from './resource-version.ts';
import { readWrittenBody } from './written-body.ts';

/** A change of one stored object. */
export interface UpdatePlan {
  readonly namespace: string;
  readonly name: string;
  readonly options: WriteOptions;
  /**
   * `''` leaves the status as it is, `status` everything else, `approval` all but the conditions, `ephemeralcontainers` all but those of a Pod. What the server itself composes (`whole`, and `finalize`
   * with optimistic locking) is taken as it is.
   */
  readonly part: '' | 'status' | 'approval' | 'ephemeralcontainers' | 'whole' | 'finalize';
  /** Who asks admission where that is not asked about the object itself; `nobody`: it has been asked already. */
  readonly admission?: 'nobody' | ValidatingAdmission;
  /** Another uid is a conflict rather than a forbidden change. */
  readonly uidIsPrecondition?: boolean;
  /**
   * The state that is to be, for the state that is. May be asked several times. The answer belongs to the caller.
   */
  transform(before: KubeObject): Draft | Refusal | Promise<Draft | Refusal>;
}

/** Asks the validating plugins about another kind of object; the mutating ones were asked while it was composed. */
export interface ValidatingAdmission {
  validate(after: KubeObject): Promise<Refusal | undefined>;
}

export async function handleUpdate(context: RequestContext): Promise<ApiAnswer> {
  const { info } = context;
  const decoded = decodeUpdate(context);
  if (decoded instanceof Refusal) return answerRefusal(decoded, context);
  const { draft, options } = decoded;
  const outcome = await updateObject(context, {
    namespace: info.namespace,
    name: info.name,
    options,
    part: partOf(info.subresource),
    uidIsPrecondition: true,
    transform: () => cloneJson(draft),
  });
  if (outcome !== 'missing') {
    return outcome instanceof Refusal ? answerRefusal(outcome, context) : answerObject(context, 200, outcome);
  }
  if (!context.definition.strategy.allowCreateOnUpdate || info.subresource !== '') {
    const of = { group: context.definition.group, resource: context.definition.plural };
    const uid = textAt(objectAt(draft, 'metadata'), 'uid');
    // The uid is a precondition, and what does not exist has none.
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: `;
    return answerRefusal(uid === '' ? notFound(of, info.name) : conflict(of, info.name, why), context);
  }
  setOrRemove(ensureObject(draft, 'metadata'), 'resourceVersion', undefined);
  const created = await createObject(context, draft, options, mayCreate);
  return created instanceof Refusal ? answerRefusal(created, context) : answerObject(context, 201, created);
}

/** Which part of an object is written through a subresource that shows all of it. */
export function partOf(subresource: string): UpdatePlan['part'] {
  if (subresource === 'ephemeralcontainers') return subresource;
  return subresource === 'status' || subresource === 'approval' ? subresource : '';
}

/** Whoever may replace what is there need not be allowed to make what is not. */
async function mayCreate({ server, identity, request, path }: RequestContext): Promise<Refusal | undefined> {
  const attributes = { ...attributesOf(identity, request.method, path), verb: 'create' };
  const { allowed, why } = await server.authorization.authorizer(attributes);
  return allowed ? undefined : notAllowed(attributes, why);
}

function decodeUpdate(context: RequestContext): { draft: Draft; options: WriteOptions } | Refusal {
  const { definition, info } = context;
  const body = readWrittenBody(context, definition, 'UpdateOptions');
  if (body instanceof Refusal) return body;
  const { draft, options } = body;
  definition.strategy.applyDefaults(draft);
  const metadata = ensureObject(draft, 'metadata');
  const mismatch =
    matchNamespace(metadata, definition.namespaced, info.namespace) ?? matchName(metadata, info.name);
  return mismatch ?? { draft, options };
}

export function matchName(metadata: Draft, name: string): Refusal | undefined {
  const given = textAt(metadata, 'name');
  if (given === name) return undefined;
  if (given === '') {
    return badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    );
  }
  return badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);
}

/**
 * Changes a stored object: optimistic locking, admission, validation, storage. Answers the new state, `missing` where
 * there is no such object, or the refusal.
 */
export async function updateObject(
  context: RequestContext,
  plan: UpdatePlan,
): Promise<ObjectView | Refusal | 'missing'> {
  const { entry, definition } = context;
  const key = entry.store.keyOf(plan.namespace, plan.name);
  const attempt = new UpdateAttempt(context, plan);
  if (plan.options.dryRun) return dryUpdate(attempt, await entry.store.read(key));
  const outcome = await entry.store.update(key, (current) => attempt.decide(current));
  if (outcome === undefined || outcome instanceof Refusal || !outcome.written) await attempt.release();
  if (outcome === undefined) return 'missing';
  if (outcome instanceof Refusal) return outcome;
  if (outcome.deletedAt !== undefined) {
    await entry.hooks?.afterDelete(outcome.stored.object);
    return viewOf(attempt.draft);
  }
  if (outcome.written && attempt.before !== undefined) {
    await entry.hooks?.afterUpdate(attempt.before, outcome.stored.object);
  }
  return outcome.stored.view(definition);
}

async function dryUpdate(
  attempt: UpdateAttempt,
  current: StoredObject | undefined,
): Promise<ObjectView | Refusal | 'missing'> {
  if (current === undefined) return 'missing';
  const decision = await attempt.decide(current);
  await attempt.release();
  return decision instanceof Refusal ? decision : viewOf(attempt.answer());
}

/** Brings a change upon one state after the other, until the store takes it. */
class UpdateAttempt {
  readonly #context: RequestContext;
  readonly #plan: UpdatePlan;
  #reservation: Reservation | undefined;
  draft: Draft = {};
  before: KubeObject | undefined;

  constructor(context: RequestContext, plan: UpdatePlan) {
    this.#context = context;
    this.#plan = plan;
  }

  /** The outcome as it would come out of the store. */
  answer(): KubeObject {
    const { conversion } = this.#context.definition;
    return conversion === undefined ? this.draft : conversion.fromStorage(conversion.toStorage(this.draft));
  }

  async release(): Promise<void> {
    const reservation = this.#reservation;
    this.#reservation = undefined;
    await reservation?.release();
  }

  async decide(current: StoredObject): Promise<UpdateDecision> {
    await this.release();
    const { definition } = this.#context;
    const before = current.view(definition).object;
    const transformed = this.#plan.transform(before);
    const draft = transformed instanceof Promise ? await transformed : transformed;
    if (draft instanceof Refusal) return draft;
    const refused = await this.#prepare(draft, before);
    if (refused !== undefined) return refused;
    this.draft = draft;
    this.before = current.object;
    if (isDone(draft, before)) return 'delete';
    const write = definition.conversion?.toStorage(draft) ?? draft;
    const { ttlSeconds } = definition;
    return ttlSeconds === undefined ? { write: write } : { write: write, ttlSeconds };
  }

  /** Optimistic locking on the uid, which comes before anybody else is asked. */
  #checkUid(metadata: Draft, before: KubeObject): Refusal | undefined {
    const { definition } = this.#context;
    const uid = textAt(metadata, 'uid');
    if (this.#plan.uidIsPrecondition !== true || uid === '' || uid === before.metadata?.uid) return undefined;
    const key = this.#context.entry.store
      .keyOf(this.#plan.namespace, this.#plan.name)
      .replace(/^\/registry/, '');
    const why =
      `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ` +
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${before.metadata?.uid ?? ''}`;
    return conflict({ group: definition.group, resource: definition.plural }, this.#plan.name, why);
  }

  /** Plugins may have changed it, or taken it away. */
  #checkNamespace(draft: Draft): Refusal | undefined {
    const { namespaced } = this.#context.definition;
    return matchNamespace(ensureObject(draft, 'metadata'), namespaced, this.#plan.namespace);
  }

  /** Optimistic locking on the resourceVersion, which comes after the mutating plugins. */
  #checkVersion(metadata: Draft, before: KubeObject): Refusal | undefined {
    const { definition } = this.#context;
    const of = { group: definition.group, resource: definition.plural };
    const { name } = this.#plan;
    const version = textAt(metadata, 'resourceVersion');
    const unreadable = parseResourceVersion(version);
    if (unreadable instanceof Refusal) return unreadable;
    if (version === '' || version === '0') {
      if (definition.strategy.allowUnconditionalUpdate || this.#plan.part === 'whole') {
        metadata['resourceVersion'] = before.metadata?.resourceVersion;
        return undefined;
      }
      const message = 'Invalid value: 0x0: must be specified for an update';
      const problem = { field: 'metadata.resourceVersion', reason: 'FieldValueInvalid', message } as const;
      return invalid({ group: definition.group, kind: definition.plural }, name, [problem]);
    }
    return version === before.metadata?.resourceVersion ? undefined : conflict(of, name, objectModified);
  }

  /** Mutating admission, locking, completion, validation and validating admission, in this order. */
  async #prepare(draft: Draft, before: KubeObject): Promise<Refusal | undefined> {
    const metadata = ensureObject(draft, 'metadata');
    const { warnings } = this.#context;
    const isPatch = this.#context.request.method === 'PATCH';
    if (!isPatch) warnings.push(...duplicateOwners(dedupOwners(metadata), 'before'));
    const wrongUid = this.#checkUid(metadata, before);
    if (wrongUid !== undefined) return wrongUid;
    const admission = this.#admissionOf(draft, before);
    const mutated =
      admission === undefined ? undefined : await this.#context.server.admission.mutate(admission);
    if (mutated !== undefined) return mutated;
    warnings.push(...duplicateOwners(dedupOwners(ensureObject(draft, 'metadata')), 'after'));
    const elsewhere =
      this.#checkNamespace(draft) ?? this.#checkVersion(ensureObject(draft, 'metadata'), before);
    if (elsewhere !== undefined) return elsewhere;
    this.#complete(draft, before);
    const reservation = await this.#reserve(draft, before);
    if (reservation instanceof Refusal) return reservation;
    this.#reservation = reservation;
    const refused = this.#check(draft, before) ?? (await this.#validatingAdmission(admission, draft));
    if (refused === undefined && this.#plan.part !== 'whole') this.#settle(draft);
    return refused;
  }

  /** What is read from the store is defaulted anew upstream: labels that only now are there count then. */
  #settle(draft: Draft): void {
    this.#context.definition.strategy.applyDefaults(draft);
  }

  /** A change of the status takes nothing. */
  async #reserve(draft: Draft, before: KubeObject): Promise<Reservation | Refusal | undefined> {
    const { part, options } = this.#plan;
    return part === 'status'
      ? undefined
      : this.#context.entry.hooks?.reserveForUpdate(draft, before, options.dryRun);
  }

  #admissionOf(draft: Draft, before: KubeObject): AdmissionRequest | undefined {
    const { namespace, name, options, admission } = this.#plan;
    if (admission !== undefined) return undefined;
    const { dryRun } = options;
    const about = { operation: 'UPDATE', namespace, name, object: draft, oldObject: before, dryRun } as const;
    return admissionRequest(this.#context, about);
  }

  async #validatingAdmission(own: AdmissionRequest | undefined, draft: Draft): Promise<Refusal | undefined> {
    if (own !== undefined) return this.#context.server.admission.validate(own);
    const { admission } = this.#plan;
    return admission === undefined || admission === 'nobody' ? undefined : admission.validate(draft);
  }

  #now(): string {
    return timestampText(this.#context.server.environment.clock.now());
  }

  /** Puts back what cannot be changed through this door, and sets what only the server sets. */
  #complete(draft: Draft, before: KubeObject): void {
    const { strategy } = this.#context.definition;
    const { part } = this.#plan;
    if (part === 'ephemeralcontainers') keepAllButEphemeral(draft, before);
    if (part === '' || part === 'status') separate(draft, before, part, strategy.hasStatusSubresource);
    if (part === 'approval') keepAllButConditions(draft, before);
    keepSystemFields(draft, before);
    if (part === 'status') strategy.prepareForStatusUpdate?.(draft, before, this.#now());
    if (part === '' || part === 'ephemeralcontainers') strategy.prepareForUpdate?.(draft, before);
    if (part !== '') return;
    const counted = strategy.countedField ?? 'spec';
    if (!strategy.countsGeneration || equalJson(draft[counted], before[counted])) return;
    const metadata = ensureObject(draft, 'metadata');
    metadata['generation'] = (numberAt(metadata, 'generation') ?? 0) + 1;
  }

  #check(draft: Draft, before: KubeObject): Refusal | undefined {
    const { definition, warnings } = this.#context;
    const after = draft as KubeObject;
    const problems = changedMetadataProblems({ before, after }, definition, passesOf(this.#plan.part));
    const { strategy } = definition;
    if (this.#plan.part === 'status') problems.add(...(strategy.validateStatusUpdate?.(before, after) ?? []));
    else if (this.#plan.part === 'approval')
      problems.add(...(strategy.validateApproval?.(before, after) ?? []));
    else if (this.#plan.part === '') problems.add(...strategy.validateUpdate(before, after));
    else if (this.#plan.part === 'ephemeralcontainers')
      problems.add(...(strategy.validateEphemeralContainers?.(before, after) ?? []));
    else if (this.#plan.part === 'finalize') problems.add(...validateNamespaceFinalize(after));
    if (problems.size > 0) return invalid(definition.storageKind, this.#plan.name, problems.found);
    if (this.#plan.part === '' && strategy.warnings !== undefined)
      warnings.push(...strategy.warnings(after, before));
    return undefined;
  }
}

/** As which kind of change the metadata are looked at beyond what is common; undefined: nothing more. */
function passesOf(part: UpdatePlan['part']): 'update' | 'status' | undefined {
  if (part === '') return 'update';
  return part === 'status' || part === 'approval' || part === 'finalize' ? 'status' : undefined;
}

/** The main endpoint leaves the status alone, the status endpoint everything but status and metadata. */
function separate(draft: Draft, before: KubeObject, part: '' | 'status', hasStatus: boolean): void {
  if (part === '') {
    if (hasStatus) setOrRemove(draft, 'status', cloneJson(before['status']));
    return;
  }
  const names = new Set([...Object.keys(draft), ...Object.keys(before)]);
  for (const name of names) {
    if (name !== 'status' && name !== 'metadata') setOrRemove(draft, name, cloneJson(before[name]));
  }
}

/** Of what stands outside the metadata an approval changes the conditions alone. */
function keepAllButConditions(draft: Draft, before: KubeObject): void {
  const conditions = objectAt(draft, 'status')?.['conditions'];
  const status: Draft = { ...objectAt(before, 'status') };
  setOrRemove(status, 'conditions', cloneJson(conditions));
  separate(draft, before, 'status', true);
  draft['status'] = status;
}

/** True where an object that waited for its finalizers has none left. */
function isDone(draft: Draft, before: KubeObject): boolean {
  if (before.metadata?.deletionTimestamp === undefined) return false;
  if (textsAt(ensureObject(draft, 'metadata'), 'finalizers').length > 0) return false;
  if (before.metadata.deletionGracePeriodSeconds !== 0 && before.kind !== 'Namespace') return false;
  const spec = draft['spec'];
  return before.kind !== 'Namespace' || textsAt(spec as Draft | undefined, 'finalizers').length === 0;
}
