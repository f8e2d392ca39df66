import { utf8 } from '../registry/store-key.ts';
import { stringify } from 'yaml';
import { objectAt, objectsAt } from '../fields.ts';
import type { ApiAnswer } from '../message.ts';
import type { AnswerFormat } from '../negotiation.ts';
import { headOf, tailOf, type ObjectView } from '../registry/stored-object.ts';
import type { KubeObject, ResourceDefinition } from '../resource-definition.ts';
import { type Refusal, type Status } from '../status.ts';
import type { IncludeObject, RequestContext } from './context.ts';

const plain: AnswerFormat = { format: 'json', representation: 'object', pretty: false };

/** JSON text as the body of an answer, in the form that was asked for. */
export function answerJson(
  code: number,
  json: string,
  format: AnswerFormat = plain,
  warnings: readonly string[] = [],
): ApiAnswer {
  const yaml = format.format === 'yaml';
  const text = yaml
    ? stringify(JSON.parse(json), { lineWidth: 0 })
    : format.pretty
      ? JSON.stringify(JSON.parse(json), null, 2)
      : json;
  const headers: Record<string, string> = {
    'content-type': yaml ? 'application/yaml' : 'application/json',
    'cache-control': 'no-cache, private',
  };
  if (warnings.length > 0) headers['warning'] = warningHeader(warnings);
  return { status: code, headers, body: utf8(text.endsWith('\n') ? text : `${text}\n`) };
}

/** Several warnings in one header field, each as `299 - "text"`. */
function warningHeader(warnings: readonly string[]): string {
  return [...new Set(warnings)]
    .map((text) => text.replaceAll(/[^\x20-\x7e]/g, '?').replaceAll(/["\\]/g, String.raw`\$&`))
    .map((text) => `299 - "${text}"`)
    .join(', ');
}

export function answerStatus(
  status: Status,
  format: AnswerFormat = plain,
  warnings?: readonly string[],
): ApiAnswer {
  const answer = answerJson(
    status.code ?? 200,
    JSON.stringify(status),
    { ...format, representation: 'object' },
    warnings,
  );
  const retryAfter = status.details?.retryAfterSeconds;
  // A webhook may have made up the status.
  if (!Number.isInteger(retryAfter)) return answer;
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfter) } };
}

export function answerRefusal(
  refusal: Refusal,
  context?: Pick<RequestContext, 'format' | 'warnings'>,
): ApiAnswer {
  return answerStatus(refusal.status, context?.format, context?.warnings);
}

/** One object in the representation that was asked for. */
export function answerObject(context: RequestContext, code: number, view: ObjectView): ApiAnswer {
  return answerJson(code, objectJson(context, view), context.format, context.warnings);
}

function objectJson(context: RequestContext, view: ObjectView): string {
  const { definition, format } = context;
  switch (format.representation) {
    case 'object':
      return headOf(definition) + view.tail;
    case 'metadata':
    case 'metadata-list':
      return metadataJson(view.object, format.shapeVersion);
    case 'table': {
      const metadata = { resourceVersion: view.object.metadata?.resourceVersion };
      return JSON.stringify(printTable(context, [view.object], metadata));
    }
  }
}

/** An object that never was in the store, such as the outcome of a dry run. */
export function viewOf(object: KubeObject): ObjectView {
  return { object, tail: tailOf(object) };
}

export function metadataJson(object: KubeObject, version: 'v1' | 'v1beta1' = 'v1'): string {
  return JSON.stringify({
    kind: 'PartialObjectMetadata',
    apiVersion: `meta.k8s.io/${version}`,
    metadata: object.metadata ?? {},
  });
}

export function printTable(
  context: RequestContext,
  objects: readonly KubeObject[],
  metadata: Readonly<Record<string, unknown>>,
  withColumns = true,
): Readonly<Record<string, unknown>> {
  const { server, definition, path } = context;
  const includeObject = includeObjectOf(path.query.get('includeObject'));
  const nowMs = server.environment.clock.now();
  const table = server.printTable?.({
    definition,
    objects,
    metadata,
    includeObject,
    withColumns,
    nowMs,
  }) ?? { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions: [], rows: [] };
  return context.format.shapeVersion === 'v1beta1' ? asOlderTable(table) : table;
}

/** The same rows in the older version of tables, and in it the same objects. */
function asOlderTable(table: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const apiVersion = 'meta.k8s.io/v1beta1';
  const rows = objectsAt(table, 'rows').map((row) => {
    const object = objectAt(row, 'object');
    return object?.['kind'] === 'PartialObjectMetadata' ? { ...row, object: { ...object, apiVersion } } : row;
  });
  return { ...table, apiVersion, rows };
}

function includeObjectOf(text: string | null): IncludeObject {
  return text === 'None' || text === 'Object' ? text : 'Metadata';
}

export interface ListParts {
  readonly revision: number;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** A list of views. The items' kinds are not repeated, as upstream does not. */
export function answerList(
  context: RequestContext,
  views: readonly ObjectView[],
  parts: ListParts,
): ApiAnswer {
  const metadata = {
    resourceVersion: String(parts.revision),
    ...(parts.continue === undefined ? {} : { continue: parts.continue }),
    ...(parts.remainingItemCount === undefined ? {} : { remainingItemCount: parts.remainingItemCount }),
  };
  return answerJson(200, listJson(context, views, metadata), context.format, context.warnings);
}

function listJson(
  context: RequestContext,
  views: readonly ObjectView[],
  metadata: Readonly<Record<string, unknown>>,
): string {
  const { definition, format } = context;
  switch (format.representation) {
    case 'object':
      return `${listHead(definition)}"metadata":${JSON.stringify(metadata)},"items":[${items(views)}]}`;
    case 'metadata':
    case 'metadata-list': {
      const version = format.shapeVersion ?? 'v1';
      const entries = views.map((view) => metadataJson(view.object, version)).join(',');
      const head = `{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/${version}",`;
      return `${head}"metadata":${JSON.stringify(metadata)},"items":[${entries}]}`;
    }
    case 'table': {
      const objects = views.map((view) => view.object);
      return JSON.stringify(printTable(context, objects, metadata));
    }
  }
}

function items(views: readonly ObjectView[]): string {
  return views.map((view) => `{${view.tail}`).join(',');
}

function listHead(definition: ResourceDefinition): string {
  return headOf({ group: definition.group, version: definition.version, kind: definition.listKind });
}
