import type { EpochMs, RecordedTraceEvent, Trace, TraceEvent } from './environment.ts';

/**
 * A trace in memory. With a `limit` it keeps at least the newest `limit` events and at most twice as many; ids go on
 * rising, so a cause that was dropped is recognized by an id below that of the first event kept.
 */
export function createTrace(now: () => EpochMs, limit: number = Number.POSITIVE_INFINITY): Trace {
  const events: RecordedTraceEvent[] = [];
  let lastId = 0;
  return {
    record: (event: TraceEvent): number => {
      lastId += 1;
      if (limit === 0) return lastId;
      events.push({ ...event, id: lastId, at: now() });
      if (events.length > limit * 2) events.splice(0, events.length - limit);
      return lastId;
    },
    events,
  };
}
