import type { AuditEvent } from './audit-event.ts';

export interface TruncationOptions {
  /** Bytes of an event as it is sent. */
  readonly maxEventBytes: number;
}

/**
 * The event, without what was sent and answered where it is too large with it, and marked so; undefined where it is still too
 * large. Source: apiserver/plugin/pkg/audit/truncate
 */
export function truncated(event: AuditEvent, { maxEventBytes }: TruncationOptions): AuditEvent | undefined {
  if (sizeOf(event) <= maxEventBytes) return event;
  if (event.level === 'Metadata') return undefined;
  const others = Object.entries(event).filter(([name]) => !bodies.includes(name));
  const annotations = { ...event.annotations, 'audit.k8s.io/truncated': 'true' };
  const small = { ...(Object.fromEntries(others) as unknown as AuditEvent), annotations };
  return sizeOf(small) <= maxEventBytes ? small : undefined;
}

const bodies: readonly string[] = ['requestObject', 'responseObject'];

/** With the line's end that upstream counts too. */
function sizeOf(event: AuditEvent): number {
  return Buffer.byteLength(JSON.stringify(event)) + 1;
}
