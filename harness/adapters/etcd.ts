import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Adapter, AdapterOptions, CreateAdapter, Session } from '../ports/adapter.ts';
import { LocalCluster } from './etcd-local-cluster.ts';
import { etcdVersion } from './etcd-process.ts';
import { temporaryDirectory } from './local-machine.ts';
import { createRealClock } from './real-clock.ts';

/**
 * Real etcd servers on the loopback interface, which reach each other through a network that can be cut. A cluster serves
 * one session at a time. One that nothing was done to is emptied and reused, so that a scenario costs milliseconds, not
 * the start of a server; the others are thrown away.
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
      ports: ['etcdCluster', 'etcdFaults', 'clock'],
      shared: false,
      features: [],
    };
  }

  async open(request: Parameters<Adapter['open']>[0]): Promise<Session> {
    const size = request.storeMembers ?? 1;
    const at = this.#idle.findIndex((cluster) => cluster.size === size);
    const [idle] = at < 0 ? [] : this.#idle.splice(at, 1);
    const cluster = idle ?? (await this.#startCluster(size));
    return {
      ports: { etcdCluster: cluster, etcdFaults: cluster, clock: hostClock },
      close: () => this.#giveBack(cluster),
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((cluster) => cluster.stop()));
    this.#all.clear();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #giveBack(cluster: LocalCluster): Promise<void> {
    if (cluster.isUntouched) {
      await cluster.empty();
      this.#idle.push(cluster);
      return;
    }
    this.#all.delete(cluster);
    await cluster.stop();
  }

  async #startCluster(size: number): Promise<LocalCluster> {
    this.#started += 1;
    const directory = join(this.#directory, String(this.#started));
    const cluster = new LocalCluster({ binary: this.#binary, directory, size });
    this.#all.add(cluster);
    await cluster.start();
    return cluster;
  }
}

/** How long things are given to come to rest where nothing says when they have. */
const settleMs = 50;

const hostClock = createRealClock(settleMs);
