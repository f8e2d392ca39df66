import assert from 'node:assert/strict';
import type { History, HistoryStoreOperation } from '../../history/history.ts';
import { StoreRecorder } from '../../history/store-recorder.ts';
import type { Judge } from '../../judges/judgement.ts';
import type { EtcdCluster, EtcdFaults, Ports } from '../../ports/ports.ts';
import { CaseTime } from './case-time.ts';
import { Draws } from './draws.ts';
import { Nemesis, type FaultKind } from './nemesis.ts';
import { StoreClient, type StoreRequest } from './store-client.ts';

export interface CasePlan {
  readonly requirements: readonly string[];
  readonly seed: number;
  readonly prefix: string;
  readonly clients: number;
  /** How many faults happen, one after the other; at least one of each kind where there are enough. */
  readonly faults: number;
  readonly kinds?: readonly FaultKind[];
}

/** What takes part in a case. */
export interface ClusterCase {
  readonly plan: CasePlan;
  readonly cluster: EtcdCluster;
  readonly faults: EtcdFaults;
  readonly time: CaseTime;
  readonly recorder: StoreRecorder;
  /** A stream of chance of one's own, by number. */
  draws(stream: number): Draws;
  client(name: string): StoreClient;
}

/** What the clients of a case do while faults happen, and what is done once everything is whole again. */
export interface CaseWork {
  /** Goes on until `isOver` says that the last fault has happened. */
  readonly busy: (made: ClusterCase, isOver: () => boolean) => Promise<void>;
  readonly afterwards: (made: ClusterCase) => Promise<void>;
}

/** Longer than this no client waits for an answer. */
const patienceMs = 1_500;

/** Of the implementation's time, for a whole case. */
const caseLimitMs = 10 * 60_000;

/** How long members may take to answer once everything is whole. */
const restLimitMs = 30_000;

/** Plays one case and gives its history. Throws an AssertionError where the members do not come to rest afterwards. */
export async function playCase(ports: Ports, plan: CasePlan, work: CaseWork): Promise<History> {
  const { etcdCluster: cluster, etcdFaults: faults, clock } = ports;
  if (cluster === undefined || faults === undefined || clock === undefined)
    throw new Error('the property needs the ports etcdCluster, etcdFaults and clock');
  const time = new CaseTime(clock);
  const { requirements, seed } = plan;
  const recorder = new StoreRecorder({ requirements: [...requirements], seed }, () => time.now());
  const clients: StoreClient[] = [];
  const made: ClusterCase = {
    ...{ plan, cluster, faults, time, recorder },
    draws: (stream) => new Draws(seed * 1009 + stream),
    client: (name) => {
      const client = new StoreClient({
        ...{ name, cluster, time, recorder, patienceMs },
        prefix: plan.prefix,
      });
      clients.push(client);
      return client;
    },
  };
  await time.drive(caseLimitMs, async () => {
    try {
      await playedTogether(made, work);
    } finally {
      for (const client of clients) await client.close();
    }
  });
  return recorder.history();
}

async function playedTogether(made: ClusterCase, work: CaseWork): Promise<void> {
  const { time, recorder, faults, cluster, plan } = made;
  const holdMs = time.isVirtual ? ([300, 2_500] as const) : ([250, 700] as const);
  const nemesis = new Nemesis({ faults, size: cluster.size, time, recorder, draws: made.draws(0), holdMs });
  let isOver = false;
  const striking = nemesis.run(deckOf(plan, nemesis, made.draws(1))).finally(() => {
    isOver = true;
  });
  const busy = work.busy(made, () => isOver);
  const [struck, worked] = await Promise.allSettled([striking, busy]);
  await nemesis.rest();
  for (const end of [struck, worked]) if (end.status === 'rejected') throw end.reason;
  await awaitRest(made);
  await work.afterwards(made);
}

/** Every kind once, in any order, again and again. */
function deckOf({ faults, kinds }: CasePlan, nemesis: Nemesis, draws: Draws): readonly FaultKind[] {
  const offered = nemesis.kinds().filter((kind) => kinds === undefined || kinds.includes(kind));
  const deck: FaultKind[] = [];
  while (deck.length < faults && offered.length > 0) deck.push(...draws.shuffled(offered));
  return deck.slice(0, faults);
}

/** Every member answers a fresh read. */
async function awaitRest({ cluster, time, plan }: ClusterCase): Promise<void> {
  const until = (await time.now()) + restLimitMs;
  for (let member = 1; member <= cluster.size; member += 1) {
    while (!(await answers(member))) {
      assert.ok(
        (await time.now()) < until,
        `member ${member} does not answer within ${restLimitMs / 1000} seconds although everything is whole again`,
      );
      await time.sleep(100).over;
    }
  }

  async function answers(member: number): Promise<boolean> {
    const connection = await cluster.connect(member);
    try {
      const key = Buffer.from(plan.prefix);
      return (
        (await time.within(
          patienceMs,
          connection.range({ key }).catch(() => undefined),
        )) !== undefined
      );
    } finally {
      await connection.close();
    }
  }
}

/** Reads keys through every member, one after the other. */
export async function readEverything(made: ClusterCase, requests: readonly StoreRequest[]): Promise<void> {
  const reader = made.client('reader');
  for (let member = 1; member <= made.cluster.size; member += 1) {
    for (const request of requests) await reader.perform(member, request);
  }
}

export function operationsOf({ records }: History): readonly HistoryStoreOperation[] {
  return records.flatMap(({ record }) => (record.kind === 'store' ? [record] : []));
}

/** How much happened, so that a run can tell whether it showed anything. */
export interface CaseLoad {
  readonly acknowledged: number;
  readonly unknown: number;
  /** Operations that began while one of another client was under way. */
  readonly overlapping: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly leaderChanges: number;
}

export function loadOf(history: History): CaseLoad {
  const operations = operationsOf(history);
  const terms = operations.flatMap(({ answer }) => answer?.term ?? []);
  const faults: Record<string, number> = {};
  for (const { record } of history.records)
    if (record.kind === 'fault') faults[record.fault] = (faults[record.fault] ?? 0) + 1;
  let busyUntil = 0;
  let overlapping = 0;
  for (const { at, end = Infinity, outcome } of operations) {
    if (at < busyUntil) overlapping += 1;
    if (outcome === 'ok') busyUntil = Math.max(busyUntil, end);
  }
  return {
    acknowledged: operations.filter(({ outcome }) => outcome === 'ok').length,
    unknown: operations.filter(({ outcome }) => outcome === 'unknown').length,
    overlapping,
    faults,
    leaderChanges: terms.length === 0 ? 0 : Math.max(...terms) - Math.min(...terms),
  };
}

/** `412 acknowledged, 14 unknown, 9 leader changes; kill 2, pause 1`. */
export function loadText({ acknowledged, unknown, overlapping, faults, leaderChanges }: CaseLoad): string {
  const struck = Object.entries(faults).map(([fault, count]) => `${fault} ${count}`);
  return `${acknowledged} acknowledged, ${unknown} unknown, ${overlapping} overlapping, ${leaderChanges} new terms; ${struck.join(', ')}`;
}

/** What the first judge that finds anything finds in a history; what is too much for a judge is an error, and never a pass. */
export function findings(history: History, judges: readonly Judge[]): readonly string[] {
  const open: string[] = [];
  for (const judge of judges) {
    const { breaches, undecided = [] } = judge.judge(history);
    if (breaches.length > 0)
      return breaches.map(({ line, message }) => `line ${line}, ${judge.name}: ${message}`);
    open.push(...undecided.map(({ message }) => message));
  }
  if (open[0] === undefined) return [];
  throw new Error(`a history of seed ${history.header.seed ?? 0} could not be judged: ${open[0]}`);
}
