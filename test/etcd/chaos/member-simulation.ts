import { SimulatedStore } from '../../../reference/adapter/simulated-store.ts';
import type { MemberSeams } from '../../../reference/adapter/simulated-member.ts';
import { createRandomStream, hashOfText } from '../../../reference/sim/seeded-random.ts';
import { createVirtualEnvironment } from '../../../reference/sim/virtual-environment.ts';
import { emptyReport, type Breach, type ChaosReport } from './chaos-report.ts';
import { sleep, type Chaos } from './chaos.ts';
import { LeaseBook } from './lease-book.ts';
import { calm, MemberNemesis, type FaultKind, type NemesisPlan } from './member-nemesis.ts';
import { ReplicaWitness } from './replica-witness.ts';
import { bytesOf, StoreChronicle, textOf } from './store-chronicle.ts';
import { StoreTraffic } from './store-traffic.ts';
import { Watching } from './watching.ts';

export interface SimulationPlan {
  readonly seed: number;
  readonly members: number;
  readonly minutes: number;
  /** What happens; absent: everything that can. */
  readonly faults?: readonly FaultKind[];
  /** Told every entry that is applied anywhere, every answer and every fault. */
  readonly onEvent?: (line: string) => void;
  /** Puts something wrong into the members; absent: they are as they are. */
  readonly seams?: MemberSeams;
}

const clients = 4;
const stepMs = 20;
/** How long the members may take to come to rest once everything is whole. */
const restLimitMs = 40_000;
/** No lease lives longer than this by itself, whoever leads. */
const leaseRestMs = 12_000;
/** Small ones, so that members that lag are sent snapshots, and logs are cut. */
const settings = { entriesKept: 60, snapshotBytes: 40_000 };
const mostBreaches = 5;

/** One cluster through everything that can happen to it. The same plan gives the same report. */
export async function simulateMembers(plan: SimulationPlan): Promise<ChaosReport> {
  const { seed, members, minutes, seams = {} } = plan;
  const report = emptyReport();
  report.seeds = 1;
  const breach = (found: Breach): void => {
    if (report.breaches.length < mostBreaches) report.breaches.push({ seed, ...found });
  };
  const environment = createVirtualEnvironment({ seed, traceLimit: 1 });
  const witness = new ReplicaWitness(report, breach);
  const tell = plan.onEvent ?? ((): void => undefined);
  witness.onState = tell;
  const left = new Set<number>();
  const doubtful = new Set<number>();
  const gone = new Set<number>();
  const store = await SimulatedStore.start(environment, members, {
    ...seams,
    settings: { ...settings, ...seams.settings },
    assemble: (parts, its) => witness.listenTo(seams.assemble?.(parts, its) ?? parts),
    onEnd: (name, why) => {
      const number = Number(name.slice(1));
      if (why.kind === 'failed')
        breach({ requirement: 'ETCD-16', message: `${name} gives up: ${why.reason}` });
      else if (left.has(number) || doubtful.has(number)) {
        left.add(number);
        gone.add(number);
      } else breach({ requirement: 'ETCD-15a', message: `${name} was never removed, and leaves` });
    },
  });
  const begun = environment.clock.now();
  const end = begun + minutes * 60_000;
  const chaos: Chaos = {
    ...{ seed, environment, store, report, breach },
    tell: (line) => {
      tell(`${environment.clock.now()} ${line}`);
    },
    chance: createRandomStream(hashOfText(`chaos ${seed}`)),
    chronicle: new StoreChronicle(breach),
    leases: new LeaseBook(() => environment.clock.now(), breach),
    present: () => store.numbers.filter((number) => !left.has(number)),
    isOver: () => environment.clock.now() >= end || report.breaches.length > 0,
  };
  await play(chaos, { witness, left, doubtful, gone, kinds: plan.faults });
  report.virtualMs = environment.clock.now() - begun;
  report.messages = store.networkCounts.sent;
  report.messagesLost = store.networkCounts.lost + store.networkCounts.cut;
  report.leasesEnded = chaos.leases.ended;
  await store.close();
  return report;
}

interface Observed extends NemesisPlan {
  readonly witness: ReplicaWitness;
}

async function play(chaos: Chaos, { witness, ...departures }: Observed): Promise<void> {
  const { environment, store } = chaos;
  const nemesis = new MemberNemesis(chaos, departures);
  const numberOf = (memberId: string): number =>
    store.numbers.find((each) => store.memberOf(each)?.status().memberId === memberId) ?? 0;
  witness.onVote = (voter, candidate): void => {
    nemesis.voted(numberOf(voter), numberOf(candidate));
  };
  await store.disturb(calm);
  const watches = store.numbers.map(() => new Watching(chaos));
  for (const watch of watches) watch.begin();
  const floor = { revision: 0 };
  const traffic = Array.from(
    { length: clients },
    (_, number) => new StoreTraffic(chaos, `c${number}`, floor),
  );
  let done = false;
  const all = Promise.all([...traffic.map((client) => client.run()), nemesis.run()]).then(async () => {
    await nemesis.mend();
    await sleep(environment, leaseRestMs);
  });
  void all.then(() => {
    done = true;
  });
  while (!done) {
    await environment.advance(stepMs);
    witness.look(chaos);
  }
  if (chaos.report.breaches.length > 0) return;
  if (!(await comesToRest(chaos, witness, watches))) return;
  await conclude(chaos, floor);
  for (const watch of watches) watch.end();
}

/** Everybody who belongs to the cluster has applied the same, and all watches have heard of it. */
async function comesToRest(
  chaos: Chaos,
  witness: ReplicaWitness,
  watches: readonly Watching[],
): Promise<boolean> {
  const { environment, store } = chaos;
  for (let waitedMs = 0; waitedMs < restLimitMs; waitedMs += 500) {
    await environment.advance(500);
    witness.look(chaos);
    const states = chaos.present().map((number) => store.memberOf(number)?.status());
    const applied = new Set(states.map((status) => status?.raftAppliedIndex));
    const revision = states[0]?.revision ?? 0;
    const calm =
      applied.size === 1 && !applied.has(undefined) && states.every((status) => status?.leader !== '0');
    if (calm && watches.every((watch) => watch.next === revision + 1)) return true;
  }
  const text = chaos.present().map((number) => {
    const status = store.memberOf(number)?.status();
    return status === undefined
      ? `m${number} is down`
      : `m${number} (${status.memberId}) term ${status.raftTerm} leader ${status.leader} applied ${status.raftAppliedIndex} of ${status.raftIndex}` +
          ` revision ${status.revision}${status.isLearner ? ' learner' : ''}`;
  });
  const next = watches.map((watch) => watch.next).join(', ');
  const message = `the members do not come to rest: ${text.join('; ')}; watches wait for ${next}`;
  chaos.breach({ requirement: 'ETCD-12a', message });
  return false;
}

async function conclude(chaos: Chaos, floor: { readonly revision: number }): Promise<void> {
  const { environment, store } = chaos;
  const range = { key: bytesOf('\0'), rangeEnd: bytesOf('\0') };
  for (const number of chaos.present()) {
    const status = store.memberOf(number)?.status();
    if (status?.isLearner !== false) continue;
    const connection = await store.connect(number);
    const asked = connection.range(range).catch(() => undefined);
    await environment.advance(2000);
    const answer = await asked;
    if (answer === undefined) {
      chaos.breach({ requirement: 'ETCD-12a', message: `member ${number} does not answer in the end` });
      return;
    }
    if (answer.header.revision < floor.revision)
      chaos.breach({
        requirement: 'ETCD-12',
        message: `revision ${floor.revision} was shown; ${answer.header.revision} is left`,
      });
    if (number !== chaos.present()[0]) continue;
    chaos.chronicle.conclude(answer.kvs, answer.header.revision);
    chaos.leases.conclude(answer.kvs.map(({ key }) => textOf(key)));
  }
}
