import { fieldAt, objectOf, queryOf, withField } from '../kube-api-tampering.ts';
import {
  eventSaboteur,
  watchSaboteur,
  type TamperedWatch,
  type WatchBreach,
  type WatchEvent,
} from '../kube-watch-tampering.ts';
import type { Saboteur } from '../saboteur.ts';

const version = ['metadata', 'resourceVersion'];

/** Whether the watch was asked for with this query parameter. */
const asked = ({ request }: TamperedWatch, parameter: string): boolean =>
  queryOf(request.path).has(parameter);

/** Leaves out the events of a type, of every watch or of those that `of` names. */
function drops(type: string, of: (watch: TamperedWatch) => boolean = () => true) {
  return (watch: TamperedWatch): WatchBreach['event'] =>
    of(watch) ? (event) => (event.type === type ? [] : undefined) : undefined;
}

/** Changes the events of a type. */
function changes(type: string, change: (event: WatchEvent) => WatchEvent) {
  return (): WatchBreach['event'] => (event) => (event.type === type ? [change(event)] : undefined);
}

function withVersion(event: WatchEvent, value: unknown): WatchEvent {
  return { ...event, object: withField(event.object, version, value) };
}

/** Says of an object what was said of it last, with `change` deciding over what comes now. */
function remembering(change: (now: WatchEvent, before: WatchEvent) => WatchEvent | undefined) {
  return (): WatchBreach['event'] => {
    const last = new Map<string, WatchEvent>();
    return (event) => {
      const uid = String(fieldAt(event.object, ['metadata', 'uid']));
      const before = last.get(uid);
      last.set(uid, event);
      const instead = before === undefined ? undefined : change(event, before);
      return instead === undefined ? undefined : [instead];
    };
  };
}

const pathOfEvent = ({ request }: TamperedWatch, event: WatchEvent): string =>
  `${request.path.split('?')[0] ?? ''}/${String(fieldAt(event.object, ['metadata', 'name']))}`;

/** Leaves out what is told as DELETED, if the object still exists (`true`) or if it does not (`false`). */
function dropsDeleted(exists: boolean) {
  return (watch: TamperedWatch): WatchBreach['event'] =>
    asked(watch, 'labelSelector')
      ? async (event) => {
          if (event.type !== 'DELETED') return undefined;
          const found = await watch.look(pathOfEvent(watch, event));
          return (found !== undefined) === exists ? [] : undefined;
        }
      : undefined;
}

/** Every second event changes places with the one before it. */
const swapsNeighbours = (): WatchBreach['event'] => {
  let held: WatchEvent | undefined;
  return (event) => {
    const [before, isHeld] = [held, held !== undefined];
    held = isHeld ? undefined : event;
    return before === undefined ? [] : [event, before];
  };
};

/** Tells one change in two of those that were replayed. */
const skipsEverySecond = (): WatchBreach['event'] => {
  let count = 0;
  return (event) => {
    if (event.type !== 'MODIFIED') return undefined;
    count += 1;
    return count % 2 === 0 ? [] : undefined;
  };
};

const onlyItsNamespace = (): WatchBreach['event'] => {
  let first: unknown;
  return ({ object }) => {
    const namespace = fieldAt(object, ['metadata', 'namespace']);
    first ??= namespace;
    return namespace === first ? undefined : [];
  };
};

const wasLabelled = (event: WatchEvent, before: WatchEvent): boolean =>
  event.type === 'MODIFIED' && fieldAt(before.object, version) !== undefined;

export const watchEventSaboteurs: readonly Saboteur[] = [
  eventSaboteur(
    {
      id: 'tells-of-creations-by-name-alone',
      breaks: 'WATCH-1b',
      title: 'Says ADDED with the name of the object and nothing else',
    },
    changes('ADDED', ({ type, object }) => {
      const { name, namespace, uid, resourceVersion } = objectOf(object['metadata']);
      const { apiVersion, kind } = object;
      return { type, object: { apiVersion, kind, metadata: { name, namespace, uid, resourceVersion } } };
    }),
  ),
  eventSaboteur(
    {
      id: 'tells-of-changes-by-the-state-before',
      breaks: 'WATCH-1c',
      title: 'Says MODIFIED with the object as it was before the change',
    },
    remembering((now, before) =>
      now.type === 'MODIFIED' ? { type: 'MODIFIED', object: before.object } : undefined,
    ),
  ),
  watchSaboteur(
    {
      id: 'deletions-carry-the-version-of-the-last-update',
      breaks: 'WATCH-1d',
      title: 'Says DELETED with the resource version of the last change before the deletion',
      upstream:
        'kubernetes/kubernetes#58545: the watch cache told deletions with the resource version of the last update, so clients resumed too early',
    },
    () => (watch) => ({
      event: (event) =>
        event.type === 'DELETED'
          ? [withVersion(event, queryOf(watch.request.path).get('resourceVersion') ?? '1')]
          : undefined,
    }),
  ),
  eventSaboteur(
    {
      id: 'says-nothing-of-status',
      breaks: 'WATCH-1e',
      title: 'Tells no watcher of pods that a pod changed',
    },
    (watch) => (watch.request.path.includes('/pods') ? drops('MODIFIED')(watch) : undefined),
  ),
  eventSaboteur(
    {
      id: 'says-nothing-of-pending-deletion',
      breaks: 'WATCH-1f',
      title: 'Tells nobody that a deletion waits for a finalizer',
    },
    () => (event) => {
      const waits =
        event.type === 'MODIFIED' && fieldAt(event.object, ['metadata', 'deletionTimestamp']) !== undefined;
      return waits ? [] : undefined;
    },
  ),
  eventSaboteur(
    {
      id: 'swaps-neighbours',
      breaks: 'WATCH-2',
      title: 'Tells every second change before the one that came first',
    },
    swapsNeighbours,
  ),
  eventSaboteur(
    {
      id: 'says-buffered-events-twice',
      breaks: 'WATCH-2',
      title: 'Tells changes a second time to a watch that has just begun',
      upstream:
        'kubernetes/kubernetes#73845: events that had been sent as the beginning of a watch were sent again from the buffer, so the watcher went back in time',
    },
    () => {
      let told = 0;
      return (event) => {
        told += 1;
        return told > 2 ? undefined : [event, event];
      };
    },
  ),
  eventSaboteur(
    {
      id: 'begins-empty-from-zero',
      breaks: 'WATCH-3b',
      title: 'Begins a watch from resource version 0 without what exists',
    },
    (watch) => {
      const fromZero = queryOf(watch.request.path).get('resourceVersion') === '0';
      return fromZero ? drops('ADDED')(watch) : undefined;
    },
  ),
  watchSaboteur(
    {
      id: 'loses-the-first-change-after-a-list',
      breaks: 'WATCH-3c',
      title: 'Does not tell the first change after the resource version that a watch begins at',
      upstream:
        'kubernetes/kubernetes#49992: a watch cache without events took a watch from just before its own beginning, and the event between was never sent',
    },
    () => (watch) => {
      let lost = !asked(watch, 'resourceVersion');
      const event: WatchBreach['event'] = () => {
        if (lost) return undefined;
        lost = true;
        return [];
      };
      return watch.status < 300 ? { event } : undefined;
    },
  ),
  eventSaboteur(
    {
      id: 'does-not-mark-the-end-of-the-beginning',
      breaks: 'WATCH-3e',
      title: 'Sends the bookmark after the initial events without its annotation',
    },
    changes('BOOKMARK', ({ type, object }) => ({
      type,
      object: withField(object, ['metadata', 'annotations'], undefined),
    })),
  ),
  eventSaboteur(
    { id: 'replays-half', breaks: 'WATCH-4a', title: 'Leaves out every second change when it replays' },
    skipsEverySecond,
  ),
  eventSaboteur(
    {
      id: 'hides-that-history-is-gone',
      breaks: 'WATCH-4b',
      title: 'Ends a watch from before the history without saying why',
    },
    drops('ERROR'),
  ),
  eventSaboteur(
    {
      id: 'sees-one-namespace-of-all',
      breaks: 'WATCH-5b',
      title: 'Tells a watcher of all namespaces of one only',
    },
    onlyItsNamespace,
  ),
  eventSaboteur(
    { id: 'says-nothing-of-nodes', breaks: 'WATCH-5e', title: 'Tells nobody that a node changed' },
    (watch) => (watch.request.path.includes('/nodes') ? drops('MODIFIED')(watch) : undefined),
  ),
  eventSaboteur(
    {
      id: 'beginning-to-match-is-a-change',
      breaks: 'WATCH-6a',
      title: 'Says MODIFIED of an object that begins to match the selector',
    },
    (watch) =>
      asked(watch, 'labelSelector')
        ? changes('ADDED', ({ object }) => ({ type: 'MODIFIED', object }))()
        : undefined,
  ),
  eventSaboteur(
    {
      id: 'ceasing-to-match-goes-untold',
      breaks: 'WATCH-6b',
      title: 'Tells nobody that an object ceased to match the selector',
    },
    dropsDeleted(true),
  ),
  eventSaboteur(
    {
      id: 'matching-still-is-new',
      breaks: 'WATCH-6c',
      title: 'Says ADDED again of an object that goes on matching the selector',
    },
    remembering((now, before) =>
      wasLabelled(now, before) ? { type: 'ADDED', object: now.object } : undefined,
    ),
  ),
  eventSaboteur(
    {
      id: 'deletion-of-a-match-goes-untold',
      breaks: 'WATCH-6e',
      title: 'Tells a watcher with a selector of no deletion',
    },
    dropsDeleted(false),
  ),
  eventSaboteur(
    {
      id: 'sends-no-bookmarks',
      breaks: 'WATCH-7b',
      title: 'Ends a watch that asked for bookmarks without one',
    },
    drops('BOOKMARK'),
  ),
  eventSaboteur(
    { id: 'bookmarks-carry-a-name', breaks: 'WATCH-7c', title: 'Sends bookmarks that look like an object' },
    changes('BOOKMARK', ({ type, object }) => ({
      type,
      object: withField(object, ['metadata', 'name'], 'bookmark'),
    })),
  ),
  eventSaboteur(
    {
      id: 'bookmarks-run-ahead',
      breaks: 'WATCH-7d',
      title: 'Sends bookmarks for changes that it has not told yet',
    },
    changes('BOOKMARK', (event) =>
      withVersion(event, String(Number(fieldAt(event.object, version)) + 1_000_000)),
    ),
  ),
  eventSaboteur(
    {
      id: 'tells-table-readers-of-no-change',
      breaks: 'WATCH-10a',
      title: 'Sends no event for a change to a watcher that accepts tables',
    },
    (watch) =>
      (watch.request.headers['accept'] ?? '').includes('as=Table') ? drops('MODIFIED')(watch) : undefined,
  ),
  eventSaboteur(
    {
      id: 'tables-without-rows-for-the-dead',
      breaks: 'WATCH-10c',
      title: 'Sends a deletion as a table without a row',
    },
    changes('DELETED', ({ type, object }) => ({ type, object: { ...object, rows: [] } })),
  ),
  eventSaboteur(
    {
      id: 'loses-deletions',
      breaks: 'WATCH-11',
      title: 'Tells one watcher of no deletion, for ever',
      upstream:
        'kubernetes/kubernetes#123072: a watch cache lost deletions, and caches of clients behind it kept objects that were long gone',
    },
    (watch) => (asked(watch, 'resourceVersion') ? drops('DELETED')(watch) : undefined),
  ),
];
