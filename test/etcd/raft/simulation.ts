import { Breach } from './invariant-checker.ts';
import { SimulatedCluster } from './simulated-cluster.ts';
import type { Sabotage } from './simulated-member.ts';

export interface SimulationCounts {
  seeds: number;
  steps: number;
  ticks: number;
  elections: number;
  commits: number;
  truncations: number;
  snapshotsSent: number;
  snapshotsInstalled: number;
  changesApplied: number;
  readsServed: number;
}

export interface Finding {
  readonly seed: number;
  readonly step: number;
  /** The invariant, or `crash` where the machine itself gave up. */
  readonly invariant: string;
  readonly detail: string;
}

export interface SimulationOptions {
  readonly first: number;
  readonly last: number;
  readonly stepsPerSeed: number;
  readonly sabotage?: Sabotage;
  /** Stop at the first finding. */
  readonly stopAtFirst?: boolean;
}

export interface SimulationResult {
  readonly counts: SimulationCounts;
  readonly findings: readonly Finding[];
}

export function emptyCounts(): SimulationCounts {
  return {
    seeds: 0,
    steps: 0,
    ticks: 0,
    elections: 0,
    commits: 0,
    truncations: 0,
    snapshotsSent: 0,
    snapshotsInstalled: 0,
    changesApplied: 0,
    readsServed: 0,
  };
}

/** Runs one cluster per seed; the same seed and steps always give the same history. */
export function simulate({ first, last, stepsPerSeed, ...rest }: SimulationOptions): SimulationResult {
  const counts = emptyCounts();
  const findings: Finding[] = [];
  for (let seed = first; seed <= last; seed += 1) {
    const cluster = new SimulatedCluster(seed, rest.sabotage);
    const found = runSeed(cluster, { seed, stepsPerSeed, counts });
    if (found !== undefined) findings.push(found);
    count(cluster, counts);
    if (found !== undefined && rest.stopAtFirst === true) break;
  }
  return { counts, findings };
}

interface SeedRun {
  readonly seed: number;
  readonly stepsPerSeed: number;
  readonly counts: SimulationCounts;
}

function runSeed(cluster: SimulatedCluster, { seed, stepsPerSeed, counts }: SeedRun): Finding | undefined {
  let step = 0;
  try {
    for (; step < stepsPerSeed; step += 1) cluster.step();
    cluster.settle();
    return undefined;
  } catch (error) {
    const invariant = error instanceof Breach ? error.invariant : 'crash';
    return {
      seed,
      step,
      invariant,
      detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  } finally {
    counts.steps += step;
  }
}

function count({ ticks, snapshotsSent, checker, members }: SimulatedCluster, counts: SimulationCounts): void {
  counts.seeds += 1;
  counts.ticks += ticks;
  counts.snapshotsSent += snapshotsSent;
  counts.elections += checker.elections;
  counts.truncations += checker.truncations;
  counts.commits += checker.highestCommit;
  for (const member of members.values()) {
    counts.snapshotsInstalled += member.snapshotsInstalled;
    counts.changesApplied += member.changesApplied;
    counts.readsServed += member.readsServed;
  }
}
