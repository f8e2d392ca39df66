import type { Authorizer } from '../authorization/authorizer.ts';
import { attributesOf, notAllowed } from '../authorization/request-attributes.ts';
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
import { anonymous, type Authenticator } from './authentication.ts';
import type { RequestContext, ServerParts } from './context.ts';
import { handlerFor } from './handlers.ts';

/** Serves paths outside the resources: discovery, health, version, OpenAPI. Undefined: not one of its paths. */
export type PathHandler = (request: ApiRequest, path: RequestPath) => Promise<ApiAnswer | undefined>;

export interface RouterParts {
  readonly server: ServerParts;
  /** Asked in turn; who is recognised by none is anonymous. */
  readonly authenticators: readonly Authenticator[];
  readonly authorizer: Authorizer;
  readonly pathHandlers: readonly PathHandler[];
}

/** The first stages of every request: who asks, for what, and whether they may. */
export class Router {
  readonly #parts: RouterParts;

  constructor(parts: RouterParts) {
    this.#parts = parts;
  }

  /** Never rejects. */
  async handle(request: ApiRequest): Promise<ApiAnswer> {
    try {
      const answer = await this.#route(request);
      return request.method === 'HEAD' ? withoutBody(answer) : answer;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#parts.server.environment.trace.record({ actor: 'apiserver', action: 'fail', detail: message });
      return answerRefusal(failureOf(error, message));
    }
  }

  async #route(request: ApiRequest): Promise<ApiAnswer> {
    const path = parseRequestPath(request.path);
    if (path === undefined) return answerRefusal(badRequest('the path is not percent-encoded correctly'));
    const identity = await this.#authenticate(request);
    if (identity instanceof Refusal) return answerRefusal(identity);
    const info = path.resource;
    const verb = info === undefined ? undefined : verbOf(request.method, info, path.query);
    const refused = await this.#authorize(identity, request, path);
    if (refused !== undefined) return answerRefusal(refused);
    const served = info !== undefined && this.#parts.server.registry.serves(info.group, info.version);
    if (info === undefined || !served) return this.#outsideResources(request, path);
    const context = this.#contextOf({ request, path, info, verb, identity });
    if (context instanceof Refusal) return answerRefusal(context);
    const handler = handlerFor(context.verb, info.subresource, info.resource);
    return handler === undefined ? answerRefusal(methodNotAllowed()) : handler(context);
  }

  async #authenticate(request: ApiRequest): Promise<Identity | Refusal> {
    for (const authenticator of this.#parts.authenticators) {
      const found = authenticator(request);
      const identity = found instanceof Promise ? await found : found;
      if (identity === 'refused') return unauthorized();
      if (identity !== undefined) return authenticated(identity);
    }
    return anonymous;
  }

  async #authorize(identity: Identity, request: ApiRequest, path: RequestPath): Promise<Refusal | undefined> {
    const attributes = attributesOf(identity, request.method, path);
    const answer = this.#parts.authorizer(attributes);
    const { allowed, why } = answer instanceof Promise ? await answer : answer;
    return allowed ? undefined : notAllowed(attributes, why);
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
    const { request, path, info, verb, identity } = found;
    const { server } = this.#parts;
    const entry = server.registry.find(info.group, info.version, info.resource);
    if (entry === undefined || info.hasRest) return resourceNotServed();
    if (entry.definition.namespaced ? needsNamespace(info) : info.namespace !== '')
      return resourceNotServed();
    const subresource = entry.definition.subresources.find(({ name }) => name === info.subresource);
    if (info.subresource !== '' && subresource === undefined) return resourceNotServed();
    if (verb === undefined || !allows(entry, subresource, verb)) return methodNotAllowed();
    if (!fitsPath(entry.definition, info, verb)) return methodNotAllowed();
    const pretty = path.query.get('pretty') ?? undefined;
    const rules = { representations: representationsOf(verb, path), stream: verb === 'watch' };
    const format = negotiateAnswer(
      request.headers['accept'],
      pretty === undefined ? rules : { ...rules, pretty },
    );
    if (format instanceof Refusal) return format;
    const { definition } = entry;
    return { server, request, path, info, verb, identity, entry, definition, format, warnings: [] };
  }
}

/** Whoever is recognised belongs to a group of all who are. */
function authenticated(identity: Identity): Identity {
  const { groups } = identity;
  const added = groups.includes(everybodyKnown) ? groups : [...groups, everybodyKnown];
  return added === groups ? identity : { ...identity, groups: added };
}

const everybodyKnown = 'system:authenticated';

interface FoundRequest {
  readonly request: ApiRequest;
  readonly path: RequestPath;
  readonly info: ResourceRequest;
  readonly verb: RequestVerb | undefined;
  readonly identity: Identity;
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
