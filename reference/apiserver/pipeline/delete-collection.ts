import type { ApiAnswer } from '../message.ts';
import { parseReadOptions } from '../query.ts';
import { Refusal } from '../status.ts';
import { answerRefusal } from './answer.ts';
import type { RequestContext } from './context.ts';
import { deleteObject } from './delete.ts';
import { parseDeleteOptions } from './delete-options.ts';
import { answerListing, list, selectionFor } from './list.ts';

/**
 * Deletes what a list with the same query would hold, one object after the other, and answers with it. With a limit that
 * is one page, and the answer says how to go on. Not atomic: what vanishes on the way is passed over, the first refusal
 * ends it.
 */
export async function handleDeleteCollection(context: RequestContext): Promise<ApiAnswer> {
  const options = parseDeleteOptions(context);
  if (options instanceof Refusal) return answerRefusal(options, context);
  const read = parseReadOptions(context.path.query);
  if (read instanceof Refusal) return answerRefusal(read, context);
  const selection = selectionFor(context, read);
  if (selection instanceof Refusal) return answerRefusal(selection, context);
  const listing = await list(context, read, selection);
  if (listing instanceof Refusal) return answerRefusal(listing, context);
  const views = [];
  for (const stored of listing.found) {
    const { metadata } = stored.view(context.definition).object;
    const { namespace = '', name = '' } = metadata ?? {};
    const outcome = await deleteObject(context, { namespace, name, admittedName: '', options });
    if (!(outcome instanceof Refusal)) views.push(outcome.view);
    else if (outcome.status.reason !== 'NotFound') return answerRefusal(outcome, context);
  }
  return answerListing(context, { listing, selection, views });
}
