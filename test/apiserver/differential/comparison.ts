import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../api-fixture.ts';
import type { WireAnswer } from './real-server.ts';

/** What of an answer is compared. */
export interface Judgement {
  /** `201`, `422 Invalid`. */
  readonly verdict: string;
  /** `spec.ports[0].port FieldValueInvalid`, in the order of the answer; empty where it was accepted. */
  readonly causes: readonly string[];
  /** The messages, or the object: what is compared last. */
  readonly whole: unknown;
}

/** What is told of warnings, where there are any. */
const noWarnings = {};

interface StatusAnswer {
  readonly kind: string;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: Json & {
    readonly causes?: readonly {
      readonly reason?: string;
      readonly message?: string;
      readonly field?: string;
    }[];
  };
}

/** `sent`: the body of the request, as data where it is such. */
export function judgementOf({ status, body, warning }: WireAnswer, sent?: unknown): Judgement {
  const prefix = generatedPrefix(sent);
  const told = warning === '' ? noWarnings : { warning: plainText(warning, prefix) };
  if (typeof body === 'string')
    return { verdict: `${status} no JSON`, causes: [], whole: { text: body, ...told } };
  const answer = body as StatusAnswer;
  if (answer.kind !== 'Status' || status < 400) {
    return {
      verdict: String(status),
      causes: [],
      whole: { ...withoutChance(body as Json, prefix), ...told },
    };
  }
  const causes = answer.details?.causes ?? [];
  return {
    verdict: `${status} ${answer.reason ?? ''}`,
    causes: causes.map(({ field, reason }) => `${field ?? ''} ${reason ?? ''}`),
    whole: {
      message: plainText(answer.message, prefix),
      causes: causes.map(({ message }) => plainText(message, prefix)),
      ...(answer.details === undefined ? {} : { details: plainDetails(answer.details, prefix) }),
      ...told,
    },
  };
}

function plainDetails(details: Json, prefix: string): Json {
  const others = Object.fromEntries(Object.entries(details).filter(([name]) => name !== 'causes'));
  return JSON.parse(withoutGenerated(JSON.stringify(others), prefix).replaceAll(uid, 'UID')) as Json;
}

/** What a generated name begins with; `''` where none is asked for. */
function generatedPrefix(sent: unknown): string {
  const metadata = (sent as { metadata?: Json | null } | null | undefined)?.metadata;
  const prefix = metadata?.['generateName'];
  return typeof prefix === 'string' && metadata?.['name'] === undefined ? prefix : '';
}

/**
 * A message without what Go prints of values that are no scalars (`core.PodSpec{...}`), and without the list of changes that some
 * refusals of updates end with: nobody can rely on either.
 */
const dump = '…';

/** The object that a patch makes, which upstream shows with what no two servers give alike. */
const patchedObject = /(Invalid value: )"\{\\"(?:[^"\\]|\\.)*"(?=: )/g;

/** The resourceVersions of stored objects in refusals of deletions. */
const storedVersion = /(ResourceVersion in (?:record|object meta):? ?\(?)\d+/g;

const uid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function plainText(given: string | undefined, prefix: string): string | undefined {
  if (given === undefined) return undefined;
  const message = withoutGenerated(given, prefix).replaceAll(patchedObject, `$1${dump}`);
  const [sentence = ''] = message.replaceAll(storedVersion, '$1VERSION').replaceAll(uid, 'UID').split('\n');
  const dumped = /(Invalid|Unsupported|Duplicate) value: (?!")[^:]*?(\{.*?\}|\(nil\))(?=: |$)/g;
  return sentence.replaceAll(dumped, `$1 value: ${dump}`).replace(/\]$/, '');
}

function withoutGenerated(text: string, prefix: string): string {
  if (prefix === '') return text;
  const cut = prefix.slice(0, 58);
  const start = cut.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return text.replaceAll(new RegExp(`${start}[a-z0-9]{5}`, 'g'), `${cut}CHANCE`);
}

/** The object without what no two servers give alike: uids, times, versions, addresses, who manages which field. */
function withoutChance(object: Json, prefix: string): Json {
  const metadata = { ...(object['metadata'] as Json | undefined) };
  for (const name of ['uid', 'creationTimestamp', 'resourceVersion', 'managedFields'])
    Reflect.deleteProperty(metadata, name);
  const clock = /("last(?:Phase)?TransitionTime":)"[^"]*"/g;
  const address = /"10\.0\.0\.[1-9]\d*"/g;
  const deletion = /("(?:deletionTimestamp|expirationTimestamp)":)"20(?!20)[^"]*"/g;
  const token = /("token":)"eyJ[^"]*"/g;
  const port = /("(?:healthCheckN|n)odePort":)3[0-2]\d{3}\b/g;
  const text = withoutGenerated(JSON.stringify({ ...object, metadata }), prefix)
    .replaceAll(clock, '$1"TIME"')
    .replaceAll(deletion, '$1"TIME"')
    .replaceAll(token, '$1"TOKEN"')
    .replaceAll(port, '$1"PORT"')
    .replaceAll(object['kind'] === 'Service' ? address : /$^/g, '"ADDRESS"');
  return sortedRules(JSON.parse(text.replaceAll(uid, 'UID')) as Json);
}

/** What somebody may do is told in no order. */
function sortedRules(object: Json): Json {
  if (object['kind'] !== 'SelfSubjectRulesReview') return object;
  const status = Object.entries((object['status'] ?? {}) as Json).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map((rule) => JSON.stringify(rule)).toSorted() : value,
  ]);
  return { ...object, status: Object.fromEntries(status) as Json };
}

export type Level = 'verdict' | 'causes' | 'whole';

/** The first level on which two judgements differ; undefined where they are one. */
export function differenceOf(real: Judgement, ours: Judgement): Level | undefined {
  if (real.verdict !== ours.verdict) return 'verdict';
  if (!isDeepStrictEqual(real.causes.toSorted(), ours.causes.toSorted())) return 'causes';
  const isSame = matches(real.whole, ours.whole) && isDeepStrictEqual(real.causes, ours.causes);
  return isSame ? undefined : 'whole';
}

/** Equality, where `…` in a text of the real server stands for any text. */
export function matches(real: unknown, ours: unknown): boolean {
  if (typeof real === 'string' && typeof ours === 'string' && real.includes(dump))
    return textMatches(real, ours);
  if (!isContainer(real) || !isContainer(ours) || Array.isArray(real) !== Array.isArray(ours))
    return isDeepStrictEqual(real, ours);
  const names = Object.keys(real);
  if (names.length !== Object.keys(ours).length) return false;
  return names.every((name) => matches((real as Json)[name], (ours as Json)[name]));
}

function textMatches(real: string, ours: string): boolean {
  const [first = '', ...rest] = real.split(dump);
  if (!ours.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = ours.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return rest.at(-1) === '' || at === ours.length || ours.endsWith(rest.at(-1) ?? '');
}

/** Where two values differ, as `path: left | right`, at most `limit` of them. */
export function differencesBetween(left: unknown, right: unknown, path = ''): readonly string[] {
  if (isDeepStrictEqual(left, right)) return [];
  if (isContainer(left) && isContainer(right) && Array.isArray(left) === Array.isArray(right)) {
    const names = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...names].flatMap((name) =>
      differencesBetween((left as Json)[name], (right as Json)[name], `${path}.${name}`),
    );
  }
  return [`${path}: ${JSON.stringify(left)} | ${JSON.stringify(right)}`];
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
