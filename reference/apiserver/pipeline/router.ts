import { anonymous } from '../authentication/anonymous.ts';
import type { Authorizer } from '../authorization/authorizer.ts';
import { attributesOf, notAllowed } from '../authorization/request-attributes.ts';
import { internalFailure } from '../authorization/internal-failure.ts';
import type { ApiAnswer, ApiRequest, Identity } from '../message.ts';
import { negotiateAnswer, type Representation } from '../negotiation.ts';
import type { ResourceEntry } from '../registry/registry.ts';
import {
  parseRequestPath,
  verbOf,
  type RequestPath,
  type RequestVerb,
  type ResourceRequest,
} from '../request-info.ts';
import type { ResourceDefinition, SubresourceDefinition } from '../resource-definition.ts';
import {
  badRequest,
  internalError,
  methodNotAllowed,
  objectTooLarge,
  Refusal,
  resourceNotServed,
  storeTimedOut,
  storeUnavailable,
  unauthorized,
} from '../status.ts';
import { answerRefusal } from './answer.ts';
import type { RequestContext, ServerParts } from './context.ts';
import { handlerFor } from './handlers.ts';
import { throughFilters, type RequestFilters, type RequestUnderway } from './request-filter.ts';

/** Serves paths outside the resources: discovery, health, version, OpenAPI. Undefined: not one of its paths. */
export type PathHandler = (request: ApiRequest, path: RequestPath) => Promise<ApiAnswer | undefined>;

export interface RouterParts {
  readonly server: ServerParts;
  readonly authorizer: Authorizer;
  readonly pathHandlers: readonly PathHandler[];
  readonly filters: RequestFilters;
}

/** The first stages of every request: who asks, for what, and whether they may. */
export class Router {
  readonly #parts: RouterParts;

  constructor(parts: RouterParts) {
    this.#parts = parts;
  }

  /** Never rejects. */
  async handle(request: ApiRequest): Promise<ApiAnswer> {
    const path = parseRequestPath(request.path);
    if (path === undefined) return answerRefusal(badRequest('the path is not percent-encoded correctly'));
    const { environment } = this.#parts.server;
    const underway: RequestUnderway = {
      request,
      path,
      identity: anonymous,
      annotations: new Map(),
      auditId: request.headers['audit-id'] || environment.random('audit').uuid(),
      receivedMs: environment.clock.now(),
    };
    const { beforeAuthentication = [] } = this.#parts.filters;
    const answer = await this.#caught(() =>
      throughFilters(beforeAuthentication, underway, () => this.#caught(() => this.#authenticated(underway))),
    );
    return request.method === 'HEAD' ? withoutBody(answer) : answer;
  }

  async #caught(answer: () => Promise<ApiAnswer>): Promise<ApiAnswer> {
    try {
      return await answer();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#parts.server.environment.trace.record({ actor: 'apiserver', action: 'fail', detail: message });
      return answerRefusal(failureOf(error, message));
    }
  }

  async #authenticated(underway: RequestUnderway): Promise<ApiAnswer> {
    const { authentication } = this.#parts.server;
    const found = authentication.authenticate(underway.request, underway.annotations);
    const identity = found instanceof Promise ? await found : found;
    if (identity === 'refused') return answerRefusal(unauthorized());
    underway.identity = identity;
    underway.request = withoutCredentials(underway.request);
    const { beforeAuthorization = [] } = this.#parts.filters;
    return throughFilters(beforeAuthorization, underway, () =>
      this.#caught(() => this.#authorizedAnswer(underway)),
    );
  }

  async #authorizedAnswer({ request, path, identity, annotations }: RequestUnderway): Promise<ApiAnswer> {
    const info = path.resource;
    const verb = info === undefined ? undefined : verbOf(request.method, info, path.query);
    const attributes = attributesOf(identity, request.method, path);
    const asked = this.#parts.authorizer(attributes);
    const { allowed, why, error } = asked instanceof Promise ? await asked : asked;
    if (!allowed && error !== undefined) {
      annotations.set('authorization.k8s.io/reason', 'internal error');
      return internalFailure(request.path, error);
    }
    annotations.set('authorization.k8s.io/decision', allowed ? 'allow' : 'forbid');
    annotations.set('authorization.k8s.io/reason', why);
    if (!allowed) return answerRefusal(notAllowed(attributes, why));
    const served = info !== undefined && this.#parts.server.registry.serves(info.group, info.version);
    if (info === undefined || !served) return this.#outsideResources(request, path);
    const context = this.#contextOf({ request, path, info, verb, identity, annotations });
    if (context instanceof Refusal) return answerRefusal(context);
    const handler = handlerFor(context.verb, info.subresource, info.resource);
    return handler === undefined ? answerRefusal(methodNotAllowed()) : handler(context);
  }

  async #outsideResources(request: ApiRequest, path: RequestPath): Promise<ApiAnswer> {
    for (const handler of this.#parts.pathHandlers) {
      const answer = await handler(request, path);
      if (answer !== undefined) return answer;
    }
    const { resource } = path;
    const knownGroup = resource !== undefined && this.#parts.server.registry.servesGroup(resource.group);
    return knownGroup ? answerRefusal(resourceNotServed()) : pageNotFound;
  }

  #contextOf(found: FoundRequest): RequestContext | Refusal {
    const { request, path, info, verb, identity, annotations } = found;
    const { server } = this.#parts;
    const entry = server.registry.find(info.group, info.version, info.resource);
    if (entry === undefined || (info.hasRest && info.subresource !== 'proxy')) return resourceNotServed();
    if (entry.definition.namespaced ? needsNamespace(info) : info.namespace !== '')
      return resourceNotServed();
    const subresource = entry.definition.subresources.find(({ name }) => name === info.subresource);
    if (info.subresource !== '' && subresource === undefined) return resourceNotServed();
    if (verb === undefined || !allows(entry, subresource, verb)) return methodNotAllowed();
    if (info.legacyWatch && request.method !== 'GET') return methodNotAllowed();
    if (!fitsPath(entry.definition, info, verb)) return methodNotAllowed();
    const wrongName = nameRefusal(info.name);
    if (wrongName !== undefined) return wrongName;
    const pretty = path.query.get('pretty') ?? undefined;
    const rules = { representations: representationsOf(verb, path), stream: verb === 'watch' };
    const format = negotiateAnswer(
      request.headers['accept'],
      pretty === undefined ? rules : { ...rules, pretty },
    );
    if (format instanceof Refusal) return format;
    const { definition } = entry;
    const where = { server, request, path, info, verb, identity, entry, definition };
    return { ...where, format, warnings: [], annotations };
  }
}

/** What no object is called, and what proxies on the way would read as something else. */
function nameRefusal(name: string): Refusal | undefined {
  const told = `Name parameter invalid: ${JSON.stringify(name)}: may not`;
  if (name === '.' || name === '..') return badRequest(`${told} be '${name}'`);
  return name.includes('%') ? badRequest(`${told} contain '%'`) : undefined;
}

/** Nobody behind authentication is ever tempted to use, keep or tell them. */
function withoutCredentials(request: ApiRequest): ApiRequest {
  const { headers, repeatedHeaders } = request;
  if (headers['authorization'] === undefined) return request;
  const isKept = ([name]: readonly [string, unknown]): boolean => name !== 'authorization';
  return {
    ...request,
    headers: Object.fromEntries(Object.entries(headers).filter(isKept)),
    ...(repeatedHeaders === undefined
      ? {}
      : { repeatedHeaders: Object.fromEntries(Object.entries(repeatedHeaders).filter(isKept)) }),
  };
}

interface FoundRequest {
  readonly request: ApiRequest;
  readonly path: RequestPath;
  readonly info: ResourceRequest;
  readonly verb: RequestVerb | undefined;
  readonly identity: Identity;
  readonly annotations: Map<string, string>;
}

/** Objects of namespaced kinds are only reached through a namespace; lists and watches also across all. */
function needsNamespace(info: ResourceRequest): boolean {
  return info.namespace === '' && info.name !== '';
}

/** Collections are listed, watched, deleted and added to; single objects are what everything else is about. */
function fitsPath(definition: ResourceDefinition, info: ResourceRequest, verb: RequestVerb): boolean {
  const acrossNamespaces = definition.namespaced && info.namespace === '';
  if (info.name === '') {
    if (verb === 'create' || verb === 'deletecollection') return !acrossNamespaces;
    return verb === 'list' || verb === 'watch';
  }
  return verb !== 'create' || info.subresource !== '';
}

function allows(
  entry: ResourceEntry,
  subresource: SubresourceDefinition | undefined,
  verb: RequestVerb,
): boolean {
  return (subresource?.verbs ?? entry.definition.verbs).includes(verb);
}

function representationsOf(verb: RequestVerb, path: RequestPath): readonly Representation[] {
  if (verb === 'list') return ['table', 'metadata-list'];
  if (verb !== 'watch') return ['table', 'metadata'];
  return path.query.has('sendInitialEvents') ? ['table', 'metadata', 'metadata-list'] : ['table', 'metadata'];
}

/** What the store could not do, in the words of HTTP. */
function failureOf(error: unknown, message: string): Refusal {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'UNAVAILABLE') return storeUnavailable(message);
  if (code === 'DEADLINE_EXCEEDED') return storeTimedOut();
  if (message.includes('request is too large')) return objectTooLarge(message);
  return internalError(message);
}

const pageNotFound: ApiAnswer = {
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body: new TextEncoder().encode('404 page not found\n'),
};

function withoutBody(answer: ApiAnswer): ApiAnswer {
  if (!(answer.body instanceof Uint8Array)) answer.body.cancel();
  return { ...answer, body: new Uint8Array() };
}
