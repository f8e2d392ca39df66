/**
 * `npm run bench`: what things cost, as medians with their spread, beside peers under the same load in the same run.
 * Peers: webernetes in process; and over HTTP the kube-apiserver that `PLIMSOLL_BENCH_KUBECONFIG` points to, where it is
 * set. Results: a table on standard output and `.plimsoll/bench/bench.json`. `--quick` runs a tenth of the load.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, release, totalmem } from 'node:os';
import { readClusterAccess } from '../../harness/adapters/kubeconfig-file.ts';
import { createMany, loadOverHttp, watchFanOut, type Target } from './http-load.ts';
import { clusterStart, createInProcess } from './in-process.ts';
import { table, timed, type Measurement } from './measurement.ts';
import { startServed } from './served.ts';

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

const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${process.platform} ${release()} ${arch()}`,
  node: process.version,
};
mkdirSync('.plimsoll/bench', { recursive: true });
writeFileSync(
  '.plimsoll/bench/bench.json',
  `${JSON.stringify({ version: 1, quick, machine, measurements }, null, 2)}\n`,
);
process.stdout.write(`${table(measurements)}\n`);
