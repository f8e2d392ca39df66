import { shapeOf } from '../../../schemas/structure.ts';
import { decodeFields } from '../decode/object.ts';
import { bodyLimitBytes, parseBody } from '../decode/body.ts';
import { countKeys, duplicateKeys, scanJson } from '../decode/json-text.ts';
import { cloneJson, ensureObject, isFields, textAt } from '../fields.ts';
import type { ApiAnswer } from '../message.ts';
import { applyJsonPatch, operationLimit, PatchFailure } from '../patch/json-patch.ts';
import { applyMergePatch } from '../patch/merge-patch.ts';
import { applyStrategicMergePatch } from '../patch/strategic-merge-patch.ts';
import { parseWriteOptions, type WriteOptions } from '../query.ts';
import { matchNamespace } from '../registry/metadata.ts';
import type { Draft, KubeObject } from '../resource-definition.ts';
import {
  badRequest,
  invalid,
  notFound,
  patchDoesNotApply,
  patchTooLong,
  Refusal,
  tooLarge,
  unsupportedMediaType,
} from '../status.ts';
import { answerObject, answerRefusal } from './answer.ts';
import type { RequestContext } from './context.ts';
import { partOf, updateObject } from './update.ts';

const mediaTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];

/** Turns the present state into the one that the patch describes. */
type Patch = (before: unknown) => unknown;

export interface ParsedPatch {
  readonly apply: Patch;
  /** What is wrong with keys that stand twice in the patch, in words. */
  readonly duplicates: readonly string[];
}

export async function handlePatch(context: RequestContext): Promise<ApiAnswer> {
  const { info, path, definition } = context;
  // The media type comes first: what may be wished for depends on it.
  const type = patchType(context);
  if (type instanceof Refusal) return answerRefusal(type, context);
  const options = parseWriteOptions(path.query, 'PatchOptions');
  if (options instanceof Refusal) return answerRefusal(options, context);
  const patch = parsePatch(context);
  if (patch instanceof Refusal) return answerRefusal(patch, context);
  const outcome = await updateObject(context, {
    namespace: info.namespace,
    name: info.name,
    options,
    part: partOf(info.subresource),
    transform: (before) => patched(context, { before, patch, options }),
  });
  if (outcome === 'missing') {
    return answerRefusal(
      notFound({ group: definition.group, resource: definition.plural }, info.name),
      context,
    );
  }
  return outcome instanceof Refusal ? answerRefusal(outcome, context) : answerObject(context, 200, outcome);
}

function patchType({ request }: RequestContext): string | Refusal {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type.startsWith('application/apply-patch')) return applyNotSupported();
  if (!mediaTypes.includes(type))
    return unsupportedMediaType([...mediaTypes, 'application/apply-patch+yaml']);
  return type;
}

/** Reads the body by its media type. */
export function parsePatch(context: RequestContext): ParsedPatch | Refusal {
  const { request, definition } = context;
  const type = patchType(context);
  if (type instanceof Refusal) return type;
  const body = parsePatchBody(request.body, definition.kind, type === mediaTypes[0]);
  if (body instanceof Refusal) return body;
  const { value, duplicates } = body;
  if (type === mediaTypes[0]) {
    if (Array.isArray(value) && value.length > operationLimit)
      return patchTooLong(value.length, operationLimit);
    return { apply: (before) => applyJsonPatch(before, value), duplicates };
  }
  if (type === mediaTypes[1]) return { apply: (before) => applyMergePatch(before, value), duplicates };
  const shape = shapeOf(definition);
  return { apply: (before) => keepKind(before, applyStrategicMergePatch(before, value, shape)), duplicates };
}

/** A strategic merge patch works upon an object of a known kind: what it says of the kind is passed over. */
function keepKind(before: unknown, after: unknown): unknown {
  if (!isFields(before) || !isFields(after)) return after;
  return { ...after, apiVersion: before['apiVersion'], kind: before['kind'] };
}

function applyNotSupported(): Refusal {
  const { status } = unsupportedMediaType(mediaTypes);
  return new Refusal({
    ...status,
    message: `server-side apply (application/apply-patch+yaml) is not supported yet; ${status.message ?? ''}`,
  });
}

interface PatchBody {
  readonly value: unknown;
  readonly duplicates: readonly string[];
}

function parsePatchBody(bytes: Uint8Array | undefined, kind: string, list: boolean): PatchBody | Refusal {
  if (list) return parseOperations(bytes);
  const parsed = parseBody(bytes, { format: 'json', kind, findDuplicates: true });
  if (parsed instanceof Refusal) return parsed;
  return {
    value: parsed.fields,
    duplicates: parsed.duplicates.map((path) => `duplicate field "${path}"`),
  };
}

function parseOperations(bytes: Uint8Array | undefined): PatchBody | Refusal {
  if (bytes !== undefined && bytes.length > bodyLimitBytes) return tooLarge(bodyLimitBytes);
  const text = new TextDecoder().decode(bytes ?? new Uint8Array());
  const scan = scanJson(text);
  if (scan.depth > 500) return badRequest('error decoding patch: exceeded max depth');
  try {
    const value: unknown = JSON.parse(text);
    if (!Array.isArray(value) && value !== null) {
      return badRequest(
        'error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch',
      );
    }
    const doubled = scan.keys === countKeys(value) ? [] : duplicateKeys(text);
    return { value, duplicates: doubled.map((path) => `json patch duplicate field "${path}"`) };
  } catch (error) {
    return badRequest(`error decoding patch: ${error instanceof Error ? error.message : String(error)}`);
  }
}

interface PatchStep {
  readonly before: KubeObject;
  readonly patch: ParsedPatch;
  readonly options: WriteOptions;
}

function patched(context: RequestContext, { before, patch, options }: PatchStep): Draft | Refusal {
  const { definition, info, warnings } = context;
  const outcome = patch.apply(before);
  if (outcome instanceof PatchFailure) {
    if (outcome.kind === 'malformed') return badRequest(outcome.message);
    return patchDoesNotApply(outcome.message);
  }
  if (!isFields(outcome)) return badRequest('the patch does not leave an object');
  const wrongKind = kindChanged(before, outcome);
  if (wrongKind !== undefined) return unreadable(context, wrongKind);
  const copy = cloneJson(outcome);
  const rules = { format: 'json', expected: definition, ...options, warnings } as const;
  const draft = decodeFields(copy, rules, patch.duplicates);
  // What a patch makes of an object is judged as an object, not as a body.
  if (draft instanceof Refusal) return unreadable(context, draft.status.message ?? '');
  definition.strategy.applyDefaults(draft);
  const metadata = ensureObject(draft, 'metadata');
  const name = textAt(metadata, 'name');
  if (name !== info.name) {
    return badRequest(`the name of the object (${name}) does not match the name on the URL (${info.name})`);
  }
  return matchNamespace(metadata, definition.namespaced, info.namespace) ?? draft;
}

function kindChanged(before: KubeObject, after: Draft): string | undefined {
  if (after['kind'] === before.kind && after['apiVersion'] === before.apiVersion) return undefined;
  return `the patch changes the kind of the object to ${textAt(after, 'kind')} of ${textAt(after, 'apiVersion')}`;
}

function unreadable(context: RequestContext, why: string): Refusal {
  const { definition, info } = context;
  const problem = { field: 'patch', reason: 'FieldValueInvalid', message: `Invalid value: ${why}` } as const;
  return invalid(definition, info.name, [problem]);
}
