import { Rejected, type Opinion } from '../authentication/authenticator.ts';
import { objectAt, textAt, textsAt, type Fields } from '../fields.ts';
import type { Identity } from '../message.ts';
import { badRequest, internalError, type Refusal } from '../status.ts';
import type { RequestContext } from './context.ts';

/** Who shows this token: the answer to a TokenReview. */
export async function reviewedToken({ server }: RequestContext, review: Fields): Promise<Fields | Refusal> {
  const spec = objectAt(review, 'spec') ?? {};
  const token = textAt(spec, 'token');
  if (token === '') return badRequest('token is required for TokenReview in authentication');
  const asked = textsAt(spec, 'audiences');
  const opinion = await server.authentication.review(token, asked);
  const wanted = asked.length === 0 ? server.authentication.tokenIssuer.apiAudiences : asked;
  if (isForOthers(opinion, wanted)) return internalError('error validating audiences');
  const metadata = { creationTimestamp: null, ...objectAt(review, 'metadata') };
  return { ...review, metadata, spec: { ...spec, token }, status: statusOf(opinion) };
}

function isForOthers(opinion: Opinion, wanted: readonly string[]): boolean {
  if (opinion === undefined || opinion instanceof Rejected) return false;
  return !wanted.some((audience) => opinion.audiences?.includes(audience));
}

function statusOf(opinion: Opinion): Fields {
  if (opinion === undefined) return { user: {} };
  if (opinion instanceof Rejected) return { user: {}, error: opinion.reason };
  return { authenticated: true, user: userInfoOf(opinion.identity), audiences: opinion.audiences ?? [] };
}

/** A user as reviews and admission show him. */
export function userInfoOf({ user, uid = '', groups, extra = {} }: Identity): Fields {
  return {
    username: user,
    ...(uid === '' ? {} : { uid }),
    ...(groups.length === 0 ? {} : { groups }),
    ...(Object.keys(extra).length === 0 ? {} : { extra: sorted(extra) }),
  };
}

function sorted(extra: Readonly<Record<string, readonly string[]>>): Fields {
  return Object.fromEntries(Object.entries(extra).sort(([left], [right]) => (left < right ? -1 : 1)));
}
