import type { ApiAnswer } from '../message.ts';
import { notFound, Refusal, tooLargeResourceVersion } from '../status.ts';
import { answerObject, answerRefusal } from './answer.ts';
import type { RequestContext } from './context.ts';
import { parseResourceVersion } from './resource-version.ts';
import type { StoredObject } from '../registry/stored-object.ts';

/** One object: the newest state, or with a resourceVersion any state that is not older. */
export async function handleGet(context: RequestContext): Promise<ApiAnswer> {
  const stored = await readStored(context);
  if (stored instanceof Refusal) return answerRefusal(stored, context);
  return answerObject(context, 200, stored.view(context.definition));
}

async function readStored(context: RequestContext): Promise<StoredObject | Refusal> {
  const { entry, definition, info, path } = context;
  const key = entry.store.keyOf(info.namespace, info.name);
  const asked = path.query.get('resourceVersion') ?? '';
  const stored = asked === '' ? await entry.store.read(key) : await readNotOlder(context, key, asked);
  return stored ?? notFound({ group: definition.group, resource: definition.plural }, info.name);
}

async function readNotOlder(
  context: RequestContext,
  key: string,
  asked: string,
): Promise<StoredObject | Refusal | undefined> {
  const revision = parseResourceVersion(asked);
  if (revision instanceof Refusal) return revision;
  const late = await waitFor(context, revision);
  return late ?? context.entry.store.cache.objects.get(key);
}

/** Waits until the cache has seen `revision`; refuses where that takes too long. */
export async function waitFor(context: RequestContext, revision: number): Promise<Refusal | undefined> {
  const { feed } = context.server;
  if (await feed.reach(revision)) return undefined;
  return tooLargeResourceVersion(revision, feed.revision);
}
