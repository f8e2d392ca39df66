import { objectAt, textAt, valueAt } from '../fields.ts';
import type { KubeObject } from '../resource-definition.ts';
import { Rejected, type Asked, type TokenAuthenticator } from './authenticator.ts';
import type { FindBound } from './bound-objects.ts';
import { serviceAccountIdentity, serviceAccountUser } from './service-account-user.ts';
import { targetAudiences } from './service-account-token.ts';
import type { TokenClaims, TokenVerifier } from './signed-token.ts';

/** Who issued the tokens that lie in Secrets. */
export const legacyIssuer = 'kubernetes/serviceaccount';

export interface LegacyTokenParts {
  readonly verifier: TokenVerifier;
  readonly find: FindBound;
  readonly apiAudiences: readonly string[];
  /** False: a token is good even where its Secret and its account are gone. */
  readonly lookup: boolean;
}

interface LegacyClaims {
  readonly namespace: string;
  readonly secret: string;
  readonly name: string;
  readonly uid: string;
}

/** Tokens without an end that lie in Secrets of the type `kubernetes.io/service-account-token`: good as long as they lie there. */
export function legacyTokenAuthenticator(parts: LegacyTokenParts): TokenAuthenticator {
  return async (token, asked) => {
    const claims = await parts.verifier.verify(token);
    if (claims === undefined || claims instanceof Rejected) return claims;
    const audiences = targetAudiences(claims, asked, parts.apiAudiences);
    if (audiences instanceof Rejected) return audiences;
    const said = legacyClaims(claims);
    if (said instanceof Rejected) return said;
    const rejected = parts.lookup ? await brokenTie(said, { token, find: parts.find, asked }) : undefined;
    return rejected ?? { identity: serviceAccountIdentity(said), audiences };
  };
}

function legacyClaims({ all, subject }: TokenClaims): LegacyClaims | Rejected {
  const at = (name: string): string => textAt(all, `kubernetes.io/serviceaccount/${name}`);
  const said = {
    namespace: at('namespace'),
    secret: at('secret.name'),
    name: at('service-account.name'),
    uid: at('service-account.uid'),
  };
  if (subject === '') return new Rejected('sub claim is missing');
  const missing = Object.entries(said).find(([, value]) => value === '');
  if (missing !== undefined) return new Rejected(`${missing[0]} claim is missing`);
  return subject === serviceAccountUser(said.namespace, said.name)
    ? said
    : new Rejected('sub claim is invalid');
}

async function brokenTie(
  said: LegacyClaims,
  { token, find, asked }: { readonly token: string; readonly find: FindBound; readonly asked: Asked },
): Promise<Rejected | undefined> {
  const secret = await find('secrets', said.namespace, said.secret);
  if (secret === undefined || isGoing(secret)) return new Rejected('Token has been invalidated');
  const kept = Buffer.from(textAt(objectAt(secret, 'data'), 'token'), 'base64').toString('utf8');
  if (kept !== token) return new Rejected("Token does not match server's copy");
  const account = await find('serviceaccounts', said.namespace, said.name);
  if (account === undefined) return new Rejected(`serviceaccounts "${said.name}" not found`);
  if (isGoing(account)) return new Rejected(`ServiceAccount ${said.namespace}/${said.name} has been deleted`);
  const uid = account.metadata?.uid ?? '';
  if (uid !== said.uid) return new Rejected(`ServiceAccount UID (${uid}) does not match claim (${said.uid})`);
  const labels = objectAt(objectAt(secret, 'metadata'), 'labels');
  if (textAt(labels, 'kubernetes.io/legacy-token-invalid-since') !== '') {
    asked.annotations.set(
      'authentication.k8s.io/legacy-token-invalidated',
      `${said.secret}/${said.namespace}`,
    );
    return new Rejected(`the token in secret ${said.namespace}/${said.secret} has been marked invalid`);
  }
  asked.annotations.set('authentication.k8s.io/legacy-token-manual-secret', said.secret);
  return undefined;
}

function isGoing(object: KubeObject): boolean {
  return valueAt(objectAt(object, 'metadata'), 'deletionTimestamp') !== undefined;
}
