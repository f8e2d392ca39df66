import { hugeNumber, withoutOddNumbers } from '../../../schemas/odd-number.ts';
import { shapeOf } from '../../../schemas/structure.ts';
import { notRegistered, readFields, type ExpectedKind } from '../decode/object.ts';
import { bodyLimitBytes, parseJson, typeName } from '../decode/body.ts';
import { countKeys, duplicateKeys, scanJson } from '../decode/json-text.ts';
import { cloneJson, ensureObject, isFields, textAt } from '../fields.ts';
import type { ApiAnswer } from '../message.ts';
import { applyJsonPatch, operationLimit, PatchFailure } from '../patch/json-patch.ts';
import { goText } from '../patch/go-text.ts';
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
import { apiVersionOf } from '../registry/stored-object.ts';
import { goQuote } from '../validation/problems.ts';
import { answerObject, answerRefusal } from './answer.ts';
import type { RequestContext } from './context.ts';
import { matchName, partOf, updateObject } from './update.ts';

const mediaTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];

/** Turns the present state into the one that the patch describes. */
type Patch = (before: unknown) => unknown;

/** How the outcome is read, and how it is shown where it cannot be. */
interface Reading {
  readonly style: 'text' | 'map';
  readonly shown: (outcome: unknown) => string;
}

export interface ParsedPatch {
  readonly apply: Patch;
  /** What is wrong with keys that stand twice in the patch, in words. */
  readonly duplicates: readonly string[];
  readonly reading: Reading;
}

const asText: Reading = { style: 'text', shown: (outcome) => JSON.stringify(outcome) };

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
  const body = parsePatchBody(request.body, type);
  if (body instanceof Refusal) return body;
  const { value, duplicates } = body;
  if (type === mediaTypes[0]) {
    if (Array.isArray(value) && value.length > operationLimit)
      return patchTooLong(value.length, operationLimit);
    return { apply: (before) => applyJsonPatch(before, value), duplicates, reading: asText };
  }
  if (type === mediaTypes[1]) {
    if (!isFields(value)) return badRequest('Invalid JSON Patch');
    return { apply: (before) => applyMergePatch(before, value), duplicates, reading: asText };
  }
  const shape = shapeOf(definition);
  return {
    apply: (before) => keepKind(before, applyStrategicMergePatch(before, value, shape)),
    duplicates,
    reading: { style: 'map', shown: () => goText(value) },
  };
}

/** A strategic merge patch works upon an object of a known kind: what it says of the kind is passed over. */
function keepKind(before: unknown, after: unknown): unknown {
  if (after instanceof PatchFailure || !isFields(before) || !isFields(after)) return after;
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

/** What Go would read each kind of patch into. */
const bodyTypes: Readonly<Record<string, string>> = {
  'application/json-patch+json': '[]handlers.jsonPatchOp',
  'application/merge-patch+json': 'map[string]interface {}',
  'application/strategic-merge-patch+json': 'map[string]interface {}',
};

/** Patches of both kinds that are objects may be null, which stands for nothing or is refused later. */
function parsePatchBody(bytes: Uint8Array | undefined, type: string): PatchBody | Refusal {
  if (bytes !== undefined && bytes.length > bodyLimitBytes) return tooLarge(bodyLimitBytes);
  const text = new TextDecoder().decode(bytes ?? new Uint8Array());
  const prefix = type === mediaTypes[2] ? '' : 'error decoding patch: ';
  const scan = scanJson(text);
  if (scan.depth > 500) return badRequest(`${prefix}exceeded max depth`);
  const parsed = parseJson(text);
  if ('problem' in parsed) return badRequest(`${prefix}${parsed.problem}`);
  const huge = hugeNumber(parsed.value);
  if (huge !== undefined)
    return badRequest(`${prefix}json: cannot unmarshal number ${huge} into Go value of type float64`);
  const value = withoutOddNumbers(parsed.value);
  const isList = type === mediaTypes[0];
  const fits = value === null || (isList ? Array.isArray(value) : isFields(value));
  if (!fits) {
    const into = bodyTypes[type] ?? '';
    return badRequest(`${prefix}json: cannot unmarshal ${typeName(value)} into Go value of type ${into}`);
  }
  const doubled = scan.keys === countKeys(value) ? [] : duplicateKeys(text);
  const words = isList ? 'json patch duplicate field' : 'duplicate field';
  return { value, duplicates: doubled.map((path) => `${words} "${path}"`) };
}

interface PatchStep {
  readonly before: KubeObject;
  readonly patch: ParsedPatch;
  readonly options: WriteOptions;
}

function patched(context: RequestContext, { before, patch, options }: PatchStep): Draft | Refusal {
  const { definition, info, warnings } = context;
  const outcome = patch.apply(before);
  if (outcome instanceof PatchFailure) return failed(outcome);
  if (!isFields(outcome)) return badRequest('the patch does not leave an object');
  const { reading, duplicates } = patch;
  // Without a version upstream reads the outcome as an internal object, in which nothing has the name that it has on the wire.
  if (textAt(outcome, 'apiVersion') === '') return matchName({}, info.name) ?? outcome;
  const otherKind = kindChanged(definition, outcome);
  if (otherKind !== undefined) return unreadable(reading.shown(outcome), otherKind);
  const rules = { expected: definition, ...options, style: reading.style };
  const read = readFields(cloneJson(outcome), rules, duplicates);
  // What a patch makes of an object is judged as an object, not as a body.
  if ('problem' in read) return unreadable(reading.shown(outcome), read.problem);
  warnings.push(...read.warnings);
  const { draft } = read;
  definition.strategy.applyDefaults(draft);
  const metadata = ensureObject(draft, 'metadata');
  return (
    matchNamespace(metadata, definition.namespaced, info.namespace) ?? matchName(metadata, info.name) ?? draft
  );
}

export function failed({ kind, message }: PatchFailure): Refusal {
  // Where upstream has neither code nor reason, it is the writer's mistake all the same.
  return kind === 'inapplicable' ? patchDoesNotApply() : badRequest(message);
}

/** A kind that the patch leaves out stays what it is. */
function kindChanged({ group, version, kind }: ExpectedKind, after: Draft): string | undefined {
  const apiVersion = textAt(after, 'apiVersion') || apiVersionOf({ group, version });
  const given = textAt(after, 'kind') || kind;
  if (given === kind && apiVersion === apiVersionOf({ group, version })) return undefined;
  return notRegistered(given, apiVersion);
}

/** `shown`: the outcome, or the patch, as upstream shows it. */
function unreadable(shown: string, why: string): Refusal {
  const message = `Invalid value: ${goQuote(shown)}: ${why}`;
  return invalid({ group: '', kind: '' }, '', [{ field: 'patch', reason: 'FieldValueInvalid', message }]);
}
