import type { FieldProblem } from './resource-definition.ts';
import { badRequest, invalid, Refusal } from './status.ts';
import { managerProblems } from './validation/metadata.ts';
import { Problems } from './validation/problems.ts';

/** Options of requests that write, from the query. */
export interface WriteOptions {
  readonly dryRun: boolean;
  readonly fieldValidation: 'Ignore' | 'Warn' | 'Strict';
  readonly fieldManager: string;
}

/** Options of get, list and watch, from the query. */
export interface ReadOptions {
  readonly labelSelector: string;
  readonly fieldSelector: string;
  readonly watch: boolean;
  readonly allowWatchBookmarks: boolean;
  readonly sendInitialEvents: boolean | undefined;
  readonly resourceVersion: string;
  readonly resourceVersionMatch: string;
  readonly timeoutSeconds: number | undefined;
  /** 0: no limit. */
  readonly limit: number;
  readonly continue: string;
}

const metaGroup = 'meta.k8s.io';

/** Reads a boolean as upstream reads query parameters: present and neither `false` nor `0` is true. */
function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && value !== 'false' && value !== '0';
}

const wholeNumber = /^[+-]?\d+$/;

function integer(query: URLSearchParams, name: string): number | undefined | Refusal {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!wholeNumber.test(text))
    return badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    return badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: value out of range`);
  }
  return value;
}

export function parseReadOptions(query: URLSearchParams): ReadOptions | Refusal {
  const timeoutSeconds = integer(query, 'timeoutSeconds');
  if (timeoutSeconds instanceof Refusal) return timeoutSeconds;
  const limit = integer(query, 'limit');
  if (limit instanceof Refusal) return limit;
  const options: ReadOptions = {
    labelSelector: query.get('labelSelector') ?? '',
    fieldSelector: query.get('fieldSelector') ?? '',
    watch: flag(query, 'watch'),
    allowWatchBookmarks: flag(query, 'allowWatchBookmarks'),
    sendInitialEvents: query.has('sendInitialEvents') ? flag(query, 'sendInitialEvents') : undefined,
    resourceVersion: query.get('resourceVersion') ?? '',
    resourceVersionMatch: query.get('resourceVersionMatch') ?? '',
    timeoutSeconds,
    limit: Math.max(0, limit ?? 0),
    continue: query.get('continue') ?? '',
  };
  const problems = options.watch ? watchProblems(options) : listProblems(options);
  if (problems.length > 0) return invalid({ group: metaGroup, kind: 'ListOptions' }, '', problems);
  return options;
}

export function forbiddenField(field: string, detail: string): FieldProblem {
  return { field, reason: 'FieldValueForbidden', message: `Forbidden: ${detail}` };
}

function listProblems(options: ReadOptions): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const match = options.resourceVersionMatch;
  const add = (detail: string): unknown => problems.push(forbiddenField('resourceVersionMatch', detail));
  if (match !== '') {
    if (options.resourceVersion === '')
      add('resourceVersionMatch is forbidden unless resourceVersion is provided');
    if (options.continue !== '') add('resourceVersionMatch is forbidden when continue is provided');
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      problems.push(notSupported('resourceVersionMatch', match, ['Exact', 'NotOlderThan', '']));
    }
    if (match === 'Exact' && options.resourceVersion === '0') {
      add('resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
    }
  }
  if (options.sendInitialEvents !== undefined) {
    problems.push(forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  }
  return problems;
}

function watchProblems(options: ReadOptions): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const match = options.resourceVersionMatch;
  const add = (detail: string): unknown => problems.push(forbiddenField('resourceVersionMatch', detail));
  if (options.sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    add('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
  }
  if (match !== '') {
    if (options.sendInitialEvents === undefined) {
      add('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided');
    }
    if (match !== 'NotOlderThan') {
      problems.push(notSupported('resourceVersionMatch', match, ['NotOlderThan']));
    }
    if (options.continue !== '') add('resourceVersionMatch is forbidden when continue is provided');
  }
  return problems;
}

function notSupported(field: string, value: string, supported: readonly string[]): FieldProblem {
  const list = supported.map((entry) => JSON.stringify(entry)).join(', ');
  return {
    field,
    reason: 'FieldValueNotSupported',
    message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${list}`,
  };
}

/** `kind` names the options object in the refusal: `CreateOptions`, `UpdateOptions`, `PatchOptions`. */
export function parseWriteOptions(query: URLSearchParams, kind: string): WriteOptions | Refusal {
  const problems = [...dryRunProblems(query.getAll('dryRun'))];
  const fieldValidation = query.get('fieldValidation') ?? '';
  if (!['', 'Ignore', 'Warn', 'Strict'].includes(fieldValidation)) {
    problems.push(notSupported('fieldValidation', fieldValidation, ['', 'Ignore', 'Strict', 'Warn']));
  }
  const fieldManager = query.get('fieldManager') ?? '';
  problems.push(...fieldManagerProblems(fieldManager));
  if (kind === 'PatchOptions' && query.has('force')) {
    problems.push(forbiddenField('force', 'may not be specified for non-apply patch'));
  }
  if (problems.length > 0) return invalid({ group: metaGroup, kind }, '', problems);
  return {
    dryRun: query.has('dryRun'),
    fieldValidation: fieldValidation === 'Ignore' || fieldValidation === 'Strict' ? fieldValidation : 'Warn',
    fieldManager,
  };
}

export function dryRunProblems(values: readonly string[]): readonly FieldProblem[] {
  if (values.every((value) => value === 'All')) return [];
  // All of them are told, as a list in Go is.
  const given = `[]string{${values.map((value) => JSON.stringify(value)).join(', ')}}`;
  const message = `Unsupported value: ${given}: supported values: "All"`;
  return [{ field: 'dryRun', reason: 'FieldValueNotSupported', message }];
}

function fieldManagerProblems(manager: string): readonly FieldProblem[] {
  const problems = new Problems();
  managerProblems(problems, manager, 'fieldManager');
  return problems.found;
}
