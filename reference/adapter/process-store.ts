import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  EtcdCluster,
  EtcdFaults,
  EtcdMemberEntry,
  EtcdMemberStatus,
} from '../../harness/ports/ports.ts';
import { connectEtcdCluster, type EtcdClusterClient } from '../../schemas/etcd/cluster-client.ts';
import { connectRemoteEtcd } from '../etcd/grpc/client.ts';
import type { Environment } from '../sim/environment.ts';
import { allStarted } from './all-started.ts';
import { freePort } from './free-port.ts';
import { PeerRelay } from './peer-relay.ts';
import { spawnComponent, type SpawnedComponent } from './spawned-component.ts';

/** What a member of the cluster is started with, each time. */
interface Plan {
  readonly number: number;
  readonly clientPort: number;
  readonly peerPort: number;
  readonly relay: PeerRelay;
  readonly peerUrl: string;
  readonly options: Readonly<Record<string, unknown>>;
}

interface Member extends Plan {
  process: SpawnedComponent | undefined;
  /** The id under which the others know it, once it has said so. */
  id: string | undefined;
}

const statusLimitMs = 1000;
const changeLimitMs = 10_000;
const electionLimitMs = 20_000;
const lookMs = 30;
/** Short ones let a member lead within a quarter of a second, and let leases be as short as one second. */
const timing = { heartbeatInterval: 20, electionTimeout: 200 };

/** The reference's members as processes of their own on loopback, each with a data directory, and what can be done to them. */
export class ProcessStore implements EtcdCluster, EtcdFaults {
  readonly size: number;
  readonly #environment: Environment;
  readonly #folder = mkdtempSync(join(tmpdir(), 'plimsoll-store-'));
  readonly #members = new Map<number, Member>();
  readonly #cuts = new Set<string>();
  #groups: readonly (readonly number[])[] | undefined;

  /** Resolves when the members have agreed on a leader. */
  static async start(environment: Environment, size: number): Promise<ProcessStore> {
    const store = new ProcessStore(environment, size);
    try {
      await store.#found();
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  constructor(environment: Environment, size: number) {
    this.#environment = environment;
    this.size = size;
  }

  connect(member: number): ReturnType<EtcdCluster['connect']> {
    return Promise.resolve(
      connectRemoteEtcd(this.#environment, { endpoints: [`127.0.0.1:${this.#member(member).clientPort}`] }),
    );
  }

  async status(number: number): Promise<EtcdMemberStatus> {
    const member = this.#member(number);
    const status = await this.#ask(member, statusLimitMs, (client) => client.status()).catch(
      (error: unknown) => {
        const message = `member ${number} does not answer`;
        throw Object.assign(new Error(message, { cause: error }), { code: 'UNAVAILABLE' });
      },
    );
    member.id = status.memberId;
    return status;
  }

  async kill(number: number): Promise<void> {
    const member = this.#member(number);
    const { process } = member;
    member.process = undefined;
    await process?.kill();
  }

  async restart(number: number): Promise<void> {
    await this.kill(number);
    await this.#run(this.#member(number));
  }

  async pause(number: number): Promise<void> {
    this.#signal(number, 'SIGSTOP');
  }

  async resume(number: number): Promise<void> {
    this.#signal(number, 'SIGCONT');
  }

  async partition(groups: readonly (readonly number[])[]): Promise<void> {
    for (const number of groups.flat()) this.#member(number);
    this.#groups = groups;
    this.#mend();
  }

  async cut(from: number, to: number): Promise<void> {
    this.#cuts.add(`${this.#member(from).number} ${this.#member(to).number}`);
  }

  async heal(): Promise<void> {
    this.#groups = undefined;
    this.#cuts.clear();
    this.#mend();
  }

  async members(through: number): Promise<readonly EtcdMemberEntry[]> {
    const listed = await this.#ask(this.#member(through), changeLimitMs, (client) => client.members());
    return listed
      .map(({ id, isLearner }) => ({ number: this.#numberOf(id), memberId: id, isLearner }))
      .sort((left, right) => left.number - right.number);
  }

  async addMember({
    through,
    learner,
  }: {
    readonly through: number;
    readonly learner: boolean;
  }): Promise<number> {
    const number = this.#nextNumber();
    const others = await this.members(through);
    const peers = others.map((each) => this.#member(each.number));
    const member = await this.#prepare(number);
    await this.#ask(this.#member(through), changeLimitMs, async (client) => {
      member.id = await client.addMember({ peerUrls: [member.peerUrl], learner });
    });
    await this.#run(member, {
      initialCluster: clusterText([...peers, member]),
      initialClusterState: 'existing',
    });
    return number;
  }

  async removeMember(options: { readonly through: number; readonly member: number }): Promise<void> {
    const id = await this.#idOf(options.member);
    await this.#ask(this.#member(options.through), changeLimitMs, (client) => client.removeMember(id));
  }

  async promoteMember(options: { readonly through: number; readonly member: number }): Promise<void> {
    const id = await this.#idOf(options.member);
    await this.#ask(this.#member(options.through), changeLimitMs, (client) => client.promoteMember(id));
  }

  async moveLeader({ from, to }: { readonly from: number; readonly to: number }): Promise<void> {
    const id = await this.#idOf(to);
    await this.#ask(this.#member(from), changeLimitMs, (client) => client.moveLeader(id));
  }

  async startStranger(): Promise<number> {
    const known = [...this.#members.values()].slice(0, this.size);
    const member = await this.#prepare(this.#nextNumber());
    await this.#run(member, { initialCluster: clusterText([...known, member]) });
    return member.number;
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.#members.values()].map(async ({ process, relay }) => {
        await process?.kill();
        await relay.close();
      }),
    );
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #found(): Promise<void> {
    for (let number = 1; number <= this.size; number += 1) await this.#prepare(number);
    const members = [...this.#members.values()];
    const initialCluster = clusterText(members);
    await allStarted(members.map((member) => this.#run(member, { initialCluster })));
    const until = this.#environment.clock.now() + electionLimitMs;
    while (!(await this.#agrees())) {
      if (this.#environment.clock.now() > until)
        throw new Error(`${this.size} members do not agree on a leader`);
      await this.#wait(lookMs);
    }
  }

  async #agrees(): Promise<boolean> {
    const numbers = [...this.#members.keys()];
    const leaders = await Promise.all(
      numbers.map((number) =>
        this.status(number).then(
          ({ leader }) => leader,
          () => '0',
        ),
      ),
    );
    return new Set(leaders).size === 1 && leaders[0] !== '0';
  }

  async #prepare(number: number): Promise<Member> {
    const relay = new PeerRelay((from) => this.#isCut(this.#numberOf(from), number));
    const relayPort = await relay.listen();
    const peerPort = await freePort(this.#environment);
    relay.passTo(peerPort);
    const clientPort = await freePort(this.#environment);
    const name = `m${number}`;
    const options = {
      ...timing,
      name,
      dataDir: join(this.#folder, name),
      port: clientPort,
      listenPeerUrls: `http://127.0.0.1:${peerPort}`,
    };
    const member: Member = {
      number,
      clientPort,
      peerPort,
      relay,
      peerUrl: `http://127.0.0.1:${relayPort}`,
      options,
      process: undefined,
      id: undefined,
    };
    this.#members.set(number, member);
    return member;
  }

  /** What a member was first started with is of no account later: its directory knows better. */
  async #run(member: Member, founding: Readonly<Record<string, unknown>> = {}): Promise<void> {
    member.process = await spawnComponent('etcd', { ...member.options, ...founding });
  }

  #signal(number: number, signal: NodeJS.Signals): void {
    const { process: running } = this.#member(number);
    if (running !== undefined) process.kill(running.pid, signal);
  }

  #isCut(from: number, to: number): boolean {
    if (this.#cuts.has(`${from} ${to}`)) return true;
    return (
      this.#groups !== undefined && !this.#groups.some((group) => group.includes(from) && group.includes(to))
    );
  }

  #mend(): void {
    for (const { relay } of this.#members.values()) relay.mend();
  }

  async #ask<Answer>(
    member: Member,
    requestTimeoutMs: number,
    question: (client: EtcdClusterClient) => Promise<Answer>,
  ): Promise<Answer> {
    const client = connectEtcdCluster({ endpoint: `127.0.0.1:${member.clientPort}`, requestTimeoutMs });
    try {
      return await question(client);
    } finally {
      client.close();
    }
  }

  async #idOf(number: number): Promise<string> {
    const member = this.#member(number);
    return member.id ?? (await this.status(number)).memberId;
  }

  #numberOf(id: string): number {
    for (const member of this.#members.values()) if (member.id === id) return member.number;
    return 0;
  }

  #nextNumber(): number {
    return Math.max(...this.#members.keys()) + 1;
  }

  #member(number: number): Member {
    const member = this.#members.get(number);
    if (member !== undefined) return member;
    throw new RangeError(`there is no member ${number}; there are ${[...this.#members.keys()].join(', ')}`);
  }

  #wait(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#environment.timers.after(durationMs, resolve);
    });
  }
}

function clusterText(members: readonly Member[]): string {
  return members.map(({ number, peerUrl }) => `m${number}=${peerUrl}`).join(',');
}
