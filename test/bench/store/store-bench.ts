import type { Measurement } from '../measurement.ts';
import { checkPerf, type PerfFigures, type PerfLoad } from './check-perf.ts';
import { LoadGenerator } from './load-generator.ts';
import { loadKinds, type LoadFigures } from './load-job.ts';
import { loadedKeys } from './load-jobs.ts';
import { endAllClusters, etcdVersion, StoreCluster, type StoreKind } from './store-cluster.ts';

export interface StoreBench {
  readonly quick: boolean;
  readonly add: (...found: readonly Measurement[]) => void;
  /** Of what was left out, and why. */
  readonly note: (line: string) => void;
}

interface Sides {
  readonly generator: LoadGenerator;
  readonly clusters: readonly StoreCluster[];
  readonly members: string;
}

type Unit = Measurement['unit'];

/**
 * The store beside Debian's etcd: one member and three, durable, on the same disk, in the same run, taking turns. Ratios between
 * the two count; what either does by itself depends on the machine and on what else runs there.
 */
export async function measureStore(bench: StoreBench): Promise<void> {
  const peer = etcdVersion();
  const kinds: readonly StoreKind[] = peer === undefined ? ['plimsoll'] : ['plimsoll', 'etcd'];
  bench.note(
    peer === undefined ? 'skipped: etcd is not installed, so nothing stands beside' : `beside etcd ${peer}`,
  );
  const generator = new LoadGenerator();
  const onSignal = (): void => {
    endAllClusters();
    process.exit(130);
  };
  // More than one may come, from a terminal and from npm: none may cut the cleaning up short.
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('exit', endAllClusters);
  try {
    for (const size of [1, 3]) await measureSize(bench, { generator, kinds, size });
    await measureRecovery(bench, { generator, kinds });
  } finally {
    generator.close();
    endAllClusters();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal).off('exit', endAllClusters);
  }
}

async function measureSize(
  bench: StoreBench,
  of: { readonly generator: LoadGenerator; readonly kinds: readonly StoreKind[]; readonly size: number },
): Promise<void> {
  const { generator, kinds, size } = of;
  const clusters: StoreCluster[] = [];
  try {
    for (const kind of kinds) clusters.push(await StoreCluster.start(kind, size));
    for (const cluster of clusters) {
      await generator.run({ job: 'fill', targets: await cluster.addresses(), keys: loadedKeys });
      // etcd 3.4 copies for every read a buffer that has grown with the largest burst of writes since its start: read before.
      await cluster.stop();
      cluster.startAgain();
      await cluster.agreed();
    }
    const sides = { generator, clusters, members: size === 1 ? '1 member' : `${size} members` };
    await measureLoads(bench, sides);
    await measureFanOut(bench, sides);
    if (size > 1) await measureFailover(bench, sides);
    if (bench.quick) bench.note('skipped: etcdctl check perf, of which each load takes a minute');
    else await measureCheckPerf(bench, sides);
  } finally {
    await Promise.all(clusters.map((cluster) => cluster.close()));
  }
}

async function measureLoads(bench: StoreBench, sides: Sides): Promise<void> {
  const rounds = bench.quick ? 1 : 3;
  const times = bench.quick ? { warmUpMs: 200, durationMs: 400 } : { warmUpMs: 200, durationMs: 500 };
  for (const kind of loadKinds) {
    for (const clients of [1, 100, 1000]) {
      const found = new Map<StoreKind, LoadFigures[]>();
      for (let round = 0; round < rounds; round += 1) {
        for (const cluster of inTurn(sides.clusters, round)) {
          const targets = await cluster.addresses();
          const figures = await sides.generator.run({ job: 'load', targets, kind, clients, ...times });
          found.set(cluster.kind, [...(found.get(cluster.kind) ?? []), figures]);
        }
      }
      for (const [subject, figures] of found)
        bench.add(
          ...loadMeasurements(
            `${kind}, ${clients.toLocaleString('en')} ${clients === 1 ? 'client' : 'clients'}, ${sides.members}`,
            subject,
            figures,
          ),
        );
    }
  }
}

function loadMeasurements(
  name: string,
  subject: StoreKind,
  figures: readonly LoadFigures[],
): readonly Measurement[] {
  const of = (what: string, unit: Unit, samples: readonly number[]): Measurement => ({
    name: `${name}${what}`,
    subject,
    unit,
    samples,
  });
  const shares = figures.map(({ generatorShare }) => generatorShare);
  return [
    {
      ...of(
        '',
        'per second',
        figures.map(({ perSecond }) => perSecond),
      ),
      generatorShare: Math.max(...shares),
    },
    of(
      ', p50',
      'ms',
      figures.map(({ p50Ms }) => p50Ms),
    ),
    of(
      ', p99',
      'ms',
      figures.map(({ p99Ms }) => p99Ms),
    ),
  ];
}

async function measureFanOut(bench: StoreBench, { generator, clusters, members }: Sides): Promise<void> {
  const singlePuts = bench.quick ? 5 : 20;
  const bursts = bench.quick ? 1 : 3;
  for (const cluster of clusters) {
    const { kind: subject } = cluster;
    const targets = await cluster.addresses();
    const { lastOneMs } = await generator.run({
      job: 'fanOut',
      targets,
      watchers: 1000,
      singlePuts,
      burstPuts: 1,
    });
    const samples: number[] = [];
    for (let burst = 0; burst < bursts; burst += 1) {
      const figures = await generator.run({
        job: 'fanOut',
        targets,
        watchers: 100,
        singlePuts: 1,
        burstPuts: 100,
      });
      samples.push(figures.eventsPerSecond);
    }
    const last = `one put seen by 1,000 watchers, ${members}`;
    bench.add({ name: last, subject, unit: 'ms', samples: lastOneMs });
    const name = `events of 100 puts to 100 watchers, ${members}`;
    bench.add({ name, subject, unit: 'per second', samples });
  }
}

async function measureFailover(bench: StoreBench, { generator, clusters, members }: Sides): Promise<void> {
  const rounds = bench.quick ? 2 : 5;
  const found = new Map<StoreKind, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const cluster of inTurn(clusters, round)) {
      const [, ...targets] = await cluster.addresses();
      const pid = await cluster.leaderPid();
      const sample = await generator.run({ job: 'killAndWrite', pid, targets, limitMs: 20_000 });
      found.set(cluster.kind, [...(found.get(cluster.kind) ?? []), sample]);
      cluster.startAgain();
      await cluster.agreed();
    }
  }
  for (const [subject, samples] of found)
    bench.add({
      name: `leader killed until a write is acknowledged, ${members}`,
      subject,
      unit: 'ms',
      samples,
    });
}

/**
 * A minute each. s and m are at a pace of 150 and 1,000 puts a second, which leaves room for more: they run at once, and on both
 * sides, so that four minutes are one. Only l, which takes all there is, has the machine to itself.
 */
async function measureCheckPerf(bench: StoreBench, { clusters, members }: Sides): Promise<void> {
  const found: PerfRun[] = [];
  const measure = async (cluster: StoreCluster, load: PerfLoad): Promise<void> => {
    found.push({ ...(await checkPerf(cluster.endpoints, load)), subject: cluster.kind, load });
  };
  await Promise.all(clusters.flatMap((cluster) => [measure(cluster, 's'), measure(cluster, 'm')]));
  for (const cluster of clusters) await measure(cluster, 'l');
  for (const run of found) bench.add(...perfMeasurements(bench, run, members));
}

interface PerfRun extends PerfFigures {
  readonly subject: StoreKind;
  readonly load: PerfLoad;
}

function perfMeasurements(bench: StoreBench, run: PerfRun, members: string): readonly Measurement[] {
  const { subject, load, passed, perSecond, slowestMs, stddevMs } = run;
  const name = `etcdctl check perf ${load}, ${members}`;
  bench.note(`${name}: ${subject} ${passed ? 'PASS' : 'FAIL'}`);
  return [
    { name, subject, unit: 'per second', samples: [perSecond] },
    { name: `${name}, slowest`, subject, unit: 'ms', samples: [slowestMs] },
    { name: `${name}, standard deviation`, subject, unit: 'ms', samples: [stddevMs] },
  ];
}

/**
 * One member with many keys that ends and is started again: from the start of the process to the first linearizable read. It is
 * killed first, since who ends in order may leave things in better order than they were.
 */
async function measureRecovery(
  bench: StoreBench,
  { generator, kinds }: { readonly generator: LoadGenerator; readonly kinds: readonly StoreKind[] },
): Promise<void> {
  const keys = bench.quick ? 50_000 : 1_000_000;
  const count = keys.toLocaleString('en');
  for (const subject of kinds) {
    const cluster = await StoreCluster.start(subject, 1);
    const targets = await cluster.addresses();
    const fillMs = await generator.run({ job: 'fill', targets, keys });
    const name = `put ${count} keys, 100 to a transaction`;
    bench.add({ name, subject, unit: 'per second', samples: [keys / (fillMs / 1000)] });
    for (const [how, signal] of [
      ['after kill -9', 'SIGKILL'],
      ['after an end in order', 'SIGTERM'],
    ] as const) {
      await cluster.stop(signal);
      const begun = Date.now();
      cluster.startAgain();
      const target = targets[0] ?? { host: '', port: 0 };
      const answered = await generator.run({ job: 'firstRead', target, limitMs: 120_000 });
      bench.add({
        name: `recovery of ${count} keys ${how}`,
        subject,
        unit: 'ms',
        samples: [answered - begun],
      });
    }
    await cluster.close();
  }
}

/** Who goes first changes from round to round. */
function inTurn(clusters: readonly StoreCluster[], round: number): readonly StoreCluster[] {
  return round % 2 === 0 ? clusters : [...clusters].reverse();
}
