import type { TokenIssuer } from '../authentication/authentication.ts';
import { boundObjects, type FindBound } from '../authentication/bound-objects.ts';
import { serviceAccountUser, type NamedObject } from '../authentication/service-account-user.ts';
import { signToken } from '../authentication/signed-token.ts';
import { ensureObject, numberAt, objectAt, setDefault, textAt, textsAt, type Fields } from '../fields.ts';
import type { ApiAnswer } from '../message.ts';
import { matchNamespace } from '../registry/metadata.ts';
import { tailOf } from '../registry/stored-object.ts';
import type { Draft, KubeObject } from '../resource-definition.ts';
import { badRequest, conflict, invalid, notFound, Refusal } from '../status.ts';
import { timestampText } from '../timestamp.ts';
import { Problems } from '../validation/problems.ts';
import { admitSubresource } from './admission.ts';
import { answerObject, answerRefusal } from './answer.ts';
import type { RequestContext } from './context.ts';
import { readWrittenBody } from './written-body.ts';

const kind = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' };

const leastSeconds = 600;
const mostSeconds = 2 ** 32;
const defaultSeconds = 3600;
/** What kubelets ask for on behalf of pods; such tokens live longer, since not every program reads them anew. */
const podTokenSeconds = 3607;
const extendedSeconds = 365 * 24 * 3600;

/** Issues a token for a service account; nothing is stored. */
export async function handleTokenRequest(context: RequestContext): Promise<ApiAnswer> {
  const body = readWrittenBody(context, kind, 'CreateOptions');
  if (body instanceof Refusal) return answerRefusal(body, context);
  const issued = await issue(context, body.draft, body.options.dryRun);
  if (issued instanceof Refusal) return answerRefusal(issued, context);
  const asTokenRequest = { ...context, definition: { ...context.definition, ...kind } };
  return answerObject(asTokenRequest, 201, { object: issued, tail: tailOf(issued) });
}

async function issue(context: RequestContext, draft: Draft, dryRun: boolean): Promise<Fields | Refusal> {
  const { info, server } = context;
  const { tokenIssuer } = server.authentication;
  const find = boundObjects(server.registry);
  const metadata = ensureObject(draft, 'metadata');
  const mismatch = matchNamespace(metadata, true, info.namespace);
  if (mismatch !== undefined) return mismatch;
  const account = await find('serviceaccounts', info.namespace, info.name);
  const spec = ensureObject(draft, 'spec');
  setDefault(spec, 'expirationSeconds', defaultSeconds);
  const refused = await admitSubresource(context, {
    ...{ kind, name: info.name, object: draft, dryRun },
    check: () => problemOf(draft, info.name, account),
  });
  if (refused !== undefined) return refused;
  const tie = await boundTo(spec, { find, namespace: info.namespace, account: info.name });
  if (tie instanceof Refusal) return tie;
  if (textsAt(spec, 'audiences').length === 0) spec['audiences'] = tokenIssuer.apiAudiences;
  shorten(spec, tokenIssuer, context.warnings);
  const nowSeconds = Math.floor(server.environment.clock.now() / 1000);
  const id = server.environment.random('service-account-tokens').uuid();
  const claims = claimsOf({ spec, tie, account, issuer: tokenIssuer, nowSeconds, id });
  const token = await signToken(claims, tokenIssuer.keys().signing);
  context.annotations.set('authentication.kubernetes.io/issued-credential-id', `JTI=${id}`);
  const expirationTimestamp = timestampText((nowSeconds + (numberAt(spec, 'expirationSeconds') ?? 0)) * 1000);
  const creationTimestamp = timestampText(nowSeconds * 1000);
  return {
    metadata: { ...metadata, name: info.name, namespace: info.namespace, creationTimestamp },
    spec: { ...spec, boundObjectRef: objectAt(spec, 'boundObjectRef') ?? null },
    status: { token, expirationTimestamp },
  };
}

function problemOf(draft: Draft, name: string, account: KubeObject | undefined): Refusal | undefined {
  const named = textAt(objectAt(draft, 'metadata'), 'name');
  const problems = new Problems();
  if (named !== '' && named !== name) {
    problems.invalid('metadata.name', named, 'must match the service account name if specified');
    return invalid(kind, name, problems.found);
  }
  if (account === undefined) return notFound({ group: '', resource: 'serviceaccounts' }, name);
  const seconds = numberAt(objectAt(draft, 'spec'), 'expirationSeconds') ?? 0;
  const field = 'spec.expirationSeconds';
  if (seconds < leastSeconds)
    problems.invalid(field, seconds, 'may not specify a duration less than 10 minutes');
  if (seconds > mostSeconds)
    problems.invalid(field, seconds, 'may not specify a duration larger than 2^32 seconds');
  return problems.size === 0 ? undefined : invalid(kind, '', problems.found);
}

/** What the token is bound to besides its account. */
interface Tie {
  readonly pod?: NamedObject;
  readonly secret?: NamedObject;
  readonly node?: NamedObject;
}

interface Binding {
  readonly find: FindBound;
  readonly namespace: string;
  readonly account: string;
}

type BoundKind = 'pods' | 'secrets' | 'nodes';

const boundKinds: ReadonlyMap<string, BoundKind> = new Map([
  ['Pod', 'pods'],
  ['Secret', 'secrets'],
  ['Node', 'nodes'],
]);

async function boundTo(spec: Fields, { find, namespace, account }: Binding): Promise<Tie | Refusal> {
  const reference = objectAt(spec, 'boundObjectRef');
  if (reference === undefined) return {};
  const [apiVersion, boundKind, name] = ['apiVersion', 'kind', 'name'].map((at) => textAt(reference, at));
  const resource = boundKinds.get(boundKind ?? '');
  if (resource === undefined || apiVersion?.includes('/') === true)
    return badRequest(`cannot bind token to object of type ${typeText(apiVersion ?? '', boundKind ?? '')}`);
  const object = await find(resource, namespace, name ?? '');
  if (object === undefined) return notFound({ group: '', resource }, name ?? '');
  if (resource === 'pods' && textAt(objectAt(object, 'spec'), 'serviceAccountName') !== account) {
    return badRequest(
      `cannot bind token for serviceaccount ${JSON.stringify(account)} to pod running with different serviceaccount name.`,
    );
  }
  const uid = textAt(reference, 'uid');
  if (uid !== '' && uid !== object.metadata?.uid) {
    const why = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
    return conflict({ group: '', resource: boundKind ?? '' }, name ?? '', why);
  }
  return tieOf(resource, object, find);
}

/** A group, a version and a kind as Go prints them. */
function typeText(apiVersion: string, boundKind: string): string {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  return `${group ?? ''}/${version ?? ''}, Kind=${boundKind}`;
}

async function tieOf(resource: BoundKind, object: KubeObject, find: FindBound): Promise<Tie> {
  const named = { name: object.metadata?.name ?? '', uid: object.metadata?.uid ?? '' };
  if (resource === 'secrets') return { secret: named };
  if (resource === 'nodes') return { node: named };
  const node = textAt(objectAt(object, 'spec'), 'nodeName');
  if (node === '') return { pod: named };
  const uid = (await find('nodes', '', node))?.metadata?.uid ?? '';
  return { pod: named, node: { name: node, uid } };
}

function shorten(spec: Fields, { maxExpirationSeconds: most }: TokenIssuer, warnings: string[]): void {
  const asked = numberAt(spec, 'expirationSeconds') ?? 0;
  if (most === undefined || asked <= most) return;
  warnings.push(`requested expiration of ${asked} seconds shortened to ${most} seconds`);
  spec['expirationSeconds'] = most;
}

interface ClaimParts {
  readonly spec: Fields;
  readonly tie: Tie;
  readonly account: KubeObject | undefined;
  readonly issuer: TokenIssuer;
  readonly nowSeconds: number;
  readonly id: string;
}

function claimsOf({ spec, tie, account, issuer, nowSeconds, id }: ClaimParts): Fields {
  const { name = '', namespace = '', uid = '' } = account?.metadata ?? {};
  const audiences = textsAt(spec, 'audiences');
  const seconds = numberAt(spec, 'expirationSeconds') ?? 0;
  const isExtended =
    issuer.extendsExpiration &&
    tie.pod !== undefined &&
    seconds === podTokenSeconds &&
    audiences.every((audience) => issuer.apiAudiences.includes(audience));
  const shown = ({ name: of, uid: id }: NamedObject): Fields => ({
    name: of,
    ...(id === '' ? {} : { uid: id }),
  });
  return {
    aud: audiences,
    exp: nowSeconds + (isExtended ? extendedSeconds : seconds),
    iat: nowSeconds,
    iss: issuer.issuer,
    jti: id,
    'kubernetes.io': {
      namespace,
      ...(tie.node === undefined ? {} : { node: shown(tie.node) }),
      ...(tie.pod === undefined ? {} : { pod: shown(tie.pod) }),
      ...(tie.secret === undefined ? {} : { secret: shown(tie.secret) }),
      serviceaccount: { name, uid },
      ...(isExtended ? { warnafter: nowSeconds + seconds } : {}),
    },
    nbf: nowSeconds,
    sub: serviceAccountUser(namespace, name),
  };
}
