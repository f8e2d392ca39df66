import { equalJson, numberAt, objectAt, textAt, valueAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { qualifiedNameProblems } from './names.ts';
import { Problems } from './problems.ts';
import { checkName } from './scalars.ts';

const longestWord = 128;
const longestNote = 1024;

/** What the two versions of events call the same things. */
interface Names {
  readonly regarding: string;
  readonly note: string;
  readonly controller: string;
}

const coreNames: Names = { regarding: 'involvedObject', note: 'message', controller: 'reportingComponent' };
const newNames: Names = { regarding: 'regarding', note: 'note', controller: 'reportingController' };

/** An event of the core group, where hardly anything is demanded of those without an `eventTime`, or of events.k8s.io. */
export function validateEvent(event: KubeObject): readonly FieldProblem[] {
  if (isNew(event)) return validateNewEvent(event);
  const problems = new Problems();
  checkEvent(problems, event, coreNames);
  return problems.found;
}

export function validateEventUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  return isNew(after) ? validateNewEventUpdate(before, after) : validateEvent(after);
}

function isNew(event: KubeObject): boolean {
  return event.apiVersion === 'events.k8s.io/v1';
}

function isSet(event: Readonly<Fields>, name: string): boolean {
  return (valueAt(event, name) ?? null) !== null;
}

function checkEvent(problems: Problems, event: KubeObject, names: Names): void {
  const namespace = event.metadata?.namespace ?? '';
  const regarding = textAt(objectAt(event, names.regarding), 'namespace');
  const timed = isSet(event, 'eventTime');
  const shared = timed ? ['default', 'kube-system'] : ['', 'default'];
  const fits = regarding === '' ? shared.includes(namespace) : timed || regarding === namespace;
  if (!fits) problems.invalid('involvedObject.namespace', regarding, 'does not match event.namespace');
  if (!timed) return;
  const controller = textAt(event, names.controller);
  if (controller === '') problems.required(names.controller);
  for (const text of qualifiedNameProblems(controller)) problems.invalid(names.controller, controller, text);
  for (const name of ['reportingInstance', 'action', 'reason']) {
    const length = Buffer.byteLength(textAt(event, name));
    if (length === 0) problems.required(name);
    if (length > longestWord) problems.invalid(name, '', `can have at most ${longestWord} characters`);
  }
  if (Buffer.byteLength(textAt(event, names.note)) > longestNote)
    problems.invalid('message', '', `can have at most ${longestNote} characters`);
}

/** An event of events.k8s.io; refusals name its fields as the core group does, as upstream's do. */
function validateNewEvent(event: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  checkEvent(problems, event, newNames);
  checkName(problems, 'metadata.name', event.metadata?.name ?? '', 'subdomain');
  checkSeries(problems, event);
  if (!isSet(event, 'eventTime')) problems.required('eventTime');
  const type = textAt(event, 'type');
  if (type !== 'Normal' && type !== 'Warning') problems.invalid('type', '', `has invalid value: ${type}`);
  for (const [name, shown] of deprecated.slice(1, 3))
    if (isSet(event, name)) problems.invalid(shown, '', 'needs to be unset');
  if ((numberAt(event, 'deprecatedCount') ?? 0) !== 0) problems.invalid('count', '', 'needs to be unset');
  const source = objectAt(event, 'deprecatedSource');
  if (textAt(source, 'component') !== '' || textAt(source, 'host') !== '')
    problems.invalid('source', '', 'needs to be unset');
  return problems.found;
}

function checkSeries(problems: Problems, event: KubeObject): void {
  const series = objectAt(event, 'series');
  if (series === undefined) return;
  if ((numberAt(series, 'count') ?? 0) < 2) problems.invalid('series.count', '', 'should be at least 2');
  if (!isSet(series, 'lastObservedTime')) problems.required('series.lastObservedTime');
}

const deprecated: readonly (readonly [name: string, shown: string])[] = [
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
];

const fixed: readonly (readonly [name: string, shown: string])[] = [
  ['regarding', 'involvedObject'],
  ['reason', 'reason'],
  ['note', 'message'],
  ...deprecated,
  ['reason', 'reason'],
  ['type', 'type'],
  ['eventTime', 'eventTime'],
  ['action', 'action'],
  ['related', 'related'],
  ['reportingController', 'reportingController'],
  ['reportingInstance', 'reportingInstance'],
];

/** Only the series of an event goes on. */
function validateNewEventUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  checkEvent(problems, after, newNames);
  if (!equalJson(before['series'], after['series'])) checkSeries(problems, after);
  for (const [name, shown] of fixed)
    if (!equalJson(withoutEmpty(before[name]), withoutEmpty(after[name])))
      problems.invalid(shown, after[name], 'field is immutable');
  return problems.found;
}

/** What is empty is as good as absent. */
function withoutEmpty(value: unknown): unknown {
  if (value === null || value === '' || value === 0) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== '' && entry !== null);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
