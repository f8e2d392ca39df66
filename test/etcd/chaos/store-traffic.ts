import type { EtcdConnection, EtcdKeyValue } from '../../../schemas/types/etcd.ts';
import { sleep, within, type Chaos } from './chaos.ts';
import { bytesOf, textOf, type ChronicledWrite } from './store-chronicle.ts';

const keys = 12;
const patienceMs = 3000;
/** These say that nothing has happened; whatever else a request ends with leaves it open. */
const certain = new Set([
  'RESOURCE_EXHAUSTED',
  'INVALID_ARGUMENT',
  'FAILED_PRECONDITION',
  'NOT_FOUND',
  'OUT_OF_RANGE',
]);

interface Answered<Value> {
  readonly value?: Value;
  readonly refused: boolean;
}

/** One client that asks one member after the other for something by chance, and keeps leases alive. */
export class StoreTraffic {
  readonly #chaos: Chaos;
  readonly #name: string;
  /** The newest revision that anybody has been shown: whoever asks afterwards must not be shown less. */
  readonly #floor: { revision: number };
  readonly #known = new Map<string, number>();
  #written = 0;
  #leased = 0;

  constructor(chaos: Chaos, name: string, floor: { revision: number }) {
    this.#chaos = chaos;
    this.#name = name;
    this.#floor = floor;
  }

  async run(): Promise<void> {
    const { chance, environment } = this.#chaos;
    while (!this.#chaos.isOver()) {
      const draw = chance.below(100);
      if (draw < 30) await this.#put(this.#key());
      else if (draw < 50) await this.#compareAndSwap(this.#key());
      else if (draw < 56) await this.#delete(this.#key());
      else if (draw < 60) await this.#transaction();
      else if (draw < 90) await this.#get(this.#key());
      else if (draw < 91) await this.#compact();
      else if (draw < 93) void this.#lease();
      else await this.#getAll();
      await sleep(environment, 1 + chance.below(40));
    }
  }

  #key(): string {
    return `k/${this.#chaos.chance.below(keys)}`;
  }

  #value(): string {
    const { chance } = this.#chaos;
    this.#written += 1;
    const padding = chance.below(10) === 0 ? ` ${'x'.repeat(chance.below(2000))}` : '';
    return `${this.#name}.${this.#written}${padding}`;
  }

  async #put(key: string): Promise<void> {
    const write = this.#begin(key);
    const { value, refused } = await this.#ask((member) =>
      member.put({ key: bytesOf(key), value: bytesOf(write.value) }),
    );
    this.#end(write, refused, value?.header.revision);
    if (value !== undefined) this.#known.set(key, value.header.revision);
  }

  async #compareAndSwap(key: string): Promise<void> {
    const expected = this.#known.get(key) ?? 0;
    const write = this.#begin(key, expected);
    const { value, refused } = await this.#ask((member) =>
      member.txn({
        compare: [{ key: bytesOf(key), result: 'EQUAL', target: { modRevision: expected } }],
        success: [{ put: { key: bytesOf(key), value: bytesOf(write.value) } }],
        failure: [{ range: { key: bytesOf(key) } }],
      }),
    );
    const failed = value !== undefined && !value.succeeded;
    this.#end(write, refused || failed, failed ? undefined : value?.header.revision);
    if (value?.succeeded === true) this.#known.set(key, value.header.revision);
    const [response] = value?.responses ?? [];
    if (failed && response !== undefined && 'range' in response) this.#learn(key, response.range.kvs[0]);
  }

  async #delete(key: string): Promise<void> {
    const { report } = this.#chaos;
    const { value } = await this.#ask((member) => member.deleteRange({ key: bytesOf(key) }));
    if (value === undefined) return;
    report.acknowledged += 1;
    this.#known.set(key, 0);
  }

  /** Two keys in one revision. */
  async #transaction(): Promise<void> {
    const writes = [this.#begin('t/1'), this.#begin('t/2')];
    const { value, refused } = await this.#ask((member) =>
      member.txn({
        compare: [],
        success: writes.map((write) => ({ put: { key: bytesOf(write.key), value: bytesOf(write.value) } })),
        failure: [],
      }),
    );
    for (const write of writes) this.#end(write, refused, value?.header.revision);
  }

  async #get(key: string): Promise<void> {
    const { value } = await this.#ask((member) => member.range({ key: bytesOf(key) }));
    if (value === undefined) return;
    this.#chaos.report.reads += 1;
    this.#chaos.chronicle.read(key, value.header.revision, value.kvs[0]);
    this.#learn(key, value.kvs[0]);
  }

  async #getAll(): Promise<void> {
    const { value } = await this.#ask((member) =>
      member.range({ key: bytesOf('k/'), rangeEnd: bytesOf('k0') }),
    );
    if (value === undefined) return;
    this.#chaos.report.reads += 1;
    const found = new Map(value.kvs.map((kv) => [textOf(kv.key), kv]));
    for (let number = 0; number < keys; number += 1) {
      const key = `k/${number}`;
      this.#chaos.chronicle.read(key, value.header.revision, found.get(key));
    }
  }

  async #compact(): Promise<void> {
    const { chance } = this.#chaos;
    const revision = this.#floor.revision - (chance.below(4) === 0 ? 0 : 100);
    if (revision > 1) await this.#ask((member) => member.compact({ revision }));
  }

  /** A lease with one key, kept alive for a while, then left to itself or revoked. */
  async #lease(): Promise<void> {
    const { chance, environment, leases } = this.#chaos;
    this.#leased += 1;
    const key = `l/${this.#name}.${this.#leased}`;
    const askedAt = environment.clock.now();
    const { value: lease } = await this.#ask((member) =>
      member.leaseGrant({ ttlSeconds: 2 + chance.below(4) }),
    );
    if (lease === undefined) return;
    leases.granted(key, { id: lease.id, ttlMs: lease.ttlSeconds * 1000, askedAt });
    const write = this.#begin(key);
    const { value, refused } = await this.#ask((member) =>
      member.put({ key: bytesOf(key), value: bytesOf(write.value), lease: lease.id }),
    );
    this.#end(write, refused, value?.header.revision);
    for (let round = chance.below(8); round > 0 && !this.#chaos.isOver(); round -= 1) {
      await sleep(environment, 200 + chance.below(1500));
      const again = environment.clock.now();
      // Renewals take no place in the history: who answers one may be behind.
      const kept = await this.#ask((member) => member.leaseKeepAlive({ id: lease.id }), 0);
      if (kept.value !== undefined) leases.kept(key, kept.value.ttlSeconds * 1000, again);
      if (kept.value?.ttlSeconds === 0) return;
    }
    if (chance.below(4) > 0) return;
    leases.revokeAsked(key);
    await this.#ask((member) => member.leaseRevoke({ id: lease.id }));
  }

  #learn(key: string, kv: EtcdKeyValue | undefined): void {
    this.#known.set(key, kv?.modRevision ?? 0);
  }

  #begin(key: string, expected?: number): ChronicledWrite {
    const write: ChronicledWrite = {
      key,
      value: this.#value(),
      outcome: 'unknown',
      revision: 0,
      ...(expected === undefined ? {} : { expected }),
    };
    this.#chaos.chronicle.wrote(write);
    return write;
  }

  #end(write: ChronicledWrite, refused: boolean, revision: number | undefined): void {
    const { report } = this.#chaos;
    if (revision !== undefined) {
      write.outcome = 'acknowledged';
      write.revision = revision;
      report.acknowledged += 1;
    } else if (refused) {
      write.outcome = 'refused';
      report.refused += 1;
    } else report.unknown += 1;
  }

  async #ask<Answer extends { readonly header: { readonly revision: number } }>(
    question: (member: EtcdConnection) => Promise<Answer>,
    least = this.#floor.revision,
  ): Promise<Answered<Answer>> {
    const { environment, store, chance } = this.#chaos;
    const numbers = this.#chaos.present();
    const number = numbers[chance.below(numbers.length)] ?? 1;
    const connection = await store.connect(number);
    try {
      const answer = await within(environment, patienceMs, question(connection));
      if (answer === undefined) return { refused: false };
      this.#chaos.tell(`${this.#name} is answered by m${number} at ${answer.header.revision}`);
      this.#look(answer.header.revision, least, number);
      return { value: answer, refused: false };
    } catch (error) {
      this.#chaos.tell(`${this.#name} is refused by m${number}: ${(error as Error).message}`);
      return { refused: certain.has(String((error as { code?: unknown }).code)) };
    }
  }

  #look(revision: number, least: number, number: number): void {
    this.#floor.revision = Math.max(this.#floor.revision, revision);
    if (revision >= least) return;
    const message = `member ${number} answers with revision ${revision}, although ${least} was shown before it was asked`;
    this.#chaos.breach({ requirement: 'ETCD-17a', message });
  }
}
