import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer, Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectEtcd } from './etcd-grpc-connection.ts';

export interface MemberPlan {
  readonly binary: string;
  readonly name: string;
  readonly directory: string;
  readonly clientPort: number;
  readonly peerPort: number;
  /** `m1=http://127.0.0.1:2380,…` of all members. */
  readonly cluster: string;
}

/**
 * Short heartbeats let a member lead within a quarter of a second, and let leases be as short as one second: a server
 * grants none shorter than one and a half election timeouts.
 */
const timing = ['--heartbeat-interval', '20', '--election-timeout', '200'];

/** How long a member may take to answer its first request. */
const startLimitMs = 20_000;

/** What must not outlive the harness however it ends. */
const running = new Set<ChildProcess>();
const directories = new Set<string>();

function leaveNothing(): void {
  for (const child of running) child.kill('SIGKILL');
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
}

process.on('exit', leaveNothing);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    leaveNothing();
    process.kill(process.pid, signal);
  });
}

/** A new directory that is removed when the harness ends, at the latest. */
export async function temporaryDirectory(parent: string): Promise<string> {
  const directory = await mkdtemp(join(parent, 'plimsoll-etcd-'));
  directories.add(directory);
  return directory;
}

/** One etcd server as a process of its own. */
export class EtcdProcess {
  readonly plan: MemberPlan;
  #child: ChildProcess | undefined;
  #said = '';

  constructor(plan: MemberPlan) {
    this.plan = plan;
  }

  start(): void {
    const { binary, name, directory, clientPort, peerPort, cluster } = this.plan;
    const client = `http://127.0.0.1:${clientPort}`;
    const peer = `http://127.0.0.1:${peerPort}`;
    const child = spawn(
      binary,
      [
        ...['--name', name, '--data-dir', directory, '--log-level', 'error', ...timing],
        ...['--listen-client-urls', client, '--advertise-client-urls', client],
        ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
        ...['--initial-cluster', cluster, '--initial-cluster-state', 'new'],
      ],
      { stdio: ['ignore', 'ignore', 'pipe'], env: {} },
    );
    running.add(child);
    child.once('exit', () => running.delete(child));
    child.stderr.on('data', (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString()).slice(-2000);
    });
    // A harness that forgets to close the adapter must still come to its end; `exit` above takes the server along.
    child.unref();
    if (child.stderr instanceof Socket) child.stderr.unref();
    this.#child = child;
  }

  /** Resolves when the member answers a linearizable read. */
  async ready(): Promise<void> {
    const until = performance.now() + startLimitMs;
    for (;;) {
      if (await this.#answers()) return;
      if (this.#child?.exitCode !== null)
        throw new Error(`etcd ${this.plan.name} ended at once: ${this.#said}`);
      if (performance.now() > until) throw new Error(`etcd ${this.plan.name} does not answer: ${this.#said}`);
      await sleep(20);
    }
  }

  async #answers(): Promise<boolean> {
    const connection = connectEtcd(`127.0.0.1:${this.plan.clientPort}`);
    try {
      await connection.range({ key: Uint8Array.of(0), countOnly: true });
      return true;
    } catch {
      return false;
    } finally {
      await connection.close();
    }
  }

  /** As `kill -9`. Resolves when the process is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.ref();
    child.kill('SIGKILL');
    await gone;
  }
}

/** The version of a binary. Throws with what to do where there is no such binary. */
export function etcdVersion(binary: string): string {
  const { stdout, error } = spawnSync(binary, ['--version'], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
  const version = /etcd Version: (\S+)/.exec(error === undefined ? stdout : '')?.[1];
  if (version !== undefined) return version;
  throw new Error(
    `the etcd adapter needs an etcd server and "${binary}" is none; install the Debian package etcd-server ` +
      'or name another binary: etcd?binary=/path/to/etcd',
  );
}

/** A TCP port of the loopback interface that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return address.port;
}
