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

interface StatusAnswer {
  readonly kind: string;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: {
    readonly causes?: readonly {
      readonly reason?: string;
      readonly message?: string;
      readonly field?: string;
    }[];
  };
}

export function judgementOf({ status, body }: WireAnswer): Judgement {
  const answer = body as StatusAnswer;
  if (answer.kind !== 'Status' || status < 400) {
    return { verdict: String(status), causes: [], whole: withoutChance(body as Json) };
  }
  const causes = answer.details?.causes ?? [];
  return {
    verdict: `${status} ${answer.reason ?? ''}`,
    causes: causes.map(({ field, reason }) => `${field ?? ''} ${reason ?? ''}`),
    whole: { message: plainText(answer.message), causes: causes.map(({ message }) => plainText(message)) },
  };
}

/**
 * A message without what Go prints of values that are no scalars (`core.PodSpec{...}`), and without the list of changes that some
 * refusals of updates end with: nobody can rely on either.
 */
const dump = '…';

function plainText(message: string | undefined): string | undefined {
  if (message === undefined) return undefined;
  const [sentence = ''] = message.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UID').split('\n');
  const dumped = /(Invalid|Unsupported|Duplicate) value: (?!")[^:]*?(\{.*?\}|\(nil\))(?=: |$)/g;
  return sentence.replaceAll(dumped, `$1 value: ${dump}`).replace(/\]$/, '');
}

/** The object without what no two servers give alike: uids, times, versions, who manages which field. */
function withoutChance(object: Json): Json {
  const metadata = { ...(object['metadata'] as Json | undefined) };
  const uid = metadata['uid'];
  for (const name of ['uid', 'creationTimestamp', 'resourceVersion', 'managedFields'])
    Reflect.deleteProperty(metadata, name);
  const clock = /("last(?:Phase)?TransitionTime":)"[^"]*"/g;
  const text = JSON.stringify({ ...object, metadata }).replaceAll(clock, '$1"TIME"');
  return JSON.parse(typeof uid === 'string' && uid.length > 30 ? text.replaceAll(uid, 'UID') : text) as Json;
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
