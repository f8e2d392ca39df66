import { decodeFields, type ExpectedKind } from '../decode/object.ts';
import {
  cloneJson,
  ensureObject,
  isFields,
  numberAt,
  objectAt,
  objectsAt,
  setOrRemove,
  textAt,
  textEntriesAt,
  textsAt,
  type Fields,
} from '../fields.ts';
import type { ApiAnswer } from '../message.ts';
import { PatchFailure } from '../patch/json-patch.ts';
import { parseWriteOptions } from '../query.ts';
import { draftOf, matchNamespace } from '../registry/metadata.ts';
import type { Draft, KubeObject } from '../resource-definition.ts';
import { badRequest, conflict, invalid, notFound, objectModified, Refusal } from '../status.ts';
import { admissionRequest, type ContextAdmission } from './admission.ts';
import { wholeProblems } from '../validation/metadata.ts';
import { subdomainProblems } from '../validation/names.ts';
import { Problems } from '../validation/problems.ts';
import { checkNonNegative } from '../validation/scalars.ts';
import { answerJson, answerRefusal } from './answer.ts';
import type { RequestContext } from './context.ts';
import { failed, parsePatch, type ParsedPatch } from './patch.ts';
import { updateObject } from './update.ts';
import { readWrittenBody } from './written-body.ts';

const scaleKind: ExpectedKind = { group: 'autoscaling', version: 'v1', kind: 'Scale' };

/** The scale of a workload: its number of replicas, wanted and present, in the same words for all kinds. */
export async function handleScaleGet(context: RequestContext): Promise<ApiAnswer> {
  const { entry, info } = context;
  const stored = await entry.store.read(entry.store.keyOf(info.namespace, info.name));
  if (stored === undefined) return answerRefusal(missing(context), context);
  return answerScale(context, scaleOf(stored.object));
}

export async function handleScaleUpdate(context: RequestContext): Promise<ApiAnswer> {
  const body = readWrittenBody(context, scaleKind, 'UpdateOptions');
  if (body instanceof Refusal) return answerRefusal(body, context);
  return writeScale(context, () => body.draft);
}

export async function handleScalePatch(context: RequestContext): Promise<ApiAnswer> {
  const patch = parsePatch({ ...context, definition: { ...context.definition, ...scaleKind } });
  if (patch instanceof Refusal) return answerRefusal(patch, context);
  return writeScale(context, (before) => patchScale(context, scaleOf(before), patch));
}

function patchScale(context: RequestContext, scale: Fields, patch: ParsedPatch): Draft | Refusal {
  const outcome = patch.apply(scale);
  if (outcome instanceof PatchFailure) return failed(outcome);
  if (!isFields(outcome)) return badRequest('the patch does not leave an object');
  const { warnings } = context;
  const rules = { format: 'json', expected: scaleKind, fieldValidation: 'Warn', warnings } as const;
  return decodeFields(cloneJson(outcome), rules, patch.duplicates);
}

async function writeScale(
  context: RequestContext,
  scaleFor: (before: KubeObject) => Draft | Refusal,
): Promise<ApiAnswer> {
  const { info } = context;
  const kind = context.request.method === 'PATCH' ? 'PatchOptions' : 'UpdateOptions';
  const options = parseWriteOptions(context.path.query, kind);
  if (options instanceof Refusal) return answerRefusal(options, context);
  let asked: ContextAdmission | undefined;
  const outcome = await updateObject(context, {
    namespace: info.namespace,
    name: info.name,
    options,
    part: '',
    transform: async (before) => {
      const scale = scaleFor(before);
      const misnamed =
        scale instanceof Refusal
          ? scale
          : (matchNamespace(ensureObject(scale, 'metadata'), true, info.namespace) ??
            checkName(scale, info.name));
      if (scale instanceof Refusal || misnamed !== undefined) return misnamed ?? scale;
      const wrong = checkScale(scale);
      if (wrong !== undefined) return wrong;
      asked = scaleAdmission(context, { scale, before, dryRun: options.dryRun });
      return (await context.server.admission.mutate(asked)) ?? scaled(context, before, scale);
    },
    admission: {
      validate: async (after) =>
        asked === undefined ? undefined : context.server.admission.validate(asked.showing(scaleOf(after))),
    },
  });
  if (outcome === 'missing') return answerRefusal(missing(context), context);
  if (outcome instanceof Refusal) return answerRefusal(outcome, context);
  return answerScale(context, scaleOf(outcome.object));
}

/** What admission is asked: about a Scale, not about the workload. */
function scaleAdmission(
  context: RequestContext,
  { scale, before, dryRun }: { readonly scale: Draft; readonly before: KubeObject; readonly dryRun: boolean },
): ContextAdmission {
  const { namespace, name } = context.info;
  const about = { operation: 'UPDATE', kind: scaleKind, namespace, name, dryRun } as const;
  return admissionRequest(context, { ...about, object: scale, oldObject: scaleOf(before) });
}

function checkName(scale: Draft, wanted: string): Refusal | undefined {
  const name = textAt(objectAt(scale, 'metadata'), 'name');
  if (name === wanted) return undefined;
  return badRequest(`the name of the object (${name}) does not match the name on the URL (${wanted})`);
}

function checkScale(scale: Draft): Refusal | undefined {
  const problems = new Problems();
  wholeProblems(problems, scale, subdomainProblems);
  checkNonNegative(problems, 'spec.replicas', numberAt(objectAt(scale, 'spec'), 'replicas'));
  const name = textAt(objectAt(scale, 'metadata'), 'name');
  return problems.size === 0 ? undefined : invalid(scaleKind, name, problems.found);
}

/** The workload with the scale's replicas. */
function scaled(context: RequestContext, before: KubeObject, scale: Draft): Draft | Refusal {
  const { definition, info } = context;
  const version = textAt(objectAt(scale, 'metadata'), 'resourceVersion');
  const of = { group: definition.group, resource: definition.plural };
  if (version !== '' && version !== '0' && version !== before.metadata?.resourceVersion)
    return conflict(of, info.name, objectModified);
  const replicas = numberAt(objectAt(scale, 'spec'), 'replicas') ?? 0;
  const draft = draftOf(before);
  ensureObject(draft, 'spec')['replicas'] = replicas;
  return draft;
}

function scaleOf(object: KubeObject): Fields {
  const metadata = object.metadata;
  const status: Fields = { replicas: numberAt(objectAt(object, 'status'), 'replicas') ?? 0 };
  const selector = selectorText(objectAt(objectAt(object, 'spec'), 'selector'));
  if (selector !== '') status['selector'] = selector;
  const kept: Fields = {};
  for (const name of ['name', 'namespace', 'uid', 'resourceVersion', 'creationTimestamp']) {
    setOrRemove(kept, name, (metadata as Fields | undefined)?.[name]);
  }
  const replicas = numberAt(objectAt(object, 'spec'), 'replicas') ?? 0;
  const spec = replicas === 0 ? {} : { replicas };
  return { kind: 'Scale', apiVersion: 'autoscaling/v1', metadata: kept, spec, status };
}

const operatorTexts: Readonly<Record<string, string>> = { In: 'in', NotIn: 'notin' };

/** A selector as one would write it on a command line. Plain maps are those of replication controllers. */
function selectorText(selector: Fields | undefined): string {
  if (selector === undefined) return '';
  const structured = selector['matchLabels'] !== undefined || selector['matchExpressions'] !== undefined;
  const equalities = structured
    ? textEntriesAt(selector, 'matchLabels')
    : textEntriesAt({ selector }, 'selector');
  const terms = equalities.map(([key, value]): readonly [string, string] => [key, `${key}=${value}`]);
  for (const expression of structured ? objectsAt(selector, 'matchExpressions') : []) {
    const key = textAt(expression, 'key');
    const operator = textAt(expression, 'operator');
    const set = Object.hasOwn(operatorTexts, operator) ? operatorTexts[operator] : undefined;
    const values = [...textsAt(expression, 'values')].sort().join(',');
    terms.push([
      key,
      set === undefined ? `${operator === 'Exists' ? '' : '!'}${key}` : `${key} ${set} (${values})`,
    ]);
  }
  return terms
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([, text]) => text)
    .join(',');
}

function answerScale(context: RequestContext, scale: Fields): ApiAnswer {
  return answerJson(
    200,
    JSON.stringify(scale),
    { ...context.format, representation: 'object' },
    context.warnings,
  );
}

function missing(context: RequestContext): Refusal {
  const { definition, info } = context;
  return notFound({ group: definition.group, resource: `${definition.plural}/scale` }, info.name);
}
