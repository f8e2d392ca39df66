import type { AuditEvent } from '../apiserver/operations/audit-event.ts';
import type { AuditSink } from '../apiserver/operations/audit-trail.ts';

const mostEvents = 10_000;

/** The newest audit events of a cluster in this process. */
export class MemoryAuditLog {
  #events: AuditEvent[] = [];

  readonly sink: AuditSink = (event) => {
    this.#events.push(event);
    // Now and then, so that an event costs no more than its place.
    if (this.#events.length >= 2 * mostEvents) this.#events = this.#events.slice(-mostEvents);
  };

  get events(): readonly AuditEvent[] {
    return this.#events.slice(-mostEvents);
  }
}
