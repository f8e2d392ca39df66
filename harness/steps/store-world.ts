import { AssertionError } from 'node:assert';
import type { EtcdConnection, EtcdWatchHandle, EtcdWatchResponse } from '../../schemas/types/etcd.ts';
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

/** What a scenario knows of its store, beside what it knows of the API. */
export class StoreState {
  readonly watches: Map<string, StoreWatch> = new Map();
  #connection: Promise<EtcdConnection> | undefined;
  #result: StoreResult | undefined;

  /** The connection to member 1, opened at the first call. */
  connection(world: PlimsollWorld): Promise<EtcdConnection> {
    this.#connection ??= world.need('etcdCluster').connect(1);
    return this.#connection;
  }

  get result(): StoreResult {
    if (this.#result === undefined) throw new Error('nothing was sent to the store yet');
    return this.#result;
  }

  set result(result: StoreResult) {
    this.#result = result;
  }

  async close(): Promise<void> {
    for (const watch of this.watches.values()) watch.handle.close();
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.close();
  }
}

const states = new WeakMap<PlimsollWorld, StoreState>();

/** The store's part of a world. */
export function storeOf(world: PlimsollWorld): StoreState {
  const state = states.get(world) ?? new StoreState();
  states.set(world, state);
  return state;
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
