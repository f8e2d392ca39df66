import { defineParameterType } from '@cucumber/cucumber';
import { actorPattern } from '../world/actor.ts';
import { parseCollection, parseReference } from '../world/addressing.ts';

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `150ms`, `40s`, `5m`, `3h`, in milliseconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+)(ms|s|m|h)$/.exec(text);
  if (match === null) throw new Error(`"${text}" is not a duration; write for example 40s or 5m`);
  return Number(match[1]) * (unitMs[match[2] ?? ''] ?? Number.NaN);
}

defineParameterType({
  name: 'actor',
  regexp: actorPattern,
  transformer: (name: string) => name,
});
defineParameterType({
  name: 'ref',
  regexp: /[a-z]+\/[A-Za-z0-9.:$_-]+(?: in [a-z0-9-]+)?/,
  transformer: (text: string) => parseReference(text),
});
defineParameterType({
  name: 'collection',
  regexp: /[a-z]+(?: in (?:all namespaces|[a-z0-9-]+))?(?: labelled [^\s:]+)?/,
  transformer: (text: string) => parseCollection(text),
});
defineParameterType({
  name: 'method',
  regexp: /GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|TRACE/,
  transformer: (name: string) => name,
});
defineParameterType({ name: 'path', regexp: /\/(?:\S*[^\s:])?/, transformer: (path: string) => path });
defineParameterType({
  name: 'patchType',
  regexp: /merge|json|strategic merge/,
  transformer: (name: string) => name,
});
defineParameterType({ name: 'duration', regexp: /\d+(?:ms|s|m|h)/, transformer: parseDuration });
defineParameterType({ name: 'name', regexp: /[A-Za-z][A-Za-z0-9]*/, transformer: (name: string) => name });
defineParameterType({
  name: 'variable',
  regexp: /\$[A-Za-z][\w.-]*/,
  transformer: (text: string) => text,
});
defineParameterType({ name: 'reason', regexp: /[A-Z][A-Za-z]+/, transformer: (name: string) => name });
