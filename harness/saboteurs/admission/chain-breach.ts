import type { HttpRequest } from '../../ports/ports.ts';
import { answers, forgets, type Concerns } from '../api/breach.ts';
import {
  kubeApiSaboteur,
  pathOf,
  sentObject,
  sentText,
  withField,
  type JsonObject,
  type SaboteurTitle,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';

/** Requests with one of these methods (`POST` or `PUT|PATCH`) whose path, without its query, matches, and whose body does. */
export function writes(methods: string, path: RegExp, body: RegExp = /(?:)/): Concerns {
  const wanted = new Set(methods.split('|'));
  return (request) =>
    wanted.has(request.method) && path.test(pathOf(request)) && body.test(sentText(request));
}

/** The same, by one actor only. */
export function by(user: string, concerns: Concerns): Concerns {
  return (request) => request.user === user && concerns(request);
}

/** Takes what is refused: says that it was done, with what was sent. */
export function takes(named: SaboteurTitle, concerns: Concerns): Saboteur {
  return kubeApiSaboteur(named, () => ({
    answer: ({ request, status }) =>
      status < 400 || !concerns(request)
        ? undefined
        : { status: doneCode(request), body: sentObject(request) },
  }));
}

function doneCode({ method, path }: HttpRequest): number {
  return method === 'POST' || path.includes('/leases/') ? 201 : 200;
}

/** Refuses in another way what is refused, or refuses what is taken. */
export function refusesWith(
  named: SaboteurTitle,
  concerns: Concerns,
  [code, reason]: readonly [number, string],
): Saboteur {
  const body = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: reason,
    reason,
    code,
  };
  return kubeApiSaboteur(named, () => ({
    answer: ({ request, status }) =>
      concerns(request) && status !== code ? { status: code, body } : undefined,
  }));
}

/** Shows objects without a field. */
export function leavesOut(named: SaboteurTitle, concerns: Concerns, field: string): Saboteur {
  return kubeApiSaboteur(named, forgets(concerns, field));
}

/** Shows objects with another value in a field. */
export function shows(
  named: SaboteurTitle,
  concerns: Concerns,
  [field, value]: readonly [string, unknown],
): Saboteur {
  return kubeApiSaboteur(
    named,
    answers(concerns, (body) => withField(body, field.split('.'), value)),
  );
}

/** Goes on showing the object that was seen last when it is gone. */
export function keepsForever(named: SaboteurTitle, concerns: Concerns): Saboteur {
  return kubeApiSaboteur(named, () => {
    let last: JsonObject | undefined;
    return {
      answer: ({ request, status, body }) => {
        if (!concerns(request)) return undefined;
        if (status < 300) last = body;
        return status === 404 && last !== undefined ? { status: 200, body: last } : undefined;
      },
    };
  });
}

/** Keeps its warnings to itself. */
export function warnsNobody(named: SaboteurTitle, concerns: Concerns): Saboteur {
  return kubeApiSaboteur(named, () => ({
    answer: ({ request, headers }) =>
      concerns(request) && headers['warning'] !== undefined ? { headers: { warning: '' } } : undefined,
  }));
}

export const forbidden: readonly [number, string] = [403, 'Forbidden'];
