import { createHash, randomBytes } from 'node:crypto';

/** What identifies a scenario whatever file order or shard it runs in. */
export interface ScenarioIdentity {
  readonly uri: string;
  readonly name: string;
  readonly astNodeIds: readonly string[];
}

/** A seed of its own for every scenario, the same in every run with one `--seed`. */
export function scenarioSeed({ uri, name }: ScenarioIdentity, seed: number): number {
  return createHash('sha256').update(`${seed}\n${uri}\n${name}`).digest().readUInt32BE(0);
}

/**
 * What the scenario's own names end in. Repeatable in a cluster of its own; on a shared cluster, where an earlier run
 * may have left something behind, unique.
 */
export function scenarioSuffix(identity: ScenarioIdentity, seed: number, shared: boolean): string {
  const unique = shared ? randomBytes(4).readUInt32BE(0) : scenarioSeed(identity, seed);
  return `p${unique.toString(36).padStart(7, '0')}`;
}
