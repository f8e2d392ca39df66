import { isFields, objectAt, textAt, textEntriesAt, textsAt, type Fields } from '../../fields.ts';
import type { KubeObject, ResourceDefinition } from '../../resource-definition.ts';
import type { AdmissionRequest, GroupVersionKind } from '../admission-chain.ts';
import type { MatchedResource } from './request-matching.ts';
import { convertObject } from './version-conversion.ts';

export type ReviewVersion = 'v1' | 'v1beta1';

/** What a webhook answered, once it is known to be in order. */
export interface ReviewAnswer {
  readonly allowed: boolean;
  /** The `Status` with which it refuses, as far as it says one. */
  readonly status: Fields | undefined;
  /** The text of a JSON Patch; empty where there is none. */
  readonly patch: string;
  /** What it says that the patch is. */
  readonly patchType: string;
  readonly warnings: readonly string[];
  readonly auditAnnotations: readonly (readonly [string, string])[];
}

/** What is wrong with an answer. */
export class BadAnswer {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

/** The first version of the review that the webhook takes and that there is. */
export function reviewVersionOf(versions: readonly string[]): ReviewVersion | undefined {
  return versions.find((version) => version === 'v1' || version === 'v1beta1');
}

interface ReviewSubject {
  readonly uid: string;
  readonly version: ReviewVersion;
  readonly matched: MatchedResource;
}

/** The question, as an `AdmissionReview` of `admission.k8s.io`, with the objects in the version that was matched. */
export function createReview(request: AdmissionRequest, { uid, version, matched }: ReviewSubject): Fields {
  return {
    kind: 'AdmissionReview',
    apiVersion: `admission.k8s.io/${version}`,
    request: { uid, ...reviewRequest(request, matched) },
  };
}

/** What is told of a request, to webhooks and to policies alike. */
export function reviewRequest(request: AdmissionRequest, matched: MatchedResource): Fields {
  const { definition, subresource, name, namespace } = request;
  const part = (field: string): Fields => (subresource === '' ? {} : { [field]: subresource });
  return {
    kind: kindOf(matched.kind),
    resource: resourceOf(matched.definition),
    ...part('subResource'),
    requestKind: kindOf(request.kind),
    requestResource: resourceOf(definition),
    ...part('requestSubResource'),
    ...(name === '' ? {} : { name }),
    ...(namespace === '' ? {} : { namespace }),
    operation: request.operation,
    userInfo: userInfo(request),
    object: shown(request.object, request, matched),
    oldObject: shown(request.oldObject, request, matched),
    dryRun: request.dryRun,
    options: request.options ?? null,
  };
}

function shown(
  object: KubeObject | undefined,
  { definition }: AdmissionRequest,
  { definition: to }: MatchedResource,
): KubeObject | null {
  return object === undefined ? null : convertObject(object, definition, to);
}

function kindOf({ group, version, kind }: GroupVersionKind): Fields {
  return { group, version, kind };
}

function resourceOf({ group, version, plural }: ResourceDefinition): Fields {
  return { group, version, resource: plural };
}

export function userInfo({ identity }: AdmissionRequest): Fields {
  const { user, uid, groups, extra } = identity;
  return {
    username: user,
    ...(uid === undefined ? {} : { uid }),
    ...(groups.length === 0 ? {} : { groups }),
    ...(extra === undefined || Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

/** Reads the answer to the question with this uid; of v1beta1 less is asked. */
export function readAnswer(
  body: Fields,
  asked: { readonly uid: string; readonly version: ReviewVersion; readonly mutating: boolean },
): ReviewAnswer | BadAnswer {
  const response = body['response'];
  if (!isFields(response)) return new BadAnswer('webhook response was absent');
  const problem = asked.version === 'v1' ? problemOf(body, response, asked) : undefined;
  if (problem !== undefined) return new BadAnswer(problem);
  return {
    allowed: response['allowed'] === true,
    status: objectAt(response, 'status'),
    patch: asked.mutating ? Buffer.from(textAt(response, 'patch'), 'base64').toString('utf8') : '',
    patchType: asked.version === 'v1' ? textAt(response, 'patchType') : 'JSONPatch',
    warnings: textsAt(response, 'warnings'),
    auditAnnotations: textEntriesAt(response, 'auditAnnotations'),
  };
}

function problemOf(
  body: Fields,
  response: Fields,
  { uid, mutating }: { readonly uid: string; readonly mutating: boolean },
): string | undefined {
  const echoed = textAt(response, 'uid');
  if (echoed !== uid) return `expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(echoed)}`;
  const apiVersion = textAt(body, 'apiVersion');
  const kind = textAt(body, 'kind');
  if (apiVersion !== 'admission.k8s.io/v1' || kind !== 'AdmissionReview') {
    const told = `${apiVersion}, Kind=${kind}`;
    return `expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got ${told}`;
  }
  return patchProblem(response, mutating);
}

function patchProblem(response: Fields, mutating: boolean): string | undefined {
  const hasPatch = textAt(response, 'patch') !== '';
  const patchType = response['patchType'];
  const hasType = typeof patchType === 'string';
  if (!mutating) {
    if (hasPatch) return 'validating webhook may not return response.patch';
    return hasType ? 'validating webhook may not return response.patchType' : undefined;
  }
  if (hasPatch && !hasType) return 'webhook returned response.patch but not response.patchType';
  if (!hasPatch && hasType) return 'webhook returned response.patchType but not response.patch';
  return patchType === '' ? 'webhook returned invalid response.patchType of ""' : undefined;
}
