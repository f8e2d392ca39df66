/**
 * `npm run bench`: what things cost, as medians with their spread, beside peers under the same load in the same run.
 * Peers: webernetes in process; and over HTTP the kube-apiserver that `PLIMSOLL_BENCH_KUBECONFIG` points to, where it is
 * set; for the store Debian's etcd. Results: tables on standard output and `.plimsoll/bench/bench.json`. `--quick` runs a tenth
 * of the load; `--only cluster`, `--only chain` and `--only store` run one part.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, release, totalmem } from 'node:os';
import { readClusterAccess } from '../../harness/adapters/kubeconfig-file.ts';
import { createMany, loadOverHttp, watchFanOut, type Target } from './http-load.ts';
import { clusterStart, createInProcess } from './in-process.ts';
import { comparison, table, timed, type Measurement } from './measurement.ts';
import { pluginCost, rightsCost, rightsOverHttp, webhookCost } from './chain.ts';
import { startServed } from './served.ts';
import { measureStore } from './store/store-bench.ts';

const quick = process.argv.includes('--quick');
const scale = (count: number): number => (quick ? Math.ceil(count / 10) : count);

async function serveStart(rounds: number): Promise<Measurement> {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const served = await startServed();
    samples.push(served.startMs);
    await served.stop();
  }
  return { name: 'serve, until it listens', subject: 'plimsoll', unit: 'ms', samples };
}

async function memory(pods: number): Promise<Measurement[]> {
  const served = await startServed();
  const empty = await served.residentMiB();
  await createMany(served.target, pods);
  const full = await served.residentMiB();
  await served.stop();
  return [
    { name: 'resident memory, empty', subject: 'plimsoll', unit: 'MiB', samples: [empty] },
    { name: `resident memory, ${pods} pods`, subject: 'plimsoll', unit: 'MiB', samples: [full] },
  ];
}

async function suite(rounds: number): Promise<Measurement> {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const command = ['harness/cli/plimsoll.mjs', 'run', '--out', '.plimsoll/bench/run'];
    samples.push(await timed(() => execFileSync(process.execPath, command, { stdio: 'ignore' })));
  }
  return { name: 'the whole suite on the reference', subject: 'plimsoll', unit: 'ms', samples };
}

async function overHttp(target: Target): Promise<Measurement[]> {
  return [...(await loadOverHttp(target, scale(5000), 3)), await watchFanOut(target, scale(1000), 20)];
}

const measurements: Measurement[] = [];
const add = (...found: readonly Measurement[]): void => {
  measurements.push(...found);
  for (const { name, subject } of found) process.stderr.write(`measured: ${name}, ${subject}\n`);
};

async function measureCluster(): Promise<void> {
  add(...(await clusterStart(scale(50))));
  add(...(await createInProcess(scale(5000), 5)));
  add(await serveStart(scale(10)));
  const served = await startServed();
  add(...(await overHttp(served.target)));
  await served.stop();
  const peer = process.env['PLIMSOLL_BENCH_KUBECONFIG'];
  if (peer !== undefined)
    add(...(await overHttp({ subject: 'kube-apiserver', access: readClusterAccess(peer) })));
  add(...(await memory(scale(50_000))));
  add(await suite(3));
}

async function measureChain(): Promise<void> {
  const bindings = [...new Set([10, 1000, scale(10_000)])];
  add(...(await pluginCost(scale(5000), 5)));
  add(...(await rightsCost(scale(50_000), bindings)));
  const overHttpOf = async (target: Target): Promise<void> => {
    add(...(await rightsOverHttp(target, scale(5000), bindings)));
    add(...(await webhookCost(target, scale(3000))));
  };
  const served = await startServed(['--authorization-mode', 'RBAC']);
  await overHttpOf(served.target);
  await served.stop();
  const peer = process.env['PLIMSOLL_REAL_KUBECONFIG'] ?? process.env['PLIMSOLL_BENCH_KUBECONFIG'];
  if (peer !== undefined) await overHttpOf({ subject: 'kube-apiserver', access: readClusterAccess(peer) });
}

const parts = ['cluster', 'chain', 'store'] as const;
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;
if (only !== undefined && !parts.some((part) => part === only)) {
  process.stderr.write(`--only takes one of ${parts.join(', ')}\n`);
  process.exit(2);
}
const note = (line: string): void => void process.stderr.write(`${line}\n`);
let ofCluster = Infinity;
// Also where the run is cut short: what was measured is told.
process.on('exit', () => {
  tell(measurements.slice(0, ofCluster), measurements.slice(ofCluster));
});
if (only === undefined || only === 'cluster') await measureCluster();
if (only === undefined || only === 'chain') await measureChain();
ofCluster = measurements.length;
if (only === undefined || only === 'store') await measureStore({ quick, add, note });

function tell(cluster: readonly Measurement[], store: readonly Measurement[]): void {
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()} ${arch()}`,
    node: process.version,
  };
  const report = { version: 1, quick, machine, measurements };
  mkdirSync('.plimsoll/bench', { recursive: true });
  writeFileSync('.plimsoll/bench/bench.json', `${JSON.stringify(report, null, 2)}\n`);
  if (cluster.length > 0) process.stdout.write(`${table(cluster)}\n`);
  if (store.length > 0) process.stdout.write(`${comparison(store, 'plimsoll', 'etcd')}\n`);
}
