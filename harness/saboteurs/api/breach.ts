import type { HttpRequest } from '../../ports/ports.ts';
import {
  listOf,
  objectOf,
  pathOf,
  queryOf,
  sentObject,
  withField,
  withQuery,
  type JsonObject,
  type KubeApiBreach,
  type RequestBreach,
  type SeenAnswer,
} from '../kube-api-tampering.ts';

/** Whether a breach concerns a request; shared by all breaches of this chapter. */
export type Concerns = (request: HttpRequest) => boolean;

/** Requests with one of these methods (`POST` or `PUT|PATCH`) whose path, without its query, matches. */
export function on(methods: string, path: RegExp = /./): Concerns {
  const wanted = new Set(methods.split('|'));
  return (request) => wanted.has(request.method) && path.test(pathOf(request));
}

/** The same, but only with this query parameter, whatever it says. */
export function onQuery(methods: string, parameter: string, path?: RegExp): Concerns {
  const concerns = on(methods, path);
  return (request) => concerns(request) && queryOf(request.path).has(parameter);
}

/** Sends those requests changed. */
export function sends(
  concerns: Concerns,
  change: (request: HttpRequest) => HttpRequest | undefined,
): () => KubeApiBreach {
  const request: RequestBreach = (asked) => (concerns(asked) ? change(asked) : undefined);
  return () => ({ request });
}

/** Sends those requests without a query parameter that they have. */
export function dropsQuery(methods: string, parameter: string, path?: RegExp): () => KubeApiBreach {
  return sends(onQuery(methods, parameter, path), (request) =>
    withQuery(request, { [parameter]: undefined }),
  );
}

/** Changes the JSON of accepted answers; undefined leaves an answer alone. */
export function answers(
  concerns: Concerns,
  change: (body: JsonObject, seen: SeenAnswer) => JsonObject | undefined,
): () => KubeApiBreach {
  return () => ({
    answer: (seen) => {
      if (!concerns(seen.request) || seen.status >= 300) return undefined;
      const body = change(seen.body, seen);
      return body === undefined ? undefined : { body };
    },
  });
}

/** Takes one field out of accepted answers. */
export function forgets(concerns: Concerns, path: string): () => KubeApiBreach {
  return answers(concerns, (body) => withField(body, path.split('.'), undefined));
}

/** Answers with another code, accepted or not. */
export function saysCode(concerns: Concerns, from: number, to: number): () => KubeApiBreach {
  return () => ({
    answer: ({ request, status }) => (concerns(request) && status === from ? { status: to } : undefined),
  });
}

/** Answers requests that were refused with `code` as if they had been accepted: the sent object comes back. */
export function acceptsRefused(concerns: Concerns, code: number): () => KubeApiBreach {
  return () => ({
    answer: ({ request, status }) => (status === code && concerns(request) ? acceptance(request) : undefined),
  });
}

/** Overlooks causes at fields that match: with no other cause left the request counts as accepted. */
export function overlooks(field: RegExp, concerns: Concerns = () => true): () => KubeApiBreach {
  return overlooksCauses((cause) => field.test(String(cause['field'])), concerns);
}

/** Overlooks causes of one reason, `FieldValueRequired` for example. */
export function overlooksReason(reason: string, concerns: Concerns = () => true): () => KubeApiBreach {
  return overlooksCauses((cause) => cause['reason'] === reason, concerns);
}

/** Tells only the first cause of a refusal. */
export function tellsOnlyFirst(concerns: Concerns): () => KubeApiBreach {
  return () => ({
    answer: ({ request, status, body }) => {
      const causes = listOf(objectOf(body['details'])['causes']);
      if (status !== 422 || causes.length < 2 || !concerns(request)) return undefined;
      return { body: withField(body, ['details', 'causes'], causes.slice(0, 1)) };
    },
  });
}

function overlooksCauses(
  overlooked: (cause: JsonObject) => boolean,
  concerns: Concerns,
): () => KubeApiBreach {
  return () => ({
    answer: ({ request, status, body }) => {
      if (status !== 422 || !concerns(request)) return undefined;
      const causes = listOf(objectOf(body['details'])['causes']);
      const left = causes.filter((cause) => !overlooked(cause));
      if (left.length === causes.length) return undefined;
      if (left.length === 0) return acceptance(request);
      return { body: withField(body, ['details', 'causes'], left) };
    },
  });
}

/** What an accepting server would say to a write. */
function acceptance(request: HttpRequest): { readonly status: number; readonly body: JsonObject } {
  return { status: request.method === 'POST' ? 201 : 200, body: sentObject(request) };
}

/** Refuses what was accepted. */
export function refuses(concerns: Concerns, code: number, reason: string): () => KubeApiBreach {
  return () => ({
    answer: ({ request, status }) =>
      status < 300 && concerns(request) ? { status: code, body: failure(code, reason) } : undefined,
  });
}

/** A `Status` that refuses. */
export function failure(code: number, reason: string): JsonObject {
  const message = `refused: ${reason}`;
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
}

/** An object or every item of a list, changed. */
export function eachObject(body: JsonObject, change: (object: JsonObject) => JsonObject): JsonObject {
  return Array.isArray(body['items']) ? { ...body, items: listOf(body['items']).map(change) } : change(body);
}
