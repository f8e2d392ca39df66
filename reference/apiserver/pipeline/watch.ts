import type { ApiAnswer } from '../message.ts';
import { parseReadOptions, type ReadOptions } from '../query.ts';
import { apiVersionOf, headOf } from '../registry/stored-object.ts';
import type { Selection } from '../selectors/selection.ts';
import { expired, internalError, Refusal, type Status } from '../status.ts';
import type { FrameForm } from '../watch-cache/cache-event.ts';
import { Watcher } from '../watch-cache/watcher.ts';
import { answerRefusal, metadataJson, printTable } from './answer.ts';
import type { RequestContext } from './context.ts';
import { waitFor } from './get.ts';
import { selectionFor } from './list.ts';
import { parseResourceVersion } from './resource-version.ts';

const encoder = new TextEncoder();

export async function handleWatch(context: RequestContext): Promise<ApiAnswer> {
  const options = parseReadOptions(context.path.query);
  if (options instanceof Refusal) return answerRefusal(options, context);
  const selection = selectionFor(context, options);
  if (selection instanceof Refusal) return answerRefusal(selection, context);
  const revision = parseResourceVersion(options.resourceVersion);
  if (revision instanceof Refusal) return answerRefusal(revision, context);
  const late = await catchUp(context, options, revision);
  if (late !== undefined) return answerRefusal(late, context);
  // A watch that leaves something out would be taken for the whole.
  const { cache } = context.entry.store;
  const unreadable = cache.unreadableUnder(scopeOf(context, selection, cache.prefix));
  if (unreadable !== undefined) return answerRefusal(internalError(unreadable.message), context);
  const gone = revision > 0 && (await isForgotten(context, revision));
  const watcher = openWatch(context, { options, selection, revision, gone });
  return { status: 200, headers: streamHeaders, body: watcher };
}

const streamHeaders: Readonly<Record<string, string>> = {
  'content-type': 'application/json',
  'cache-control': 'no-cache, private',
};

/** A watch that begins with what exists must not begin with less than the reader could have seen already. */
async function catchUp(
  context: RequestContext,
  options: ReadOptions,
  revision: number,
): Promise<Refusal | undefined> {
  if (options.resourceVersion === '') {
    await context.server.feed.reachNewest();
    return undefined;
  }
  return options.sendInitialEvents === true && revision > 0 ? waitFor(context, revision) : undefined;
}

/**
 * Upstream keeps no history of Events in memory: how far back a watch of them can go is up to the store alone. Asked of
 * the other resources too, this would cost a request to the store per watch.
 */
async function isForgotten(context: RequestContext, revision: number): Promise<boolean> {
  const { store } = context.entry;
  if (context.definition.kind !== 'Event') return false;
  try {
    await store.page(store.cache.prefix, { startKey: store.cache.prefix, revision, limit: 1 });
    return false;
  } catch (error) {
    return String(error).includes('compacted');
  }
}

interface WatchPlan {
  readonly options: ReadOptions;
  readonly selection: Selection;
  readonly revision: number;
  /** The store has forgotten the revision. */
  readonly gone: boolean;
}

/**
 * Registers the watch and hands it what comes first: the present objects or the changes since its revision. All of it
 * happens in one turn, so that no change falls between.
 */
function openWatch(context: RequestContext, plan: WatchPlan): Watcher {
  const { options } = plan;
  const { cache } = context.entry.store;
  const withState = startsWithState(plan);
  const history = withState || plan.revision === 0 ? [] : cache.since(plan.revision);
  const watcher = newWatcher(context, plan);
  if (history === undefined || (plan.gone && !withState)) {
    watcher.frame(
      errorFrame(expired(`too old resource version: ${plan.revision} (${cache.completeSince})`).status),
    );
    watcher.end();
    return watcher;
  }
  if (withState) sendState(context, watcher, plan);
  for (const event of history) watcher.offer(event);
  if (watcher.ended) return watcher;
  cache.watchers.add(watcher);
  if (options.sendInitialEvents === true && options.allowWatchBookmarks) {
    watcher.frame(bookmarkFrame(context, context.server.feed.revision, true));
  }
  return watcher;
}

function startsWithState({ options, revision }: WatchPlan): boolean {
  if (options.sendInitialEvents !== undefined) return options.sendInitialEvents;
  return revision === 0;
}

function newWatcher(context: RequestContext, { options, selection, revision }: WatchPlan): Watcher {
  const { server, definition, entry } = context;
  const { cache } = entry.store;
  const jitter = server.environment.random('watch-timeouts').next();
  const seconds = options.timeoutSeconds ?? 0;
  const timeoutMs = seconds > 0 ? 1000 * seconds : server.minRequestTimeoutMs * (1 + jitter);
  const timer = server.environment.timers.after(timeoutMs, () => {
    watcher.end();
  });
  const stopBookmarks = options.allowWatchBookmarks
    ? sendBookmarks(context, () => watcher, timeoutMs - lastBookmarkMs)
    : undefined;
  const watcher = new Watcher({
    definition,
    selection,
    scope: scopeOf(context, selection, cache.prefix),
    form: formOf(context),
    bookmarks: options.allowWatchBookmarks,
    afterRevision: revision,
    onEnd: (ended) => {
      timer.cancel();
      stopBookmarks?.();
      cache.watchers.remove(ended);
    },
  });
  return watcher;
}

/** The one key or the folder that is watched. */
function scopeOf(context: RequestContext, selection: Selection, prefix: string): string {
  const { namespace, name } = selection;
  const folder = namespace === '' ? prefix : `${prefix}${namespace}/`;
  const single = name !== undefined && (namespace !== '' || !context.definition.namespaced);
  return single ? folder + name : folder;
}

function sendState(context: RequestContext, watcher: Watcher, { selection }: WatchPlan): void {
  const { cache } = context.entry.store;
  const { form } = watcher.parts;
  const folder = selection.namespace === '' ? cache.prefix : `${cache.prefix}${selection.namespace}/`;
  for (const stored of cache.objects.range(folder)) {
    if (watcher.matches(stored)) watcher.frame(encoder.encode(form.encode('ADDED', stored)));
  }
}

/** So long before a watch ends by itself it gets a bookmark to resume from. */
const lastBookmarkMs = 2000;

/** Sends a bookmark now and then, and one after `lastAfterMs`; answers how to stop it. */
function sendBookmarks(context: RequestContext, watcher: () => Watcher, lastAfterMs: number): () => void {
  const { server } = context;
  const { timers } = server.environment;
  const send = (): void => {
    watcher().frame(bookmarkFrame(context, server.feed.revision, false));
  };
  const tick = (): void => {
    send();
    timer = timers.after(server.bookmarkPeriodMs, tick);
  };
  let timer = timers.after(server.bookmarkPeriodMs, tick);
  const last = lastAfterMs > 0 ? timers.after(lastAfterMs, send) : undefined;
  return () => {
    timer.cancel();
    last?.cancel();
  };
}

function formOf(context: RequestContext): FrameForm {
  const { definition, format } = context;
  const version = apiVersionOf(definition);
  const frame = (type: string, json: string): string => `{"type":"${type}","object":${json}}\n`;
  switch (format.representation) {
    case 'object':
      return {
        key: `object ${version}`,
        encode: (type, stored) => frame(type, headOf(definition) + stored.view(definition).tail),
      };
    case 'metadata':
    case 'metadata-list':
      return {
        key: `metadata ${version} ${format.shapeVersion ?? 'v1'}`,
        encode: (type, stored) =>
          frame(type, metadataJson(stored.view(definition).object, context.format.shapeVersion)),
      };
    case 'table':
      return tableForm(context, frame);
  }
}

/** Rows of a table: the columns come with the first event only, so frames are not shared between readers. */
function tableForm(context: RequestContext, frame: (type: string, json: string) => string): FrameForm {
  let first = true;
  return {
    key: undefined,
    encode: (type, stored) => {
      const { object } = stored.view(context.definition);
      const metadata = { resourceVersion: object.metadata?.resourceVersion };
      const table = printTable(context, [object], metadata, first);
      first = false;
      return frame(type, JSON.stringify(table));
    },
  };
}

function bookmarkFrame(context: RequestContext, revision: number, initialEventsEnd: boolean): Uint8Array {
  const annotations = { annotations: { 'k8s.io/initial-events-end': 'true' } };
  const metadata = {
    resourceVersion: String(revision),
    creationTimestamp: null,
    ...(initialEventsEnd ? annotations : {}),
  };
  const { definition } = context;
  const object = { kind: definition.kind, apiVersion: apiVersionOf(definition), metadata };
  return encoder.encode(`${JSON.stringify({ type: 'BOOKMARK', object: shaped(context, object) })}\n`);
}

/** A bookmark travels in the shape of the other events. */
function shaped(context: RequestContext, object: Readonly<Record<string, unknown>>): unknown {
  switch (context.format.representation) {
    case 'object':
      return object;
    case 'metadata':
    case 'metadata-list':
      return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object['metadata'] };
    case 'table':
      return printTable(context, [], { resourceVersion: objectVersion(object) }, false);
  }
}

function objectVersion(object: Readonly<Record<string, unknown>>): unknown {
  return (object['metadata'] as { readonly resourceVersion: string }).resourceVersion;
}

function errorFrame(status: Status): Uint8Array {
  return encoder.encode(`${JSON.stringify({ type: 'ERROR', object: status })}\n`);
}
