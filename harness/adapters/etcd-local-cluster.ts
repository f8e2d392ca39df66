import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  connectEtcdCluster,
  type EtcdClusterClient,
  type ListedMember,
  type ServerStatus,
} from '../../schemas/etcd/cluster-client.ts';
import type { EtcdConnection } from '../../schemas/types/etcd.ts';
import type { EtcdCluster, EtcdFaults, EtcdMemberEntry, EtcdMemberStatus } from '../ports/ports.ts';
import { connectEtcd } from './etcd-grpc-connection.ts';
import { memberAt, PeerNetwork, peerUrl } from './etcd-peer-network.ts';
import { EtcdProcess } from './etcd-process.ts';
import { freePort } from './local-machine.ts';

export interface LocalClusterPlan {
  readonly binary: string;
  /** Where the members keep their files; removed by `stop`. */
  readonly directory: string;
  readonly size: number;
}

/** A member that does not say how it is within this time does not answer. */
const statusLimitMs = 1_000;

/** A change of members waits for a leader and for a majority. */
const changeLimitMs = 10_000;

/**
 * etcd refuses to change its members (`--strict-reconfig-check`) until those that it has have been connected for five
 * seconds. That they are not yet is no answer, so it is asked again until so long after the last fault.
 */
const connectedBeforeChangeMs = 6_500;
const askAgainMs = 200;

/** Etcd servers on the loopback interface, and what can be done to them. */
export class LocalCluster implements EtcdCluster, EtcdFaults {
  readonly size: number;
  readonly #plan: LocalClusterPlan;
  readonly #network = new PeerNetwork();
  readonly #members = new Map<number, EtcdProcess>();
  #untouched = true;
  /** When the cluster was started or something was done to it last. */
  #touchedAt = 0;

  constructor(plan: LocalClusterPlan) {
    this.#plan = plan;
    this.size = plan.size;
  }

  /** Whether all members run as they began. */
  get isUntouched(): boolean {
    return this.#untouched;
  }

  /** Resolves when every member answers. */
  async start(): Promise<void> {
    const numbers = Array.from({ length: this.size }, (_, index) => index + 1);
    const cluster = initialCluster(numbers);
    await Promise.all(numbers.map((number) => this.#prepare(number, cluster, 'new')));
    const members = [...this.#members.values()];
    for (const member of members) member.start();
    await Promise.all(members.map((member) => member.ready()));
    this.#network.founded();
    this.#touchedAt = performance.now();
  }

  connect(member: number): Promise<EtcdConnection> {
    return Promise.resolve(connectEtcd(this.#endpoint(member)));
  }

  async status(member: number): Promise<EtcdMemberStatus> {
    this.#member(member);
    try {
      return statusOf(await this.#ask(member, statusLimitMs, (client) => client.status()));
    } catch (error) {
      throw Object.assign(new Error(`member ${member} does not answer`, { cause: error }), {
        code: 'UNAVAILABLE',
      });
    }
  }

  async kill(member: number): Promise<void> {
    this.#touch();
    await this.#member(member).kill();
  }

  async restart(member: number): Promise<void> {
    const process = this.#member(member);
    this.#touch();
    await process.kill();
    process.start();
  }

  pause(member: number): Promise<void> {
    this.#touch();
    this.#member(member).signal('SIGSTOP');
    return Promise.resolve();
  }

  resume(member: number): Promise<void> {
    this.#touch();
    this.#member(member).signal('SIGCONT');
    return Promise.resolve();
  }

  partition(groups: readonly (readonly number[])[]): Promise<void> {
    for (const member of groups.flat()) this.#member(member);
    this.#touch();
    this.#network.partition(groups);
    return Promise.resolve();
  }

  cut(from: number, to: number): Promise<void> {
    this.#member(from);
    this.#member(to);
    this.#touch();
    this.#network.cut(from, to);
    return Promise.resolve();
  }

  heal(): Promise<void> {
    this.#touch();
    this.#network.heal();
    return Promise.resolve();
  }

  async members(through: number): Promise<readonly EtcdMemberEntry[]> {
    const listed = await this.#ask(through, changeLimitMs, (client) => client.members());
    return listed.map(entryOf).sort((one, other) => one.number - other.number);
  }

  async addMember({
    through,
    learner,
  }: {
    readonly through: number;
    readonly learner: boolean;
  }): Promise<number> {
    const number = this.#nextNumber();
    await this.#change(through, (client) => client.addMember({ peerUrls: [peerUrl(number)], learner }));
    const known = await this.members(through);
    const joined = known.map((member) => member.number);
    const process = await this.#prepare(
      number,
      initialCluster([...new Set([...joined, number])]),
      'existing',
    );
    process.start();
    return number;
  }

  async removeMember({
    through,
    member,
  }: {
    readonly through: number;
    readonly member: number;
  }): Promise<void> {
    const id = await this.#idOf(through, member);
    await this.#change(through, (client) => client.removeMember(id));
    this.#touch();
  }

  async promoteMember({
    through,
    member,
  }: {
    readonly through: number;
    readonly member: number;
  }): Promise<void> {
    const id = await this.#idOf(through, member);
    await this.#change(through, (client) => client.promoteMember(id));
  }

  async moveLeader({ from, to }: { readonly from: number; readonly to: number }): Promise<void> {
    const id = await this.#idOf(from, to);
    await this.#change(from, (client) => client.moveLeader(id));
  }

  async startStranger(): Promise<number> {
    this.#touch();
    const number = this.#nextNumber();
    const initial = Array.from({ length: this.size }, (_, index) => index + 1);
    const process = await this.#prepare(number, initialCluster([...initial, number]), 'new');
    process.start();
    return number;
  }

  /** Leaves no key and no lease behind; history and revisions go on. */
  async empty(): Promise<void> {
    const connection = connectEtcd(this.#endpoint(1));
    try {
      for (const id of await connection.leaseIds())
        await connection.leaseRevoke({ id }).catch(() => undefined);
      await connection.deleteRange({ key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) });
    } finally {
      await connection.close();
    }
  }

  /** Ends all processes and removes their files. */
  async stop(): Promise<void> {
    await Promise.all([...this.#members.values()].map((member) => member.kill()));
    this.#network.close();
    await rm(this.#plan.directory, { recursive: true, force: true });
  }

  async #prepare(number: number, cluster: string, state: 'new' | 'existing'): Promise<EtcdProcess> {
    const peerPort = await freePort();
    const proxy = await this.#network.join(number, peerPort);
    const name = nameOf(number);
    const process = new EtcdProcess({
      ...{ binary: this.#plan.binary, name, directory: join(this.#plan.directory, name) },
      ...{ clientPort: await freePort(), peerPort, proxy, peerUrl: peerUrl(number), cluster, state },
    });
    this.#members.set(number, process);
    return process;
  }

  #nextNumber(): number {
    return Math.max(...this.#members.keys()) + 1;
  }

  #touch(): void {
    this.#untouched = false;
    this.#touchedAt = performance.now();
  }

  async #change(through: number, ask: (client: EtcdClusterClient) => Promise<unknown>): Promise<void> {
    this.#untouched = false;
    for (;;) {
      try {
        await this.#ask(through, changeLimitMs, ask);
        return;
      } catch (error) {
        const settled = performance.now() > this.#touchedAt + connectedBeforeChangeMs;
        if (settled || !isNotYetConnected(error)) throw error;
        await sleep(askAgainMs);
      }
    }
  }

  async #idOf(through: number, member: number): Promise<string> {
    const found = (await this.members(through)).find(({ number }) => number === member);
    if (found === undefined) throw new Error(`member ${member} is none that member ${through} knows`);
    return found.memberId;
  }

  async #ask<Answer>(
    member: number,
    requestTimeoutMs: number,
    ask: (client: EtcdClusterClient) => Promise<Answer>,
  ): Promise<Answer> {
    const client = connectEtcdCluster({ endpoint: this.#endpoint(member), requestTimeoutMs });
    try {
      return await ask(client);
    } finally {
      client.close();
    }
  }

  #endpoint(member: number): string {
    return `127.0.0.1:${this.#member(member).plan.clientPort}`;
  }

  #member(number: number): EtcdProcess {
    const member = this.#members.get(number);
    if (member === undefined) {
      const known = [...this.#members.keys()].join(', ');
      throw new Error(`there is no member ${number}; there are ${known}`);
    }
    return member;
  }
}

function isNotYetConnected(error: unknown): boolean {
  return error instanceof Error && error.message.includes('unhealthy cluster');
}

function nameOf(number: number): string {
  return `m${number}`;
}

function statusOf(told: ServerStatus): EtcdMemberStatus {
  const { memberId, leader, raftTerm, raftIndex, raftAppliedIndex, revision, isLearner } = told;
  return { memberId, leader, raftTerm, raftIndex, raftAppliedIndex, revision, isLearner };
}

function initialCluster(numbers: readonly number[]): string {
  return numbers.map((number) => `${nameOf(number)}=${peerUrl(number)}`).join(',');
}

function entryOf({ id, peerUrls, isLearner }: ListedMember): EtcdMemberEntry {
  const number = memberAt(peerUrls[0] ?? '');
  if (number === undefined)
    throw new Error(`a member announces ${String(peerUrls[0])}, which is no address of ours`);
  return { number, memberId: id, isLearner };
}
