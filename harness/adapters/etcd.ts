import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Adapter, AdapterOptions, CreateAdapter, Session } from '../ports/adapter.ts';
import type { Clock, EtcdCluster } from '../ports/ports.ts';
import { connectEtcd } from './etcd-grpc-connection.ts';
import { EtcdProcess, etcdVersion, freePort, temporaryDirectory } from './etcd-process.ts';

/**
 * Real etcd servers on the loopback interface. A cluster serves one session at a time and is emptied and reused
 * afterwards, so that a scenario costs milliseconds, not the start of a server.
 *
 * Options: `binary` (absent: `etcd` of the PATH), `data-dir` (where the servers keep their files; absent: below the
 * system's temporary directory).
 */
export const createAdapter: CreateAdapter = (options) => EtcdAdapter.start(options);

const knownOptions = ['binary', 'data-dir'];

class EtcdAdapter implements Adapter {
  readonly manifest: Adapter['manifest'];
  readonly #binary: string;
  readonly #directory: string;
  readonly #idle: LocalCluster[] = [];
  readonly #all = new Set<LocalCluster>();
  #started = 0;

  static async start(options: AdapterOptions): Promise<Adapter> {
    const unknown = Object.keys(options).find((option) => !knownOptions.includes(option));
    if (unknown !== undefined) {
      throw new Error(`the etcd adapter has no option "${unknown}"; it has ${knownOptions.join(' and ')}`);
    }
    const binary = options['binary'] ?? 'etcd';
    const version = etcdVersion(binary);
    const directory = await temporaryDirectory(options['data-dir'] ?? tmpdir());
    return new EtcdAdapter(version, binary, directory);
  }

  constructor(version: string, binary: string, directory: string) {
    this.#binary = binary;
    this.#directory = directory;
    this.manifest = {
      name: 'etcd',
      implementation: { name: 'etcd', version },
      ports: ['etcdCluster', 'clock'],
      shared: false,
      features: [],
    };
  }

  async open(request: Parameters<Adapter['open']>[0]): Promise<Session> {
    const size = request.storeMembers ?? 1;
    const at = this.#idle.findIndex((cluster) => cluster.size === size);
    const cluster = at < 0 ? await this.#startCluster(size) : (this.#idle.splice(at, 1)[0] as LocalCluster);
    return {
      ports: { etcdCluster: cluster, clock: hostClock },
      close: async () => {
        await cluster.empty();
        this.#idle.push(cluster);
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((cluster) => cluster.stop()));
    this.#all.clear();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #startCluster(size: number): Promise<LocalCluster> {
    this.#started += 1;
    const directory = join(this.#directory, String(this.#started));
    const numbers = Array.from({ length: size }, (_, index) => index + 1);
    const peerPorts = await Promise.all(numbers.map(() => freePort()));
    const clientPorts = await Promise.all(numbers.map(() => freePort()));
    const cluster = peerPorts.map((port, index) => `m${index + 1}=http://127.0.0.1:${port}`).join(',');
    const members = numbers.map((number, index) => {
      const ports = { clientPort: clientPorts[index] ?? 0, peerPort: peerPorts[index] ?? 0 };
      const name = `m${number}`;
      return new EtcdProcess({
        binary: this.#binary,
        name,
        directory: join(directory, name),
        cluster,
        ...ports,
      });
    });
    const local = new LocalCluster(members);
    this.#all.add(local);
    await local.start();
    return local;
  }
}

class LocalCluster implements EtcdCluster {
  readonly #members: readonly EtcdProcess[];

  constructor(members: readonly EtcdProcess[]) {
    this.#members = members;
  }

  get size(): number {
    return this.#members.length;
  }

  async start(): Promise<void> {
    for (const member of this.#members) member.start();
    await Promise.all(this.#members.map((member) => member.ready()));
  }

  connect(member: number): ReturnType<EtcdCluster['connect']> {
    return Promise.resolve(connectEtcd(`127.0.0.1:${this.#member(member).plan.clientPort}`));
  }

  async kill(member: number): Promise<void> {
    await this.#member(member).kill();
  }

  async restart(member: number): Promise<void> {
    const process = this.#member(member);
    await process.kill();
    process.start();
    await process.ready();
  }

  /** Leaves no key and no lease behind; history and revisions go on. */
  async empty(): Promise<void> {
    const connection = connectEtcd(`127.0.0.1:${this.#member(1).plan.clientPort}`);
    try {
      for (const id of await connection.leaseIds())
        await connection.leaseRevoke({ id }).catch(() => undefined);
      await connection.deleteRange({ key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) });
    } finally {
      await connection.close();
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.kill()));
  }

  #member(number: number): EtcdProcess {
    const member = this.#members[number - 1];
    if (member === undefined)
      throw new Error(`there is no member ${number}; members are numbered from 1 to ${this.size}`);
    return member;
  }
}

/** How long things are given to come to rest where nothing says when they have. */
const settleMs = 50;

const hostClock: Clock = {
  kind: 'real',
  now: () => Promise.resolve(Date.now()),
  advance: async (durationMs) => {
    await sleep(durationMs);
  },
  settle: async () => {
    await sleep(settleMs);
  },
};
