import type { ApiList, ApiStatus, WatchEvent } from './api-object.ts';
import { KubeError } from './kube-error.ts';
import { resourceOf, type ObjectOf, type Target } from './kinds.ts';
import { metadataOf } from './object-cache.ts';
import { queryText, type QueryValues } from './query-text.ts';
import { collectionPath, groupVersionOf, objectPath, type Resource } from './resource.ts';
import type { LineStream, Transport } from './transport.ts';

export interface Scope {
  /** Absent: `default` for one object, all namespaces for collections. Without meaning for cluster-wide resources. */
  readonly namespace?: string;
}

export interface WriteOptions extends Scope {
  readonly subresource?: string;
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
}

export interface SelectOptions extends Scope {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Asks for the objects' metadata alone; servers that cannot leave the rest out send whole objects. */
  readonly metadataOnly?: boolean;
}

export interface ListOptions extends SelectOptions {
  readonly limit?: number;
  readonly continue?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan';
}

export interface WatchOptions extends SelectOptions {
  readonly resourceVersion?: string;
  readonly allowWatchBookmarks?: boolean;
  readonly timeoutSeconds?: number;
  readonly sendInitialEvents?: boolean;
  readonly resourceVersionMatch?: 'NotOlderThan';
}

export interface DeleteOptions extends Scope {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: boolean;
}

export interface PatchOptions extends WriteOptions {
  readonly type: 'json' | 'merge' | 'strategic' | 'apply';
  readonly force?: boolean;
}

/** One open watch. */
export interface WatchHandle {
  /** No event is delivered afterwards, and `onEnd` is not called. */
  close(): void;
}

export interface WatchSink<T> {
  /** Events in the order of the server; an `ERROR` is the last. */
  onEvent(event: WatchEvent<T>): void;
  /** The server ended the watch, or the connection broke. Called once at most, after every event. */
  onEnd(): void;
}

const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

const json = 'application/json';

/** What a request carries and asks for beside its path. */
interface Content {
  readonly body?: unknown;
  /** Absent: JSON. */
  readonly contentType?: string;
  /** Absent: JSON. */
  readonly accept?: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Typed requests to an API server, by kind. Every method rejects with `KubeError` where the server refuses and with
 * the transport's own error where no answer came. Objects that it returns belong to the caller.
 */
export class KubeClient {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async get<R extends Target>(
    target: R,
    name: string,
    options: Scope & { readonly subresource?: string; readonly resourceVersion?: string } = {},
  ): Promise<ObjectOf<R>> {
    const path = this.#objectPath(target, name, options);
    return this.#json('GET', path + queryText({ resourceVersion: options.resourceVersion }));
  }

  async list<R extends Target>(target: R, options: ListOptions = {}): Promise<ApiList<ObjectOf<R>>> {
    const path = this.#collection(target, options) + queryText(selection(options));
    return this.#json('GET', path, { accept: acceptOf(options, 'PartialObjectMetadataList') });
  }

  async create<R extends Target>(
    target: R,
    object: ObjectOf<R>,
    options: WriteOptions = {},
  ): Promise<ObjectOf<R>> {
    const resource = resourceOf(target);
    const namespace = options.namespace ?? metadataOf(object).namespace ?? 'default';
    const path = collectionPath(resource, namespace);
    return this.#json('POST', path + queryText(writeQuery(options)), { body: typed(resource, object) });
  }

  /** Creates what hangs below one object: `bindings`, `evictions`, `token`. */
  async createSubresource(
    target: Target,
    name: string,
    request: { readonly subresource: string; readonly namespace?: string; readonly body: unknown },
  ): Promise<unknown> {
    return this.#json('POST', this.#objectPath(target, name, request), { body: request.body });
  }

  /** Replaces the object; a `resourceVersion` in it must be the newest one, else the server answers `Conflict`. */
  async update<R extends Target>(
    target: R,
    object: ObjectOf<R>,
    options: WriteOptions = {},
  ): Promise<ObjectOf<R>> {
    const { name, namespace } = metadataOf(object);
    const scope = { ...options, namespace: options.namespace ?? namespace ?? 'default' };
    const path = this.#objectPath(target, name ?? '', scope);
    const body = typed(resourceOf(target), object);
    return this.#json('PUT', path + queryText(writeQuery(options)), { body });
  }

  async patch<R extends Target>(
    target: R,
    name: string,
    request: PatchOptions & { readonly patch: unknown },
  ): Promise<ObjectOf<R>> {
    const query = queryText({ ...writeQuery(request), force: request.force });
    const path = this.#objectPath(target, name, request) + query;
    return this.#json('PATCH', path, { body: request.patch, contentType: patchTypes[request.type] });
  }

  /** Resolves with the object as it is now, if it lives on (grace, finalizers), else with a `Status`. */
  async delete<R extends Target>(
    target: R,
    name: string,
    options: DeleteOptions = {},
  ): Promise<ObjectOf<R> | ApiStatus> {
    return this.#json('DELETE', this.#objectPath(target, name, options), { body: deleteBody(options) });
  }

  async deleteCollection(target: Target, options: ListOptions & DeleteOptions = {}): Promise<unknown> {
    const path = this.#collection(target, options) + queryText(selection(options));
    return this.#json('DELETE', path, { body: deleteBody(options) });
  }

  /** Opens a watch. Rejects where the server refuses to open it (`Expired` among others). */
  async watch<R extends Target>(
    target: R,
    options: WatchOptions,
    sink: WatchSink<ObjectOf<R>>,
  ): Promise<WatchHandle> {
    const query = queryText({ ...selection(options), watch: true });
    const answer = await this.#transport.send({
      method: 'GET',
      path: this.#collection(target, options) + query,
      headers: { accept: acceptOf(options, 'PartialObjectMetadata') },
    });
    if (answer.body instanceof Uint8Array) throw new KubeError(answer.status, statusOf(answer.body));
    return deliver(answer.body, sink);
  }

  /** Any path, for what has no method of its own: discovery, health, `raw`. */
  async raw(method: string, path: string, body?: unknown): Promise<unknown> {
    return this.#json(method, path, { body });
  }

  #collection(target: Target, scope: Scope): string {
    return collectionPath(resourceOf(target), scope.namespace);
  }

  #objectPath(target: Target, name: string, scope: Scope & { readonly subresource?: string }): string {
    if (name === '')
      throw new TypeError(`a name is needed to reach one object of ${resourceOf(target).plural}`);
    const path = objectPath(resourceOf(target), name, scope.namespace);
    return scope.subresource === undefined ? path : `${path}/${scope.subresource}`;
  }

  async #json<T>(method: string, path: string, content: Content = {}): Promise<T> {
    const { accept = json, body, contentType = json } = content;
    const request =
      body === undefined
        ? { method, path, headers: { accept } }
        : { method, path, headers: { accept, 'content-type': contentType }, body: encoded(body) };
    const answer = await this.#transport.send(request);
    if (!(answer.body instanceof Uint8Array)) {
      answer.body.cancel();
      throw new KubeError(answer.status, { message: `${path} answered with a stream` });
    }
    if (answer.status >= 400) throw new KubeError(answer.status, statusOf(answer.body));
    return JSON.parse(decoder.decode(answer.body)) as T;
  }
}

function encoded(body: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(body));
}

function acceptOf(options: SelectOptions, shape: string): string {
  return options.metadataOnly === true ? `${json};as=${shape};v=v1;g=meta.k8s.io,${json}` : json;
}

function statusOf(body: Uint8Array): ApiStatus {
  const text = decoder.decode(body);
  try {
    const status: unknown = JSON.parse(text);
    if (typeof status === 'object' && status !== null) return status;
  } catch {
    // Not every server between client and API server speaks JSON: the text itself is then the message.
  }
  return { message: text };
}

function deliver<T>(stream: LineStream, sink: WatchSink<T>): WatchHandle {
  let isOpen = true;
  stream.start({
    frame: (bytes) => {
      if (isOpen) sink.onEvent(JSON.parse(decoder.decode(bytes)) as WatchEvent<T>);
      return isOpen;
    },
    end: () => {
      if (!isOpen) return;
      isOpen = false;
      sink.onEnd();
    },
  });
  return {
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      stream.cancel();
    },
  };
}

function typed(resource: Resource, object: unknown): object {
  return { apiVersion: groupVersionOf(resource), kind: resource.kind, ...(object as object) };
}

function writeQuery(options: WriteOptions): QueryValues {
  return {
    dryRun: options.dryRun === true ? 'All' : undefined,
    fieldManager: options.fieldManager,
    fieldValidation: options.fieldValidation,
  };
}

type Selection = Omit<ListOptions & WatchOptions, 'resourceVersionMatch'> & {
  readonly resourceVersionMatch?: string;
};

function selection(options: Selection): QueryValues {
  return {
    labelSelector: options.labelSelector,
    fieldSelector: options.fieldSelector,
    limit: options.limit,
    continue: options.continue,
    resourceVersion: options.resourceVersion,
    resourceVersionMatch: options.resourceVersionMatch,
    allowWatchBookmarks: options.allowWatchBookmarks,
    timeoutSeconds: options.timeoutSeconds,
    sendInitialEvents: options.sendInitialEvents,
  };
}

function deleteBody(options: DeleteOptions): object {
  const { gracePeriodSeconds, propagationPolicy, preconditions } = options;
  return {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    ...(preconditions === undefined ? {} : { preconditions }),
    ...(options.dryRun === true ? { dryRun: ['All'] } : {}),
  };
}
