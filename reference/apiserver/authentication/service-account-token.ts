import type { Environment } from '../../sim/environment.ts';
import { isFields, numberAt, objectAt, textAt, valueAt, type Fields } from '../fields.ts';
import type { KubeObject } from '../resource-definition.ts';
import { parseTimestamp } from '../timestamp.ts';
import { Rejected, type Asked, type TokenAuthenticator } from './authenticator.ts';
import type { BoundResource, FindBound } from './bound-objects.ts';
import { serviceAccountIdentity, type NamedObject } from './service-account-user.ts';
import type { TokenClaims, TokenVerifier } from './signed-token.ts';

export interface ServiceAccountTokenParts {
  readonly environment: Environment;
  readonly verifier: TokenVerifier;
  readonly find: FindBound;
  /** Tokens without audiences are for these. */
  readonly apiAudiences: readonly string[];
}

/** Clocks may differ by so much, and what is deleted counts as there for so long. */
const leewaySeconds = 60;

const invalidated = new Rejected('service account token has been invalidated');

/**
 * Tokens that were issued through TokenRequest: good as long as they have not expired, and the account and what they are bound to
 * are there with the uid that the token names.
 */
export function serviceAccountTokenAuthenticator(parts: ServiceAccountTokenParts): TokenAuthenticator {
  return async (token, asked) => {
    const claims = await parts.verifier.verify(token);
    if (claims === undefined || claims instanceof Rejected) return claims;
    if (!areReadable(claims)) return new Rejected('the claims of the token cannot be read');
    const audiences = targetAudiences(claims, asked, parts.apiAudiences);
    if (audiences instanceof Rejected) return audiences;
    const nowSeconds = parts.environment.clock.now() / 1000;
    const rejected = outOfTime(claims, nowSeconds) ?? (await brokenTie(claims, nowSeconds, parts.find));
    if (rejected !== undefined) return rejected;
    noteStale(claims, nowSeconds, asked);
    return { identity: serviceAccountIdentity(credentialOf(claims)), audiences };
  };
}

/** For whom the token is, of those that are asked for; a token that does not say is for the API. */
export function targetAudiences(
  { audiences, subject }: TokenClaims,
  asked: Asked,
  apiAudiences: readonly string[],
): readonly string[] | Rejected {
  if (audiences.length === 0) asked.annotations.set('authentication.k8s.io/legacy-token', subject);
  const given = audiences.length === 0 ? apiAudiences : audiences;
  const found = given.filter((audience) => asked.audiences.includes(audience));
  if (found.length > 0) return found;
  const [is, wanted] = [given, asked.audiences].map((list) => JSON.stringify(list).replaceAll(',', ' '));
  return new Rejected(`token audiences ${is ?? ''} is invalid for the target audiences ${wanted ?? ''}`);
}

/** Whether the token is too old or too young. */
export function outOfTime(claims: TokenClaims, nowSeconds: number): Rejected | undefined {
  const { expiry, notBefore, issuedAt } = claims;
  if (notBefore !== undefined && nowSeconds + leewaySeconds < notBefore)
    return new Rejected('service account token is not valid yet');
  if (expiry !== undefined && nowSeconds - leewaySeconds > expiry)
    return new Rejected('service account token has expired');
  if (issuedAt !== undefined && nowSeconds + leewaySeconds < issuedAt)
    return new Rejected('service account token is issued in the future');
  return undefined;
}

/** What the token says under `kubernetes.io` has the types that it must have. */
function areReadable({ all }: TokenClaims): boolean {
  const said = valueAt(all, 'kubernetes.io') ?? {};
  if (!isFields(said) || typeof (said['namespace'] ?? '') !== 'string') return false;
  if (typeof (said['warnafter'] ?? 0) !== 'number') return false;
  return ['serviceaccount', 'pod', 'secret', 'node'].every((field) => {
    const named = said[field] ?? {};
    return isFields(named) && [named['name'], named['uid']].every((text) => typeof (text ?? '') === 'string');
  });
}

function privateClaims({ all }: TokenClaims): Fields {
  return objectAt(all, 'kubernetes.io') ?? {};
}

function namedIn(claims: TokenClaims, field: string): NamedObject | undefined {
  const found = objectAt(privateClaims(claims), field);
  return found === undefined ? undefined : { name: textAt(found, 'name'), uid: textAt(found, 'uid') };
}

function credentialOf(claims: TokenClaims): Parameters<typeof serviceAccountIdentity>[0] {
  const account = namedIn(claims, 'serviceaccount') ?? { name: '', uid: '' };
  const [pod, node] = [namedIn(claims, 'pod'), namedIn(claims, 'node')];
  return {
    namespace: textAt(privateClaims(claims), 'namespace'),
    ...account,
    ...(claims.id === '' ? {} : { credentialId: claims.id }),
    ...(pod === undefined ? {} : { pod }),
    ...(node === undefined ? {} : { node }),
  };
}

/** What the token needs and is not there any more, or not the one that it was. */
async function brokenTie(
  claims: TokenClaims,
  nowSeconds: number,
  find: FindBound,
): Promise<Rejected | undefined> {
  const namespace = textAt(privateClaims(claims), 'namespace');
  const check = async (
    resource: BoundResource,
    what: string,
    field: string,
  ): Promise<Rejected | undefined> => {
    const named = namedIn(claims, field);
    if (named === undefined) return undefined;
    const object = await find(resource, namespace, named.name);
    const uid = object?.metadata?.uid ?? '';
    if (object !== undefined && uid !== named.uid)
      return new Rejected(`${what} UID (${uid}) does not match claim (${named.uid})`);
    return object === undefined || isGone(object, nowSeconds) ? invalidated : undefined;
  };
  const account = namedIn(claims, 'serviceaccount') ?? { name: '', uid: '' };
  const found = await find('serviceaccounts', namespace, account.name);
  if (found === undefined) return new Rejected(`serviceaccounts "${account.name}" not found`);
  return (
    (await check('serviceaccounts', 'service account', 'serviceaccount')) ??
    (await check('secrets', 'secret', 'secret')) ??
    (await check('pods', 'pod', 'pod')) ??
    // A token for a pod only says on which node it was; that node may go.
    (namedIn(claims, 'pod') === undefined ? await check('nodes', 'node', 'node') : undefined)
  );
}

function isGone({ metadata }: KubeObject, nowSeconds: number): boolean {
  const deleted = metadata?.deletionTimestamp;
  const atMs = typeof deleted === 'string' ? parseTimestamp(deleted) : undefined;
  return atMs !== undefined && atMs / 1000 < nowSeconds - leewaySeconds;
}

/** Who uses a token longer than it was asked for is told of in the audit log. */
function noteStale(claims: TokenClaims, nowSeconds: number, asked: Asked): void {
  const warnAfter = numberAt(privateClaims(claims), 'warnafter') ?? 0;
  if (warnAfter === 0 || nowSeconds <= warnAfter) return;
  const seconds = Math.floor(nowSeconds) - warnAfter;
  asked.annotations.set(
    'authentication.k8s.io/stale-token',
    `subject: ${claims.subject}, seconds after warning threshold: ${seconds}`,
  );
}
