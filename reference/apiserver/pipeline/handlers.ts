import type { ApiAnswer } from '../message.ts';
import type { RequestVerb } from '../request-info.ts';
import type { RequestContext } from './context.ts';
import { handleReview } from './access-review.ts';
import { handleBinding } from './binding.ts';
import { handleConnect } from './connect.ts';
import { handleCreate } from './create.ts';
import { handleDelete } from './delete.ts';
import { handleDeleteCollection } from './delete-collection.ts';
import { handleEviction } from './eviction.ts';
import { handleFinalize } from './finalize.ts';
import { handleGet } from './get.ts';
import { handleList } from './list.ts';
import { handlePatch } from './patch.ts';
import { handleScaleGet, handleScalePatch, handleScaleUpdate } from './scale.ts';
import { handleTokenRequest } from './token-request.ts';
import { handleUpdate } from './update.ts';
import { handleWatch } from './watch.ts';

type Handler = (context: RequestContext) => Promise<ApiAnswer>;
type Handlers = Partial<Readonly<Record<RequestVerb, Handler>>>;

const objectHandlers: Handlers = {
  create: handleCreate,
  get: handleGet,
  list: handleList,
  watch: handleWatch,
  update: handleUpdate,
  patch: handlePatch,
  delete: handleDelete,
  deletecollection: handleDeleteCollection,
};

const partHandlers: Handlers = { get: handleGet, update: handleUpdate, patch: handlePatch };

const connections: Handlers = { get: handleConnect, create: handleConnect };

const subresourceHandlers: Readonly<Record<string, Handlers>> = {
  status: partHandlers,
  ephemeralcontainers: partHandlers,
  approval: partHandlers,
  scale: { get: handleScaleGet, update: handleScaleUpdate, patch: handleScalePatch },
  binding: { create: handleBinding },
  eviction: { create: handleEviction },
  finalize: { update: handleFinalize },
  exec: connections,
  attach: connections,
  portforward: connections,
  proxy: { ...connections, update: handleConnect, patch: handleConnect, delete: handleConnect },
  token: { create: handleTokenRequest },
};

const reviews: ReadonlySet<string> = new Set([
  'selfsubjectreviews',
  'localsubjectaccessreviews',
  'selfsubjectaccessreviews',
  'selfsubjectrulesreviews',
  'subjectaccessreviews',
  'tokenreviews',
]);

/** Who answers a request of the verb for the subresource ('' for the object itself). */
export function handlerFor(verb: RequestVerb, subresource: string, resource: string): Handler | undefined {
  if (resource === 'bindings') return verb === 'create' ? handleBinding : undefined;
  if (reviews.has(resource)) return verb === 'create' ? handleReview : undefined;
  if (subresource === '') return objectHandlers[verb];
  return Object.hasOwn(subresourceHandlers, subresource)
    ? subresourceHandlers[subresource]?.[verb]
    : undefined;
}
