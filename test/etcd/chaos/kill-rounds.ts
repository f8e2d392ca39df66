/**
 * Kills real member processes with SIGKILL at random moments while clients write, starts them again, and looks whether every
 * acknowledged write is there: `node test/etcd/chaos/kill-rounds.ts --rounds 200 [--members 3] [--seed 1]`. Prints what was done
 * and exits with 1 where something is missing.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { EtcdConnection } from '../../../schemas/types/etcd.ts';
import { ProcessStore } from '../../../reference/adapter/process-store.ts';
import { createHostEnvironment } from '../../../reference/sim/host-environment.ts';
import { createRandomStream, hashOfText } from '../../../reference/sim/seeded-random.ts';
import type { RandomStream } from '../../../reference/sim/environment.ts';

export interface KillRounds {
  readonly members: number;
  readonly rounds: number;
  readonly seed: number;
  readonly onRound?: (told: KillReport) => void;
}

export interface KillReport {
  readonly rounds: number;
  readonly kills: number;
  readonly acknowledged: number;
  /** Writes that were under way when a member was killed, all rounds together. */
  readonly underWay: number;
  /** Acknowledged writes that were looked for after the last kill and not found, or found older than acknowledged. */
  readonly lost: readonly string[];
}

const clients = 6;
/** Writes that each client has under way at once. */
const lanes = 20;
const keysPerLane = 5;
const answerLimitMs = 30_000;

/** One key's newest acknowledged and newest attempted value. A value that was attempted and not acknowledged may be there. */
interface Written {
  acknowledged: number;
  attempted: number;
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Runs the rounds on members of its own and stops them. Half of the kills, about, take all members at once. */
export async function killRounds(options: KillRounds): Promise<KillReport> {
  const random = createRandomStream(hashOfText(`kill rounds ${options.seed}`));
  const environment = createHostEnvironment({ timersKeepAlive: true });
  const store = await ProcessStore.start(environment, options.members);
  const written = new Map<string, Written>();
  const told = { rounds: 0, kills: 0, acknowledged: 0, underWay: 0, lost: [] as string[] };
  try {
    for (let round = 1; round <= options.rounds && told.lost.length === 0; round += 1) {
      const { kills, underWay } = await oneRound(store, { random, written, members: options.members });
      told.kills += kills;
      told.underWay += underWay;
      told.lost = await missing(store, written);
      told.rounds = round;
      told.acknowledged = [...written.values()].reduce((sum, { acknowledged }) => sum + acknowledged, 0);
      options.onRound?.(told);
    }
  } finally {
    await store.close();
  }
  return told;
}

interface Round {
  readonly random: RandomStream;
  readonly written: Map<string, Written>;
  readonly members: number;
}

async function oneRound(
  store: ProcessStore,
  { random, written, members }: Round,
): Promise<Pick<KillReport, 'kills' | 'underWay'>> {
  const connections = await Promise.all(
    Array.from({ length: clients }, (_, index) => store.connect((index % members) + 1)),
  );
  let stop = false;
  const pending = new Set<string>();
  const writing = connections.flatMap((connection, client) =>
    Array.from({ length: lanes }, (_, lane) =>
      write(connection, { name: `c${client}.${lane}`, written, pending, goesOn: () => !stop }),
    ),
  );
  await sleep(50 + random.below(200));
  const underWay = pending.size;
  const all = random.below(2) === 0;
  const victims = all
    ? Array.from({ length: members }, (_, index) => index + 1)
    : [random.below(members) + 1];
  await Promise.all(victims.map((member) => store.kill(member)));
  stop = true;
  await Promise.all(connections.map((connection) => connection.close()));
  await Promise.all(writing);
  await Promise.all(victims.map((member) => store.restart(member)));
  return { kills: victims.length, underWay };
}

async function write(
  connection: EtcdConnection,
  {
    name,
    written,
    pending,
    goesOn,
  }: {
    readonly name: string;
    readonly written: Map<string, Written>;
    readonly pending: Set<string>;
    readonly goesOn: () => boolean;
  },
): Promise<void> {
  for (let at = 0; goesOn(); at += 1) {
    const key = `${name}/k${at % keysPerLane}`;
    const state = written.get(key) ?? { acknowledged: 0, attempted: 0 };
    written.set(key, state);
    state.attempted += 1;
    const value = state.attempted;
    pending.add(key);
    const done = await connection.put({ key: encode(key), value: encode(String(value)) }).then(
      () => true,
      () => false,
    );
    pending.delete(key);
    if (!done) return;
    state.acknowledged = value;
  }
}

/** Reads through the first member that answers, linearizably. */
async function missing(store: ProcessStore, written: ReadonlyMap<string, Written>): Promise<string[]> {
  const found = await readAll(store);
  const lost: string[] = [];
  for (const [key, { acknowledged, attempted }] of written) {
    const value = Number(found.get(key) ?? 0);
    if (value < acknowledged || value > attempted)
      lost.push(`${key}: ${acknowledged} was acknowledged, ${attempted} attempted, ${value} is there`);
  }
  return lost;
}

async function readAll(store: ProcessStore): Promise<ReadonlyMap<string, string>> {
  const until = performance.now() + answerLimitMs;
  for (let member = 1; ; member = (member % store.size) + 1) {
    const connection = await store.connect(member);
    try {
      const { kvs } = await connection.range({ key: encode('c'), rangeEnd: encode('d') });
      return new Map(kvs.map(({ key, value }) => [decode(key), decode(value)]));
    } catch (error) {
      if (performance.now() > until) throw error;
      await sleep(50);
    } finally {
      await connection.close();
    }
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '200' },
      members: { type: 'string', default: '3' },
      seed: { type: 'string', default: '1' },
    },
  });
  const [rounds, members, seed] = [Number(values.rounds), Number(values.members), Number(values.seed)];
  const report = await killRounds({
    rounds,
    members,
    seed,
    onRound: (told) => {
      if (told.rounds % 10 === 0)
        process.stdout.write(`round ${told.rounds}: ${told.kills} kills, ${told.acknowledged} writes\n`);
    },
  });
  const { kills, acknowledged, underWay, lost } = report;
  process.stdout.write(
    `${report.rounds} rounds with ${members} members, seed ${seed}: ${kills} kills, ` +
      `${acknowledged} acknowledged writes, ${underWay} under way at the kills, ${lost.length} lost\n${lost.map((line) => `${line}\n`).join('')}`,
  );
  process.exit(lost.length === 0 ? 0 : 1);
}
