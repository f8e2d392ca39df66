import assert, { AssertionError } from 'node:assert';
import type { EtcdConnection, EtcdWatchHandle, EtcdWatchResponse } from '../../schemas/types/etcd.ts';
import { PrerequisiteUnmet } from '../verdict.ts';
import { NoAnswer, whileTimePasses } from '../world/clock-driven.ts';
import type { PlimsollWorld } from '../world/plimsoll-world.ts';

/** How a request to the store ended: with an answer as features see it, or refused with a code. */
export type StoreResult =
  | { readonly answer: unknown; readonly code: undefined; readonly message: '' }
  | { readonly answer: undefined; readonly code: string; readonly message: string };

/** A watch of a scenario and all that came through it. */
export interface StoreWatch {
  readonly handle: EtcdWatchHandle;
  readonly responses: EtcdWatchResponse[];
  /** Responses that outcomes have already looked at. */
  seen: number;
}

/** How long a request is waited for that must be answered: two elections and their timeouts fit in. */
const answerLimitMs = 10_000;

/** What a scenario knows of its store, beside what it knows of the API. */
export class StoreState {
  readonly watches: Map<string, StoreWatch> = new Map();
  readonly #world: PlimsollWorld;
  readonly #connections = new Map<number, Promise<EtcdConnection>>();
  readonly #opened: Promise<EtcdConnection>[] = [];
  readonly #silent = new Set<number>();
  #pending: Promise<StoreResult> | undefined;
  #result: StoreResult | undefined;

  constructor(world: PlimsollWorld) {
    this.#world = world;
  }

  /** The connection to a member, opened at the first call; absent: to the first that the scenario has left running. */
  connection(member: number = this.running): Promise<EtcdConnection> {
    const known = this.#connections.get(member);
    if (known !== undefined) return known;
    const opened = this.#world.need('etcdCluster').connect(member);
    this.#connections.set(member, opened);
    this.#opened.push(opened);
    return opened;
  }

  /** From now on the member does not answer, or does again: connections are made anew. */
  setSilent(member: number, silent: boolean): void {
    if (silent) this.#silent.add(member);
    else this.#silent.delete(member);
    this.#connections.delete(member);
  }

  /** Members that the scenario has killed or paused. */
  isSilent(member: number): boolean {
    return this.#silent.has(member);
  }

  /** The first member that the scenario has left running. */
  get running(): number {
    const { size } = this.#world.need('etcdCluster');
    for (let member = 1; member <= size; member += 1) if (!this.#silent.has(member)) return member;
    return 1;
  }

  /** Makes this the store's last request; `settled` waits for it. */
  begin(request: Promise<unknown>): void {
    this.#result = undefined;
    this.#pending = resultOf(request);
    this.#pending.catch(() => undefined);
  }

  /** How the last request ended: with `NO_ANSWER` where it did not end within the time given. */
  async settled(limitMs: number = answerLimitMs): Promise<StoreResult> {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending !== undefined) this.#result = await this.#waited(pending, limitMs);
    if (this.#result === undefined) throw new Error('nothing was sent to the store yet');
    return this.#result;
  }

  /** Waits for a request that is under way; what a Given builds on must not be refused. */
  async rest(): Promise<void> {
    if (this.#pending !== undefined) await this.settled();
  }

  async #waited(pending: Promise<StoreResult>, limitMs: number): Promise<StoreResult> {
    try {
      return await whileTimePasses(this.#world.ports.clock, pending, limitMs);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      return { answer: undefined, code: error.code, message: error.message };
    }
  }

  async close(): Promise<void> {
    for (const watch of this.watches.values()) watch.handle.close();
    for (const opened of this.#opened) await (await opened.catch(() => undefined))?.close();
  }
}

const states = new WeakMap<PlimsollWorld, StoreState>();

/** The store's part of a world. */
export function storeOf(world: PlimsollWorld): StoreState {
  const state = states.get(world) ?? new StoreState(world);
  states.set(world, state);
  return state;
}

/** What a Given builds on must not be refused. */
export function accept(world: PlimsollWorld, result: StoreResult): void {
  if (world.stepType !== 'Context' || result.code === undefined) return;
  throw new PrerequisiteUnmet(`the store refused with ${result.code}: ${result.message}`);
}

/** The answer to the last request, which must not have been refused. */
export async function acceptedAnswer(world: PlimsollWorld): Promise<unknown> {
  const result = await storeOf(world).settled();
  assert.equal(result.code, undefined, `the store refused: ${result.message}`);
  return result.answer;
}

/** A refusal is a result; anything that carries no code is a fault of the adapter and goes on as it came. */
export async function resultOf(request: Promise<unknown>): Promise<StoreResult> {
  try {
    return { answer: await request, code: undefined, message: '' };
  } catch (error) {
    if (error instanceof AssertionError || !(error instanceof Error) || !('code' in error)) throw error;
    return { answer: undefined, code: String(error.code), message: error.message };
  }
}
