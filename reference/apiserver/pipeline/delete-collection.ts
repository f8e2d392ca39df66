import type { ApiAnswer } from '../message.ts';
import { parseReadOptions } from '../query.ts';
import { Refusal } from '../status.ts';
import { answerList, answerRefusal } from './answer.ts';
import type { RequestContext } from './context.ts';
import { deleteObject } from './delete.ts';
import { parseDeleteOptions } from './delete-options.ts';
import { selectionFor } from './list.ts';

/**
 * Deletes what is selected, one object after the other, and answers with what was selected. Not atomic: what vanishes on
 * the way is passed over, the first refusal ends it.
 */
export async function handleDeleteCollection(context: RequestContext): Promise<ApiAnswer> {
  const options = parseDeleteOptions(context);
  if (options instanceof Refusal) return answerRefusal(options, context);
  const read = parseReadOptions(context.path.query);
  if (read instanceof Refusal) return answerRefusal(read, context);
  const selection = selectionFor(context, read);
  if (selection instanceof Refusal) return answerRefusal(selection, context);
  const { feed } = context.server;
  await feed.reachNewest();
  const { definition, info, entry } = context;
  const { cache } = entry.store;
  const namespace = info.namespace === '' ? selection.namespace : info.namespace;
  const prefix = namespace === '' ? cache.prefix : `${cache.prefix}${namespace}/`;
  const revision = feed.revision;
  const views = [];
  for (const stored of [...cache.objects.range(prefix)]) {
    const view = stored.view(definition);
    if (!selection.everything && !selection.matches(view.object)) continue;
    const name = view.object.metadata?.name ?? '';
    const outcome = await deleteObject(context, {
      namespace: view.object.metadata?.namespace ?? '',
      name,
      options,
    });
    if (!(outcome instanceof Refusal)) views.push(outcome.view);
    else if (outcome.status.reason !== 'NotFound') return answerRefusal(outcome, context);
  }
  return answerList(context, views, { revision });
}
