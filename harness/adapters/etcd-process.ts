import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectEtcd } from './etcd-grpc-connection.ts';
import { endWithHarness } from './local-machine.ts';

export interface MemberPlan {
  readonly binary: string;
  readonly name: string;
  readonly directory: string;
  readonly clientPort: number;
  readonly peerPort: number;
  /** The only way to the other members. */
  readonly proxy: string;
  /** What the others reach it at, through theirs. */
  readonly peerUrl: string;
  /** `m1=http://192.0.2.1:2380,…` of all members. */
  readonly cluster: string;
  /** Whether the members found a cluster or this one joins one that is there. */
  readonly state: 'new' | 'existing';
}

/**
 * Short heartbeats let a member lead within a quarter of a second, and let leases be as short as one second: a server
 * grants none shorter than one and a half election timeouts.
 */
const timing = ['--heartbeat-interval', '20', '--election-timeout', '200'];

/** After so many writes a member cuts its log, all but the last 5,000 entries: who lags further needs a snapshot. */
const snapshots = ['--snapshot-count', '1000'];

/** How long a member may take to answer its first request. */
const startLimitMs = 20_000;

/** One etcd server as a process of its own. */
export class EtcdProcess {
  readonly plan: MemberPlan;
  #child: ChildProcess | undefined;
  #said = '';

  constructor(plan: MemberPlan) {
    this.plan = plan;
  }

  start(): void {
    const { binary, name, directory, clientPort, peerPort, proxy, peerUrl, cluster, state } = this.plan;
    const client = `http://127.0.0.1:${clientPort}`;
    const child = spawn(
      binary,
      [
        ...['--name', name, '--data-dir', directory, '--log-level', 'error', ...timing, ...snapshots],
        ...['--listen-client-urls', client, '--advertise-client-urls', client],
        ...['--listen-peer-urls', `http://127.0.0.1:${peerPort}`, '--initial-advertise-peer-urls', peerUrl],
        ...['--initial-cluster', cluster, '--initial-cluster-state', state],
      ],
      { stdio: ['ignore', 'ignore', 'pipe'], env: { HTTP_PROXY: proxy } },
    );
    endWithHarness(child);
    child.stderr.on('data', (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString()).slice(-2000);
    });
    // A harness that forgets to close the adapter must still come to its end, and takes the server along.
    child.unref();
    if (child.stderr instanceof Socket) child.stderr.unref();
    this.#child = child;
  }

  /** Resolves when the member answers a linearizable read. */
  async ready(): Promise<void> {
    const until = performance.now() + startLimitMs;
    for (;;) {
      if (await this.#answers()) return;
      if (!this.isRunning) throw new Error(`etcd ${this.plan.name} ended at once: ${this.#said}`);
      if (performance.now() > until) throw new Error(`etcd ${this.plan.name} does not answer: ${this.#said}`);
      await sleep(20);
    }
  }

  async #answers(): Promise<boolean> {
    const connection = connectEtcd(`127.0.0.1:${this.plan.clientPort}`);
    try {
      await connection.range({ key: Uint8Array.of(0), countOnly: true });
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error) return false;
      throw error;
    } finally {
      await connection.close();
    }
  }

  get isRunning(): boolean {
    const child = this.#child;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** `SIGSTOP` and `SIGCONT`. Throws where the process has ended. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    if (!this.isRunning) throw new Error(`etcd ${this.plan.name} does not run: ${this.#said}`);
    this.#child?.kill(signal);
  }

  /** As `kill -9`. Resolves when the process is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || !this.isRunning) return;
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
