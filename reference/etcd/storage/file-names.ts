import type { LogPosition } from '../raft/types.ts';

/** Files with this ending were being written when the member stopped; they count for nothing. */
export const unfinishedEnding = '.unfinished';

export function segmentName(number: number): string {
  return `log-${String(number).padStart(10, '0')}`;
}

/** Undefined: not the name of a segment. */
export function segmentNumber(name: string): number | undefined {
  const digits = /^log-(\d{10,16})$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export function snapshotName(position: LogPosition): string {
  return `snapshot-${String(position.index).padStart(16, '0')}-${position.term}`;
}

export function isSnapshotName(name: string): boolean {
  return /^snapshot-\d{16}-\d+$/.test(name);
}

export function isUnfinished(name: string): boolean {
  return name.endsWith(unfinishedEnding);
}
