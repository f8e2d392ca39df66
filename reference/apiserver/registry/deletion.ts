import { cloneJson, ensureObject, numberAt, textAt, textsAt, type Fields } from '../fields.ts';
import type { Draft, KubeObject, ResourceStrategy } from '../resource-definition.ts';
import { parseTimestamp, timestampText } from '../timestamp.ts';

export type PropagationPolicy = 'Orphan' | 'Background' | 'Foreground';

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly propagationPolicy?: PropagationPolicy;
  readonly orphanDependents?: boolean;
  readonly dryRun: boolean;
}

/** What a delete request does to an object in a given state. */
export type DeletionStep =
  /** The object goes now. */
  | { readonly step: 'remove' }
  /** The object is marked; `thenRemove`: nothing is left to wait for, so that it goes right after. */
  | { readonly step: 'mark'; readonly draft: Draft; readonly thenRemove: boolean }
  /** It is on its way already, and this request does not hurry it. */
  | { readonly step: 'wait' };

const orphanFinalizer = 'orphan';
const foregroundFinalizer = 'foregroundDeletion';

/** Decides as upstream does: grace first, then finalizers, those that the propagation policy asks for included. */
export function planDeletion(
  object: KubeObject,
  options: DeleteOptions,
  rules: { readonly strategy: ResourceStrategy; readonly nowMs: number },
): DeletionStep {
  const draft = cloneJson(object) as Draft;
  const metadata = ensureObject(draft, 'metadata');
  const grace = beginGrace(object, metadata, { ...rules, options });
  if (grace === 'wait') return { step: 'wait' };
  const finalizers = finalizersAfter(textsAt(metadata, 'finalizers'), options);
  if (finalizers.length > 0) metadata['finalizers'] = finalizers;
  else Reflect.deleteProperty(metadata, 'finalizers');
  if (grace !== undefined) return { step: 'mark', draft, thenRemove: grace === 0 && finalizers.length === 0 };
  if (finalizers.length === 0) return { step: 'remove' };
  markDeleting(metadata, rules.nowMs);
  return { step: 'mark', draft, thenRemove: false };
}

interface GraceRules {
  readonly strategy: ResourceStrategy;
  readonly nowMs: number;
  readonly options: DeleteOptions;
}

/** The grace period that begins or is shortened now; undefined where the kind knows none or it has run out. */
function beginGrace(object: KubeObject, metadata: Fields, rules: GraceRules): number | 'wait' | undefined {
  const { strategy, nowMs } = rules;
  const given = rules.options.gracePeriodSeconds;
  const requested = given !== undefined && given < 0 ? 1 : given;
  if (strategy.graceSeconds === undefined) return undefined;
  const since = textAt(metadata, 'deletionTimestamp');
  if (since !== '') return shortenGrace(metadata, since, requested);
  const seconds = strategy.graceSeconds(object, requested);
  metadata['deletionTimestamp'] = timestampText(nowMs + seconds * 1000);
  metadata['deletionGracePeriodSeconds'] = seconds;
  raiseGeneration(metadata);
  return seconds;
}

function shortenGrace(
  metadata: Fields,
  since: string,
  requested: number | undefined,
): number | 'wait' | undefined {
  const current = numberAt(metadata, 'deletionGracePeriodSeconds') ?? 0;
  if (current === 0) return undefined;
  if (requested === undefined || requested >= current) return 'wait';
  const end = (parseTimestamp(since) ?? 0) - current * 1000 + requested * 1000;
  metadata['deletionTimestamp'] = timestampText(end);
  metadata['deletionGracePeriodSeconds'] = requested;
  return requested;
}

function markDeleting(metadata: Fields, nowMs: number): void {
  const since = parseTimestamp(textAt(metadata, 'deletionTimestamp'));
  if (since === undefined) raiseGeneration(metadata);
  if (since === undefined || since > nowMs) metadata['deletionTimestamp'] = timestampText(nowMs);
  metadata['deletionGracePeriodSeconds'] = 0;
}

function raiseGeneration(metadata: Fields): void {
  const generation = numberAt(metadata, 'generation') ?? 0;
  if (generation > 0) metadata['generation'] = generation + 1;
}

function finalizersAfter(finalizers: readonly string[], options: DeleteOptions): readonly string[] {
  const policy = policyOf(finalizers, options);
  const kept = finalizers.filter(
    (finalizer) => finalizer !== orphanFinalizer && finalizer !== foregroundFinalizer,
  );
  if (policy === 'Orphan') return [...kept, orphanFinalizer];
  if (policy === 'Foreground') return [...kept, foregroundFinalizer];
  return kept;
}

/** The request's word counts, else what the object's finalizers say, else background. */
function policyOf(finalizers: readonly string[], options: DeleteOptions): PropagationPolicy {
  if (options.orphanDependents !== undefined) return options.orphanDependents ? 'Orphan' : 'Background';
  if (options.propagationPolicy !== undefined) return options.propagationPolicy;
  const found = finalizers.find(
    (finalizer) => finalizer === orphanFinalizer || finalizer === foregroundFinalizer,
  );
  if (found === undefined) return 'Background';
  return found === orphanFinalizer ? 'Orphan' : 'Foreground';
}
