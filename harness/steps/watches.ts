import { Then, When, type DataTable } from '@cucumber/cucumber';
import { collectionQueryPath, type Collection } from '../world/addressing.ts';
import { judge } from '../world/judgement.ts';
import { mismatches, parseExpectation } from '../world/matcher.ts';
import type { PlimsollWorld } from '../world/plimsoll-world.ts';
import { resources } from '../world/resources.ts';
import { eventually, promptlyMs } from '../world/waiting.ts';
import type { WatchRecording, WatchedEvent } from '../world/watch-recording.ts';
import { requestHead } from './actions.ts';
import { valueAt } from './outcomes.ts';

When(
  '{actor} watches {collection} as {name}',
  async function (this: PlimsollWorld, user: string, watched: Collection, name: string) {
    this.watches.set(name, await this.openWatch(user, collectionQueryPath(watched)));
  },
);

When(
  '{actor} watches {path} as {name}',
  async function (this: PlimsollWorld, user: string, path: string, name: string) {
    this.watches.set(name, await this.openWatch(user, path));
  },
);

type Row = Readonly<Record<string, string>>;

/** The docstring is the head of a GET: request line, headers. The watch parameter is added. */
When(
  '{actor} watches as {name}:',
  async function (this: PlimsollWorld, user: string, name: string, text: string) {
    const { method, path, headers } = requestHead(this.variables.expand(text));
    if (method !== 'GET') throw new Error(`a watch is a GET, not ${method}`);
    this.watches.set(name, await this.openWatch(user, path, headers));
  },
);

function watchNamed(world: PlimsollWorld, name: string): WatchRecording {
  const watch = world.watches.get(name);
  if (watch === undefined) throw new Error(`no watch is called ${name}`);
  return watch;
}

/** How features name the object of an event: `pod/web`. */
function shortName({ object }: WatchedEvent): string {
  const resource = resources.find((candidate) => candidate.kind === object['kind']);
  const metadata = object['metadata'] as { readonly name?: string } | undefined;
  return resource === undefined
    ? String(object['kind'])
    : `${resource.kind.toLowerCase()}/${metadata?.name ?? ''}`;
}

function cellOf(event: WatchedEvent, column: string): unknown {
  if (column === 'type') return event.type;
  if (column === 'object') return event.type === 'END' ? '' : shortName(event);
  return valueAt(event.object, column);
}

function rowProblem(world: PlimsollWorld, row: Row, event: WatchedEvent): string[] {
  return Object.entries(row).flatMap(([column, cell]) => {
    if (cell === '') return [];
    const expected = parseExpectation(world.variables.expand(cell));
    return mismatches(expected, cellOf(event, column), column).map(
      (found) => `${found.path}: expected ${found.expected}, got ${JSON.stringify(found.actual)}`,
    );
  });
}

/** An error is nothing without its message: it says whose fault it is. */
function describeEvent(event: WatchedEvent): string {
  if (event.type === 'END') return 'the end';
  const message = event.type === 'ERROR' ? ` (${String(event.object['message'])})` : '';
  return `${event.type} ${shortName(event)}${message}`;
}

function describeEvents(events: readonly WatchedEvent[]): string {
  return events.map(describeEvent).join(', ');
}

/** Bookmarks that were asked for come whenever the server likes: those in whose place a row expects something else are passed over. */
function comparable(watch: WatchRecording, rows: readonly Row[]): WatchedEvent[] {
  const taken: WatchedEvent[] = [];
  for (const event of watch.events.slice(watch.seen)) {
    const expected = rows[taken.length]?.['type'];
    if (!watch.bookmarks || event.type !== 'BOOKMARK' || expected === 'BOOKMARK') taken.push(event);
  }
  return taken;
}

/** Waits until as many events have come as there are rows, and a moment longer for one too many. */
async function newEvents(
  world: PlimsollWorld,
  watch: WatchRecording,
  rows: readonly Row[],
): Promise<WatchedEvent[]> {
  const { clock } = world.ports;
  await clock?.settle();
  await eventually(clock, promptlyMs, async () => {
    const events = comparable(watch, rows);
    judge(
      events.length >= rows.length,
      () => `expected ${rows.length} events, got only ${describeEvents(events)}`,
    );
  });
  await clock?.settle();
  const problem = watch.problem === undefined ? '' : String(watch.problem);
  judge(problem === '', () => `after ${describeEvents(watch.events)} came what is no event: ${problem}`);
  const events = comparable(watch, rows);
  watch.seen = watch.events.length;
  return events;
}

/**
 * Every event since the last look, in order, and no other. Column `type`, column `object` as KIND/NAME, any other
 * column a path into the object; an empty cell is not compared.
 */
Then('{name} sees:', async function (this: PlimsollWorld, name: string, table: DataTable) {
  const rows = table.hashes();
  const events = await newEvents(this, watchNamed(this, name), rows);
  judge(events.length === rows.length, () => `expected ${rows.length} events, got ${describeEvents(events)}`);
  rows.forEach((row, index) => {
    const event = events[index];
    const problems = event === undefined ? [] : rowProblem(this, row, event);
    judge(
      problems.length === 0,
      () => `event ${index + 1} of ${describeEvents(events)}: ${problems.join('; ')}`,
    );
  });
});

Then('{name} sees nothing', async function (this: PlimsollWorld, name: string) {
  const events = await newEvents(this, watchNamed(this, name), []);
  judge(events.length === 0, () => `expected no event, got ${describeEvents(events)}`);
});

/** The last event's object, for later steps. */
Then(
  "{name}'s last event is remembered as {name}",
  function (this: PlimsollWorld, watch: string, name: string) {
    const event = watchNamed(this, watch).events.at(-1);
    judge(event !== undefined, () => `${watch} has seen nothing`);
    this.variables.remember(name, event.object);
  },
);
