import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectEtcdCluster } from '../../../schemas/etcd/cluster-client.ts';
import type { Address } from './grpc-connection.ts';

export type StoreKind = 'plimsoll' | 'etcd';

interface Member {
  readonly name: string;
  readonly client: Address;
  readonly peerUrl: string;
  readonly folder: string;
  process: ChildProcess | undefined;
}

const host = '127.0.0.1';
const electionLimitMs = 30_000;
const componentMain = fileURLToPath(
  new URL('../../../reference/adapter/component-process.ts', import.meta.url),
);
/** What runs and what lies about, for the case that this process is ended in the middle. */
const open = new Set<StoreCluster>();

/** Debian's etcd is there and can be measured beside ours. */
export function etcdVersion(): string | undefined {
  const { status, stdout } = spawnSync('etcd', ['--version'], { encoding: 'utf8' });
  return status === 0 ? /etcd Version: (\S+)/.exec(stdout)?.[1] : undefined;
}

/** Kills whatever still runs and removes its directories, at once. */
export function endAllClusters(): void {
  for (const cluster of open) cluster.kill();
  for (const cluster of open) cluster.destroy();
}

/**
 * Members of one implementation as processes on loopback, with their defaults: durable, each on a data directory of its own on
 * the same disk.
 */
export class StoreCluster {
  readonly kind: StoreKind;
  readonly #folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-store-'));
  readonly #members: Member[] = [];

  /** Resolves when all members know a leader. */
  static async start(kind: StoreKind, size: number): Promise<StoreCluster> {
    const cluster = new StoreCluster(kind);
    open.add(cluster);
    for (let number = 1; number <= size; number += 1) await cluster.#prepare(number);
    for (const member of cluster.#members) cluster.#run(member);
    await cluster.agreed();
    return cluster;
  }

  constructor(kind: StoreKind) {
    this.kind = kind;
  }

  /** Where clients are served, the leader first. */
  async addresses(): Promise<readonly Address[]> {
    const leader = await this.#leader();
    return [leader, ...this.#members.filter((member) => member !== leader)].map(({ client }) => client);
  }

  get endpoints(): string {
    return this.#members.map(({ client }) => `${client.host}:${client.port}`).join(',');
  }

  async leaderPid(): Promise<number> {
    return (await this.#leader()).process?.pid ?? 0;
  }

  /** Ends all members, as a service manager does unless told otherwise, and waits until they are gone. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    await Promise.all(this.#members.map((member) => ended(member, signal)));
  }

  /** Starts those members again that do not run. Does not wait for them. */
  startAgain(): void {
    for (const member of this.#members) {
      const { process: child } = member;
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) this.#run(member);
    }
  }

  async agreed(): Promise<void> {
    const until = performance.now() + electionLimitMs;
    while (performance.now() < until) {
      const leaders = new Set(await Promise.all(this.#members.map((member) => leaderSeenBy(member))));
      if (leaders.size === 1 && !leaders.has(undefined)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${this.#members.length} members of ${this.kind} do not agree on a leader`);
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map((member) => ended(member, 'SIGKILL')));
    this.destroy();
  }

  kill(): void {
    for (const { process: child } of this.#members) child?.kill('SIGKILL');
  }

  /** Synchronous: the last thing that a process does. Who was just killed may write for a moment longer. */
  destroy(): void {
    open.delete(this);
    this.kill();
    for (let attempt = 0; attempt < 20 && existsSync(this.#folder); attempt += 1) {
      try {
        rmSync(this.#folder, { recursive: true, force: true });
      } catch {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      }
    }
  }

  async #leader(): Promise<Member> {
    for (const member of this.#members) {
      const status = await statusOf(member);
      if (status !== undefined && status.leader === status.memberId) return member;
    }
    throw new Error(`no member of ${this.kind} leads`);
  }

  async #prepare(number: number): Promise<void> {
    const name = `m${number}`;
    const [clientPort, peerPort] = [await freePort(), await freePort()];
    this.#members.push({
      name,
      client: { host, port: clientPort },
      peerUrl: `http://${host}:${peerPort}`,
      folder: join(this.#folder, name),
      process: undefined,
    });
  }

  #run(member: Member): void {
    const initialCluster = this.#members.map(({ name, peerUrl }) => `${name}=${peerUrl}`).join(',');
    member.process = this.kind === 'etcd' ? runEtcd(member, initialCluster) : runOwn(member, initialCluster);
  }
}

function runOwn(member: Member, initialCluster: string): ChildProcess {
  const { name, client, peerUrl, folder } = member;
  const alone = !initialCluster.includes(',');
  const options = {
    name,
    dataDir: folder,
    port: client.port,
    ...(alone ? {} : { listenPeerUrls: peerUrl, initialCluster, initialClusterState: 'new' }),
  };
  return spawn(process.execPath, [componentMain, 'etcd', JSON.stringify(options)], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
}

function runEtcd(member: Member, initialCluster: string): ChildProcess {
  const { name, client, peerUrl, folder } = member;
  const clientUrl = `http://${client.host}:${client.port}`;
  const options = {
    name,
    'data-dir': folder,
    'listen-client-urls': clientUrl,
    'advertise-client-urls': clientUrl,
    'listen-peer-urls': peerUrl,
    'initial-advertise-peer-urls': peerUrl,
    'initial-cluster': initialCluster,
    'initial-cluster-state': 'new',
    'log-level': 'fatal',
    logger: 'zap',
  };
  const words = Object.entries(options).map(([option, text]) => `--${option}=${text}`);
  return spawn('etcd', words, { stdio: 'ignore' });
}

async function statusOf(
  member: Member,
): Promise<{ readonly leader: string; readonly memberId: string } | undefined> {
  const { host: at, port } = member.client;
  const client = connectEtcdCluster({ endpoint: `${at}:${port}`, requestTimeoutMs: 500 });
  try {
    return await client.status();
  } catch {
    return undefined;
  } finally {
    client.close();
  }
}

/** Undefined where it does not answer or knows of none. */
async function leaderSeenBy(member: Member): Promise<string | undefined> {
  const status = await statusOf(member);
  return status === undefined || status.leader === '0' ? undefined : status.leader;
}

async function ended(member: Member, signal: NodeJS.Signals): Promise<void> {
  const { process: child } = member;
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

/** Below those that the system gives to connections: a client that tries until a member listens must not meet itself there. */
const ports = { from: 20_000, count: 12_000 } as const;

async function freePort(): Promise<number> {
  for (;;) {
    const port = ports.from + Math.floor(Math.random() * ports.count);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => {
        resolve(false);
      });
      server.listen(port, host, () => {
        resolve(true);
      });
    });
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
