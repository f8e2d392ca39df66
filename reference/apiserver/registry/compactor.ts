import type { EtcdConnection } from '../../../schemas/types/etcd.ts';
import type { Environment, Timer } from '../../sim/environment.ts';
import { utf8 } from './store-key.ts';

/** Shared with kube-apiserver, so that servers of both kinds can share the work on one store. */
const turnKey = utf8('compact_rev_key');

/**
 * Makes the store forget its history, so that it does not grow for ever: every period up to what was newest one period
 * before. Any number of servers share the work: whose turn it is shows in the version of one key, which whoever compacts
 * raises by compare-and-swap; the others see that they came late and wait for the next turn. So history is kept for at
 * least one period, and for less than two where the server that compacts goes away.
 */
export class Compactor {
  readonly #environment: Environment;
  readonly #store: EtcdConnection;
  readonly #periodMs: number;
  #timer: Timer | undefined;
  #stopped = false;
  /** The version of the key as this server knows it. */
  #turn = 0;
  /** What to compact up to at the next turn; 0: nothing yet. */
  #revision = 0;

  /** A period of 0: the store is left alone. */
  constructor(environment: Environment, store: EtcdConnection, periodMs: number) {
    this.#environment = environment;
    this.#store = store;
    this.#periodMs = periodMs;
  }

  start(): void {
    if (this.#periodMs === 0 || this.#stopped) return;
    this.#timer = this.#environment.timers.after(this.#periodMs, () => {
      void this.#takeTurn().finally(() => {
        this.start();
      });
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  /** A store that does not answer is tried again at the next turn. */
  async #takeTurn(): Promise<void> {
    try {
      await this.#compact();
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.#environment.trace.record({ actor: 'apiserver', action: 'fail', object: 'compaction', detail });
    }
  }

  async #compact(): Promise<void> {
    const upTo = this.#revision;
    const answer = await this.#store.txn({
      compare: [{ key: turnKey, result: 'EQUAL', target: { version: this.#turn } }],
      success: [{ put: { key: turnKey, value: utf8(String(upTo)) } }],
      failure: [{ range: { key: turnKey } }],
    });
    this.#revision = answer.header.revision;
    if (!answer.succeeded) {
      const [found] = answer.responses;
      this.#turn = found !== undefined && 'range' in found ? (found.range.kvs[0]?.version ?? 0) : 0;
      return;
    }
    this.#turn += 1;
    if (upTo > 0) await this.#store.compact({ revision: upTo });
  }
}
