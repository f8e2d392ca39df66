/** A promise that was broken, under the requirement of the specification that makes it. */
export interface Breach {
  readonly requirement: string;
  readonly message: string;
}

/** What happened in a simulation, so that nobody takes an idle one for a test. */
export interface ChaosReport {
  seeds: number;
  virtualMs: number;
  acknowledged: number;
  unknown: number;
  refused: number;
  reads: number;
  leaderChanges: number;
  /** A member's state that was compared with another one's at the same place of the log. */
  statesCompared: number;
  watchEvents: number;
  /** Watches taken up again, mostly at another member. */
  watchesResumed: number;
  /** Watches that came back after their history was compacted. */
  watchesCompacted: number;
  leasesEnded: number;
  messages: number;
  messagesLost: number;
  /** Snapshots of a leader that took the place of a member's state. */
  snapshotsInstalled: number;
  readonly faults: Map<string, number>;
  readonly breaches: (Breach & { readonly seed: number })[];
}

export function emptyReport(): ChaosReport {
  return {
    seeds: 0,
    virtualMs: 0,
    acknowledged: 0,
    unknown: 0,
    refused: 0,
    reads: 0,
    leaderChanges: 0,
    statesCompared: 0,
    watchEvents: 0,
    watchesResumed: 0,
    watchesCompacted: 0,
    leasesEnded: 0,
    messages: 0,
    messagesLost: 0,
    snapshotsInstalled: 0,
    faults: new Map(),
    breaches: [],
  };
}

export function countFault(report: ChaosReport, kind: string): void {
  report.faults.set(kind, (report.faults.get(kind) ?? 0) + 1);
}

/** Adds what one seed told to what all told. */
export function addReport(all: ChaosReport, one: ChaosReport): void {
  for (const [name, value] of Object.entries(one) as [keyof ChaosReport, unknown][]) {
    const sums = all as unknown as Record<string, number>;
    if (typeof value === 'number') sums[name] = (sums[name] ?? 0) + value;
  }
  for (const [kind, count] of one.faults) all.faults.set(kind, (all.faults.get(kind) ?? 0) + count);
  all.breaches.push(...one.breaches);
}

export function reportText(report: ChaosReport): string {
  const faults = [...report.faults].sort(([one], [other]) => (one < other ? -1 : 1));
  const total = faults.reduce((sum, [, count]) => sum + count, 0);
  return [
    `${report.seeds} seeds, ${(report.virtualMs / 3_600_000).toFixed(2)} simulated hours`,
    `${report.acknowledged} writes acknowledged, ${report.unknown} unknown, ${report.refused} refused, ${report.reads} reads`,
    `${total} faults: ${faults.map(([kind, count]) => `${kind} ${count}`).join(', ')}`,
    `${report.leaderChanges} changes of the leader, ${report.messages} messages, ${report.messagesLost} of them lost, ` +
      `${report.snapshotsInstalled} snapshots installed`,
    `${report.statesCompared} states compared, ${report.watchEvents} events watched, ${report.watchesResumed} watches resumed, ` +
      `${report.watchesCompacted} compacted, ${report.leasesEnded} leases ended`,
    `${report.breaches.length} breaches`,
    ...report.breaches
      .slice(0, 20)
      .map(({ seed, requirement, message }) => `seed ${seed}: ${requirement}: ${message}`),
  ].join('\n');
}
