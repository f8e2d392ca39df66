/** A point in time as Kubernetes writes it: RFC 3339, UTC, whole seconds. */
export function timestampText(epochMs: number): string {
  // eslint-disable-next-line no-restricted-globals -- formats a given instant; reads no clock
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}

/** The same read back, in milliseconds since the epoch. */
export function timestampMs(text: string): number {
  // eslint-disable-next-line no-restricted-globals -- reads a given instant, no clock
  return Date.parse(text);
}
