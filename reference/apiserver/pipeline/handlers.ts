import type { ApiAnswer } from '../message.ts';
import type { RequestVerb } from '../request-info.ts';
import type { RequestContext } from './context.ts';
import { handleCreate } from './create.ts';
import { handleDelete } from './delete.ts';
import { handleDeleteCollection } from './delete-collection.ts';
import { handleGet } from './get.ts';
import { handleList } from './list.ts';
import { handlePatch } from './patch.ts';
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

const subresourceHandlers: Readonly<Record<string, Handlers>> = {
  status: partHandlers,
  approval: partHandlers,
};

/** Who answers a request of the verb for the subresource ('' for the object itself). */
export function handlerFor(verb: RequestVerb, subresource: string): Handler | undefined {
  if (subresource === '') return objectHandlers[verb];
  return Object.hasOwn(subresourceHandlers, subresource) ? subresourceHandlers[subresource]?.[verb] : undefined;
}
