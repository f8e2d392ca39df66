import type { RecordedTraceEvent } from '../sim/environment.ts';
import { timestampText } from '../apiserver/timestamp.ts';

/** One line for every event: number, time, actor, action, object, detail, and the number of what caused it. */
export function traceText(events: readonly RecordedTraceEvent[]): string {
  return events
    .map((event) => {
      const parts = [
        `#${event.id}`,
        timestampText(event.at),
        event.actor,
        event.action,
        event.object,
        event.detail,
      ];
      const cause = event.cause === undefined ? '' : ` because of #${event.cause}`;
      return `${parts.filter((part) => part !== undefined).join(' ')}${cause}\n`;
    })
    .join('');
}
