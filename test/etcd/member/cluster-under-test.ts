import type { EtcdConnection } from '../../../schemas/types/etcd.ts';
import type { MemberEnd } from '../../../reference/etcd/member-parts.ts';
import type { MemberSeams } from '../../../reference/adapter/simulated-member.ts';
import { SimulatedStore } from '../../../reference/adapter/simulated-store.ts';
import {
  createVirtualEnvironment,
  type VirtualEnvironment,
} from '../../../reference/sim/virtual-environment.ts';

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (value: Uint8Array | undefined): string => new TextDecoder().decode(value);

/** A simulated cluster, and virtual time that goes on while somebody waits. */
export class ClusterUnderTest {
  readonly environment: VirtualEnvironment;
  readonly store: SimulatedStore;
  readonly ends: { readonly name: string; readonly why: MemberEnd }[];

  static async start(
    size: number,
    options: MemberSeams & { readonly seed?: number } = {},
  ): Promise<ClusterUnderTest> {
    const { seed = 1, ...seams } = options;
    const environment = createVirtualEnvironment({ seed });
    const ends: { name: string; why: MemberEnd }[] = [];
    const onEnd = (name: string, why: MemberEnd): void => {
      ends.push({ name, why });
    };
    const store = await SimulatedStore.start(environment, size, { ...seams, onEnd });
    return new ClusterUnderTest(environment, store, ends);
  }

  constructor(environment: VirtualEnvironment, store: SimulatedStore, ends: ClusterUnderTest['ends']) {
    this.environment = environment;
    this.store = store;
    this.ends = ends;
  }

  /** What the work comes to; virtual time goes on until then. */
  async done<Value>(work: Promise<Value>, limitMs = 30_000): Promise<Value> {
    const state = { isOver: false };
    const watched = work.finally(() => {
      state.isOver = true;
    });
    watched.catch(() => undefined);
    for (let waitedMs = 0; ; waitedMs += 10) {
      await this.environment.settle();
      if (state.isOver) return watched;
      if (waitedMs > limitMs) throw new Error(`nothing came of it in ${limitMs} ms`);
      await this.environment.advance(10);
    }
  }

  /** The words with which the work is refused. */
  async refusal(work: Promise<unknown>): Promise<string> {
    return this.done(
      work.then(
        () => 'accepted',
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      ),
    );
  }

  async put(member: number, key: string, value = '1'): Promise<number> {
    const connection = await this.store.connect(member);
    return (await this.done(connection.put({ key: bytes(key), value: bytes(value) }))).header.revision;
  }

  async get(member: number, key: string): Promise<string | undefined> {
    const connection = await this.store.connect(member);
    const [found] = (await this.done(connection.range({ key: bytes(key) }))).kvs;
    return found === undefined ? undefined : text(found.value);
  }

  connect(member: number): Promise<EtcdConnection> {
    return this.store.connect(member);
  }

  /** Whoever leads in the newest term; waits for one. */
  async leader(): Promise<number> {
    for (let round = 0; round < 1000; round += 1) {
      const leading = this.store.numbers
        .map((number) => ({ number, status: this.store.memberOf(number)?.status() }))
        .filter(({ status }) => status !== undefined && status.leader === status.memberId)
        .sort((one, other) => (other.status?.raftTerm ?? 0) - (one.status?.raftTerm ?? 0));
      if (leading[0] !== undefined) return leading[0].number;
      await this.environment.advance(20);
    }
    throw new Error('nobody leads');
  }

  async follower(): Promise<number> {
    const leader = await this.leader();
    return (
      this.store.numbers.find((number) => number !== leader && this.store.memberOf(number) !== undefined) ?? 0
    );
  }

  idOf(member: number): string {
    return this.store.memberOf(member)?.status().memberId ?? '';
  }
}
