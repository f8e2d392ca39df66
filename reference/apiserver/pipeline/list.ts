import type { ApiAnswer } from '../message.ts';
import { parseReadOptions, type ReadOptions } from '../query.ts';
import type { ListedPage } from '../registry/object-store.ts';
import type { ObjectView, StoredObject } from '../registry/stored-object.ts';
import { selectionOf } from '../selectors/select.ts';
import type { Selection } from '../selectors/selection.ts';
import { badRequest, expired, internalError, Refusal } from '../status.ts';
import { decodeContinue, encodeContinue } from '../watch-cache/continue-token.ts';
import { answerList, answerRefusal } from './answer.ts';
import type { RequestContext } from './context.ts';
import { waitFor } from './get.ts';
import { parseResourceVersion } from './resource-version.ts';

/** What was found, and where the next page begins. */
export interface Listing {
  readonly found: readonly StoredObject[];
  readonly revision: number;
  readonly nextKey?: string;
  readonly remaining?: number;
}

interface ListPlan {
  readonly prefix: string;
  readonly startKey: string;
  /** Exactly this state; 0: the newest. */
  readonly revision: number;
  readonly limit: number;
  readonly selection: Selection;
}

export async function handleList(context: RequestContext): Promise<ApiAnswer> {
  const options = parseReadOptions(context.path.query);
  if (options instanceof Refusal) return answerRefusal(options, context);
  const selection = selectionFor(context, options);
  if (selection instanceof Refusal) return answerRefusal(selection, context);
  const listing = await list(context, options, selection);
  if (listing instanceof Refusal) return answerRefusal(listing, context);
  const views = listing.found.map((stored) => stored.view(context.definition));
  return answerListing(context, { listing, selection, views });
}

/** Answers with these objects and says, where the listing ended early, how to go on. */
export function answerListing(
  context: RequestContext,
  { listing, selection, views }: { listing: Listing; selection: Selection; views: readonly ObjectView[] },
): ApiAnswer {
  const { prefix } = context.entry.store.cache;
  return answerList(context, views, {
    revision: listing.revision,
    ...(listing.nextKey === undefined
      ? {}
      : {
          continue: encodeContinue(
            { revision: listing.revision, startKey: listing.nextKey },
            scopeOf(context, selection, prefix),
          ),
        }),
    ...(listing.remaining === undefined || !selection.everything
      ? {}
      : { remainingItemCount: listing.remaining }),
  });
}

export function selectionFor(
  context: RequestContext,
  options: Pick<ReadOptions, 'labelSelector' | 'fieldSelector'>,
): Selection | Refusal {
  const { definition, info } = context;
  const { labelSelector, fieldSelector } = options;
  return selectionOf({
    definition,
    namespace: info.namespace,
    name: info.name,
    labelSelector,
    fieldSelector,
  });
}

/** The prefix that the request's scope has in the store; tokens are relative to it. */
function scopeOf(context: RequestContext, selection: Selection, prefix: string): string {
  const namespace = context.info.namespace || (selection.namespace === '' ? '' : selection.namespace);
  return namespace === '' ? prefix : `${prefix}${namespace}/`;
}

/** Finds what a list with these options holds, or the page of it that they ask for. */
export async function list(
  context: RequestContext,
  options: ReadOptions,
  selection: Selection,
): Promise<Listing | Refusal> {
  const prefix = scopeOf(context, selection, context.entry.store.cache.prefix);
  const { limit } = options;
  if (options.continue !== '') {
    const token = decodeContinue(options.continue, prefix);
    if (token instanceof Refusal) return token;
    if (options.resourceVersion !== '' && options.resourceVersion !== '0') {
      return badRequest('specifying resource version is not allowed when using continue');
    }
    const revision = Math.max(0, token.revision);
    return listExactly(context, { prefix, startKey: token.startKey, revision, limit, selection });
  }
  const revision = parseResourceVersion(options.resourceVersion);
  if (revision instanceof Refusal) return revision;
  if (isExact(options, revision)) {
    return listExactly(context, { prefix, startKey: prefix, revision, limit, selection });
  }
  if (revision === 0 && options.resourceVersion === '' && !(await context.server.feed.reachNewest())) {
    // The caches do not keep up: the store itself knows.
    return listExactly(context, { prefix, startKey: prefix, revision: 0, limit, selection });
  }
  const late = revision > 0 ? await waitFor(context, revision) : undefined;
  if (late !== undefined) return late;
  // From "0" a limit means nothing: everything is in memory anyway, as upstream has it.
  const pageLimit = options.resourceVersion === '0' ? 0 : limit;
  return listCached(context, { prefix, startKey: prefix, revision: 0, limit: pageLimit, selection });
}

/** A revision is meant exactly where the request says so, and, by an old rule, where it names one with a limit only. */
function isExact(options: ReadOptions, revision: number): boolean {
  if (options.resourceVersionMatch === 'Exact') return true;
  return revision > 0 && options.limit > 0 && options.resourceVersionMatch === '';
}

function listCached(context: RequestContext, plan: ListPlan): Listing | Refusal {
  const { cache } = context.entry.store;
  const unreadable = cache.unreadableUnder(plan.prefix);
  if (unreadable !== undefined) return internalError(unreadable.message);
  const { definition } = context;
  const { selection, limit } = plan;
  const found: StoredObject[] = [];
  let remaining = 0;
  let nextKey: string | undefined;
  for (const stored of candidates(context, plan)) {
    if (limit > 0 && found.length === limit) {
      nextKey ??= `${found.at(-1)?.key ?? ''}\0`;
      remaining += 1;
      if (!selection.everything) break;
    } else if (selection.everything || selection.matches(stored.view(definition).object)) found.push(stored);
  }
  const revision = Math.max(context.server.feed.revision, cache.completeSince);
  return { found, revision, ...(nextKey === undefined ? {} : { nextKey, remaining }) };
}

function candidates(context: RequestContext, plan: ListPlan): Iterable<StoredObject> {
  const { cache } = context.entry.store;
  const { name, namespace } = plan.selection;
  const single = name !== undefined && (namespace !== '' || !context.definition.namespaced);
  if (!single || plan.startKey !== plan.prefix) return cache.objects.range(plan.prefix, plan.startKey);
  const stored = cache.objects.get(`${plan.prefix}${name}`);
  return stored === undefined ? [] : [stored];
}

/** One state of the past: from memory where nothing has changed since, else from the store's history. */
async function listExactly(context: RequestContext, plan: ListPlan): Promise<Listing | Refusal> {
  if (plan.revision > 0 && plan.revision === context.server.feed.revision) return listCached(context, plan);
  const found: StoredObject[] = [];
  let { startKey, revision } = plan;
  for (;;) {
    const page = await readPage(context, { ...plan, startKey, revision });
    if (page instanceof Refusal) return page;
    revision = page.revision;
    for (const [index, stored] of page.items.entries()) {
      if (!plan.selection.everything && !plan.selection.matches(stored.view(context.definition).object))
        continue;
      found.push(stored);
      if (plan.limit === 0 || found.length < plan.limit) continue;
      const remaining = page.count - index - 1;
      if (remaining === 0) return { found, revision };
      return { found, revision, nextKey: `${stored.key}\0`, remaining };
    }
    const last = page.items.at(-1);
    if (!page.more || last === undefined) return { found, revision };
    startKey = `${last.key}\0`;
  }
}

const compactedOutright = 'The resourceVersion for the provided list is too old.';
const compactedWithWayOn =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
  'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
  'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
  'deleted between the time the first chunk was returned and now may show up in the list.';

async function readPage(context: RequestContext, plan: ListPlan): Promise<ListedPage | Refusal> {
  const { store } = context.entry;
  try {
    return await store.page(plan.prefix, plan);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (message.includes('future revision')) return internalError(message);
    if (!message.includes('compacted')) throw error;
    if (plan.startKey === plan.prefix) return expired(compactedOutright);
    return expired(
      compactedWithWayOn,
      encodeContinue({ revision: -1, startKey: plan.startKey }, plan.prefix),
    );
  }
}
