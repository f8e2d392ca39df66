import { emptyStatus } from '../decode/structure-check.ts';
import { ensureObject, objectAt, setOrRemove, textAt } from '../fields.ts';
import type { ApiAnswer } from '../message.ts';
import type { WriteOptions } from '../query.ts';
import {
  dedupOwners,
  duplicateOwners,
  fillSystemFields,
  generateName,
  matchNamespace,
  withoutSystemFields,
} from '../registry/metadata.ts';
import type { StoredObject } from '../registry/stored-object.ts';
import type { Draft, KubeObject } from '../resource-definition.ts';
import { alreadyExists, generatedNameTaken, invalid, Refusal, versionOnCreate } from '../status.ts';
import { commonMetadataProblems, newMetadataProblems } from '../validation/metadata.ts';
import { admissionRequest } from './admission.ts';
import { answerObject, answerRefusal, viewOf } from './answer.ts';
import type { RequestContext } from './context.ts';
import { readWrittenBody } from './written-body.ts';

/** How often a generated name that is taken is drawn anew, the first included; as upstream. */
const generateAttempts = 8;

export async function handleCreate(context: RequestContext): Promise<ApiAnswer> {
  const draft = decodeCreation(context);
  if (draft instanceof Refusal) return answerRefusal(draft, context);
  const created = await createObject(context, draft.draft, draft.options);
  if (created instanceof Refusal) return answerRefusal(created, context);
  return answerObject(context, 201, created);
}

function decodeCreation(context: RequestContext): { draft: Draft; options: WriteOptions } | Refusal {
  const { definition, info } = context;
  const body = readWrittenBody(context, definition, 'CreateOptions');
  if (body instanceof Refusal) return body;
  const { draft, options } = body;
  definition.strategy.applyDefaults(draft);
  const metadata = withoutSystemFields(ensureObject(draft, 'metadata'));
  draft['metadata'] = metadata;
  const mismatch = matchNamespace(metadata, definition.namespaced, info.namespace);
  return mismatch ?? { draft, options };
}

/**
 * Admits, completes, checks and stores a new object of the request's resource. `draft` is defaulted already and belongs
 * to this call. `authorize` is asked between validation and the validating plugins, where the request was not one to create.
 */
export async function createObject(
  context: RequestContext,
  draft: Draft,
  options: WriteOptions,
  authorize?: (context: RequestContext) => Promise<Refusal | undefined>,
): Promise<{ readonly object: KubeObject; readonly tail: string } | Refusal> {
  const { server, definition } = context;
  const metadata = ensureObject(draft, 'metadata');
  const admission = admissionRequest(context, {
    operation: 'CREATE',
    namespace: definition.namespaced ? textAt(metadata, 'namespace') : '',
    name: textAt(metadata, 'name'),
    object: draft,
    dryRun: options.dryRun,
  });
  context.warnings.push(...duplicateOwners(dedupOwners(metadata), 'before'));
  const mutated = await server.admission.mutate(admission);
  if (mutated !== undefined) return mutated;
  const completed = completeNew(context, draft);
  if (completed !== undefined) return completed;
  // What is handed out is part of the object that is checked.
  const reservation = await context.entry.hooks?.reserveForCreate(draft, options.dryRun);
  if (reservation instanceof Refusal) return reservation;
  const refused =
    checkNew(context, draft) ??
    (await authorize?.(context)) ??
    (await server.admission.validate(admission.named(draft)));
  const stored = refused ?? (await storeNew(context, draft, options, admission.name === ''));
  if (options.dryRun || stored instanceof Refusal) await reservation?.release();
  return stored instanceof Refusal ? stored : { object: stored.object, tail: stored.tail };
}

/** What only the server sets, just before validation; what admission changed is looked at anew. */
function completeNew(context: RequestContext, draft: Draft): Refusal | undefined {
  const { server, definition, info, warnings } = context;
  const { strategy } = definition;
  const metadata = ensureObject(draft, 'metadata');
  warnings.push(...duplicateOwners(dedupOwners(metadata), 'after'));
  const mismatch = matchNamespace(metadata, definition.namespaced, info.namespace);
  if (mismatch !== undefined) return mismatch;
  fillSystemFields(server.environment, metadata);
  const prefix = textAt(metadata, 'generateName');
  if (textAt(metadata, 'name') === '' && prefix !== '')
    metadata['name'] = generateName(server.environment, prefix);
  if (textAt(metadata, 'name') === '' && strategy.namesItself === true) metadata['name'] = metadata['uid'];
  if (strategy.countsGeneration) metadata['generation'] = 1;
  if (strategy.prepareForCreate !== undefined) strategy.prepareForCreate(draft, context.identity);
  else if (strategy.hasStatusSubresource) setOrRemove(draft, 'status', emptyStatus(definition));
  return undefined;
}

function checkNew(context: RequestContext, draft: Draft): Refusal | undefined {
  const { definition, warnings } = context;
  const object = draft as KubeObject;
  const problems = newMetadataProblems(object, definition);
  problems.add(...definition.strategy.validate(object));
  if (problems.size === 0) problems.add(...commonMetadataProblems(object).found);
  if (problems.size > 0) return invalid(definition.storageKind, object.metadata?.name ?? '', problems.found);
  if (definition.strategy.warnings !== undefined) warnings.push(...definition.strategy.warnings(object));
  return undefined;
}

async function storeNew(
  context: RequestContext,
  draft: Draft,
  options: WriteOptions,
  generated: boolean,
): Promise<{ object: KubeObject; tail: string } | Refusal> {
  const { definition, entry, server } = context;
  const metadata = ensureObject(draft, 'metadata');
  const prefix = textAt(metadata, 'generateName');
  const namespace = definition.namespaced ? textAt(metadata, 'namespace') : '';
  const of = { group: definition.group, resource: definition.plural };
  // Only a version that could be one is refused; "0" and what is no number count as none, as upstream has it.
  if (/^0*[1-9]\d*$/.test(textAt(metadata, 'resourceVersion')) && !options.dryRun) return versionOnCreate();
  for (let attempt = 1; ; attempt += 1) {
    const name = textAt(objectAt(draft, 'metadata'), 'name');
    const key = entry.store.keyOf(namespace, name);
    const outcome = options.dryRun ? await dryCreate(context, key, draft) : await write(context, key, draft);
    if (outcome !== 'exists') return outcome;
    if (!generated) return alreadyExists(of, name);
    if (attempt >= generateAttempts) return generatedNameTaken(of, name);
    ensureObject(draft, 'metadata')['name'] = generateName(server.environment, prefix);
  }
}

async function write(
  context: RequestContext,
  key: string,
  draft: Draft,
): Promise<{ object: KubeObject; tail: string } | 'exists'> {
  const { definition, entry } = context;
  const stored: StoredObject | 'exists' = await entry.store.create(
    key,
    toStorage(context, draft),
    definition.ttlSeconds,
  );
  return stored === 'exists' ? stored : stored.view(definition);
}

function toStorage(context: RequestContext, draft: Draft): Draft {
  const { conversion } = context.definition;
  return conversion === undefined ? draft : conversion.toStorage(draft);
}

async function dryCreate(
  context: RequestContext,
  key: string,
  draft: Draft,
): Promise<{ object: KubeObject; tail: string } | 'exists'> {
  const existing = await context.entry.store.read(key);
  return existing === undefined ? viewOf(draft) : 'exists';
}
