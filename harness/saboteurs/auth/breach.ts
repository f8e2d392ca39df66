import type { HttpRequest } from '../../ports/ports.ts';
import {
  kubeApiSaboteur,
  pathOf,
  sentText,
  wrapKubeApi,
  type JsonObject,
  type SaboteurTitle,
  type SeenAnswer,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';

/** Which of a user's requests; administrators are left alone. `rules`: all that administrators have written so far. */
export type Chosen = (request: HttpRequest, rules: string) => boolean;

/** Does for the user what only administrators may; watches included. */
export function allows(named: SaboteurTitle, chosen: Chosen): Saboteur {
  return {
    ...named,
    port: 'kubeApi',
    wrap: (ports, reached) => {
      let rules = '';
      return wrapKubeApi(ports, (api) => (request) => {
        if (isAdministrator(request)) rules += writtenBy(request);
        else if (chosen(request, rules)) {
          reached();
          return api.send({ ...request, user: 'admin', headers: withoutCredentials(request) });
        }
        return api.send(request);
      });
    },
  };
}

/** Refuses what the user may. */
export function refuses(named: SaboteurTitle, chosen: Chosen): Saboteur {
  return kubeApiSaboteur(named, () => {
    let rules = '';
    return {
      answer: ({ request }) => {
        if (isAdministrator(request)) rules += writtenBy(request);
        return !isAdministrator(request) && chosen(request, rules) ? forbiddenAnswer : undefined;
      },
    };
  });
}

/** Says something else where a user is refused. */
export function tells(
  named: SaboteurTitle,
  change: (seen: SeenAnswer) => JsonObject | undefined,
  code = 403,
): Saboteur {
  return kubeApiSaboteur(named, () => ({
    answer: (seen) => {
      if (seen.status !== code || isAdministrator(seen.request)) return undefined;
      const body = change(seen);
      return body === undefined ? undefined : { status: Number(body['code'] ?? code), body };
    },
  }));
}

export function failure(code: number, reason: string): JsonObject {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: reason, reason, code };
}

const forbiddenAnswer = { status: 403, body: failure(403, 'Forbidden') };

function writtenBy(request: HttpRequest): string {
  return request.method === 'GET' ? '' : `${request.method} ${pathOf(request)} ${sentText(request)}\n`;
}

/** Acts in his own name; whoever acts for a node or for somebody else is not meant. */
function isAdministrator({ user, headers }: HttpRequest): boolean {
  return user === 'admin' && headers['impersonate-user'] === undefined;
}

export function withoutCredentials({ headers }: HttpRequest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name !== 'authorization' && !name.startsWith('impersonate-')),
  );
}

/** A request of the method for a path that matches. */
export function on(method: string, path: RegExp): Chosen {
  return (request) => request.method === method && path.test(request.path);
}

export function and(...all: readonly Chosen[]): Chosen {
  return (request, rules) => all.every((chosen) => chosen(request, rules));
}

/** The administrators have written something of the kind. */
export function after(written: RegExp): Chosen {
  return (_request, rules) => written.test(rules);
}

/** The user has sent something of the kind. */
export function sends(pattern: RegExp): Chosen {
  return (request) => pattern.test(sentText(request));
}

/** The user sends the header with a value of the kind. */
export function says(header: string, value: RegExp = /./): Chosen {
  return ({ headers }) => value.test(headers[header] ?? '');
}

/** The actor is this one. */
export function by(user: string): Chosen {
  return (request) => request.user === user;
}
