import type { HttpRequest } from '../../ports/ports.ts';
import {
  kubeApiSaboteur,
  objectOf,
  pathOf,
  sentObject,
  sentText,
  without,
  type JsonObject,
  type SaboteurTitle,
  type SeenAnswer,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';

/** The token that a request shows; undefined where it shows none. */
export function shownToken({ headers }: HttpRequest): string | undefined {
  return /^bearer +(\S+)/i.exec(headers['authorization'] ?? '')?.[1];
}

/** Header and claims of a token, whether or not it is a good one; empty where it has none. */
export function readToken(token: string): { readonly header: JsonObject; readonly claims: JsonObject } {
  const [header = '', claims = ''] = token.split('.');
  return { header: decoded(header), claims: decoded(claims) };
}

function decoded(part: string): JsonObject {
  try {
    return objectOf(JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
  } catch {
    return {};
  }
}

/** What a token says under `kubernetes.io`. */
export function boundTo(token: string): JsonObject {
  return objectOf(readToken(token).claims['kubernetes.io']);
}

/** A token that names the key of a server, as those do that a server has signed. */
export function namesKey(token: string): boolean {
  return typeof readToken(token).header['kid'] === 'string';
}

/** Takes for an administrator whoever shows such a token and is refused. */
export function believesToken(named: SaboteurTitle, chosen: (token: string) => boolean): Saboteur {
  return kubeApiSaboteur(named, () => ({
    answer: async (seen, ask) => {
      const token = shownToken(seen.request);
      if (seen.status !== 401 || token === undefined || !chosen(token)) return undefined;
      const { method, path, headers, body } = seen.request;
      const asked = { method, path, headers: without(headers, 'authorization') };
      const answer = await ask(body === undefined ? asked : { ...asked, body });
      return { status: answer.status, headers: answer.headers, body: answer.text };
    },
  }));
}

/** Changes what requests show before the server sees them. */
export function shows(
  named: SaboteurTitle,
  change: (request: HttpRequest) => HttpRequest | undefined,
): Saboteur {
  return kubeApiSaboteur(named, () => ({ request: change }));
}

/** Says something else of who somebody is, in the answers to SelfSubjectReviews. */
export function saysOfUser(
  named: SaboteurTitle,
  change: (user: JsonObject, seen: SeenAnswer) => JsonObject | undefined,
): Saboteur {
  return kubeApiSaboteur(named, () => ({
    answer: (seen) => {
      if (seen.status !== 201 || !seen.request.path.endsWith('/selfsubjectreviews')) return undefined;
      const user = change(objectOf(objectOf(seen.body['status'])['userInfo']), seen);
      return user === undefined ? undefined : { body: { ...seen.body, status: { userInfo: user } } };
    },
  }));
}

/** Says something else where a token is reviewed. */
export function saysOfToken(
  named: SaboteurTitle,
  change: (status: JsonObject, seen: SeenAnswer) => JsonObject | undefined,
): Saboteur {
  return kubeApiSaboteur(named, () => ({
    answer: (seen) => {
      if (seen.status !== 201 || !seen.request.path.endsWith('/tokenreviews')) return undefined;
      const status = change(objectOf(seen.body['status']), seen);
      return status === undefined ? undefined : { body: { ...seen.body, status } };
    },
  }));
}

/** True for a request to issue a token whose body matches. */
export function asksForToken(request: HttpRequest, body: RegExp = /./): boolean {
  return (
    request.method === 'POST' && pathOf(request).endsWith('/token') && body.test(`${sentText(request)} `)
  );
}

/** Changes what is asked for where a token is issued. */
export function issues(
  named: SaboteurTitle,
  change: (spec: JsonObject, request: HttpRequest) => JsonObject | undefined,
): Saboteur {
  return shows(named, (request) => {
    if (!asksForToken(request)) return undefined;
    const sent = sentObject(request);
    const spec = change(objectOf(sent['spec']), request);
    return spec === undefined
      ? undefined
      : { ...request, body: Buffer.from(JSON.stringify({ ...sent, spec })) };
  });
}

/** Changes what is answered where a token is issued. */
export function answersWithToken(
  named: SaboteurTitle,
  change: (body: JsonObject, seen: SeenAnswer) => JsonObject | undefined,
): Saboteur {
  return kubeApiSaboteur(named, () => ({
    answer: (seen) => {
      if (seen.status !== 201 || !asksForToken(seen.request)) return undefined;
      const body = change(seen.body, seen);
      return body === undefined ? undefined : { body };
    },
  }));
}

/** The same token with other claims, and so with a signature that is not its own. */
export function withClaims(token: string, change: (claims: JsonObject) => JsonObject): string {
  const [header = '', , signature = ''] = token.split('.');
  const claims = Buffer.from(JSON.stringify(change(readToken(token).claims))).toString('base64url');
  return [header, claims, signature].join('.');
}
