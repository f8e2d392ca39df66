import type {
  EtcdConnection,
  EtcdTxnRequest,
  EtcdWatchCreateRequest,
  EtcdWatchHandle,
  EtcdWatchResponse,
} from '../../schemas/types/etcd.ts';
import type { Environment } from '../sim/environment.ts';

/** How long one member may take over a read before another is asked. */
const readAttemptMs = 3000;
/** How long a request waits for a member to come back: somewhat less than clients wait for an answer. */
const patienceMs = 30_000;
const shortestPauseMs = 50;
const longestPauseMs = 500;

/** What grpc-js says of a request that it could not even send. */
const neverSent = /no connection established|name resolution failed|failed to connect|ECONNREFUSED/i;

/**
 * The members of one cluster as one connection. Requests go to one of them until it fails; then the next is asked. A read
 * is asked again until a member answers. A write is sent again only where it certainly was not sent: the answer to any
 * other may have been lost, and a second one would then be refused although the first was carried out. Where no member
 * comes back in time, requests end with DEADLINE_EXCEEDED. A watch that ends because its member went ends for the caller
 * too, who opens it anew where it stopped: it comes from the next member.
 */
export class EndpointsConnection implements EtcdConnection {
  readonly #environment: Environment;
  readonly #members: readonly EtcdConnection[];
  #current = 0;

  constructor(environment: Environment, members: readonly EtcdConnection[]) {
    this.#environment = environment;
    this.#members = members;
  }

  range(request: Parameters<EtcdConnection['range']>[0]): ReturnType<EtcdConnection['range']> {
    return this.#read((member) => member.range(request));
  }

  put(request: Parameters<EtcdConnection['put']>[0]): ReturnType<EtcdConnection['put']> {
    return this.#write((member) => member.put(request));
  }

  deleteRange(
    request: Parameters<EtcdConnection['deleteRange']>[0],
  ): ReturnType<EtcdConnection['deleteRange']> {
    return this.#write((member) => member.deleteRange(request));
  }

  txn(request: EtcdTxnRequest): ReturnType<EtcdConnection['txn']> {
    return this.#write((member) => member.txn(request));
  }

  compact(request: Parameters<EtcdConnection['compact']>[0]): ReturnType<EtcdConnection['compact']> {
    return this.#write((member) => member.compact(request));
  }

  watch(request: EtcdWatchCreateRequest, onResponse: (response: EtcdWatchResponse) => void): EtcdWatchHandle {
    const index = this.#current;
    return this.#member(index).watch(request, (response) => {
      if (response.canceled && response.compactRevision === 0) this.#leave(index);
      onResponse(response);
    });
  }

  leaseGrant(request: Parameters<EtcdConnection['leaseGrant']>[0]): ReturnType<EtcdConnection['leaseGrant']> {
    return this.#write((member) => member.leaseGrant(request));
  }

  leaseRevoke(
    request: Parameters<EtcdConnection['leaseRevoke']>[0],
  ): ReturnType<EtcdConnection['leaseRevoke']> {
    return this.#write((member) => member.leaseRevoke(request));
  }

  leaseKeepAlive(
    request: Parameters<EtcdConnection['leaseKeepAlive']>[0],
  ): ReturnType<EtcdConnection['leaseKeepAlive']> {
    return this.#read((member) => member.leaseKeepAlive(request));
  }

  leaseTimeToLive(
    request: Parameters<EtcdConnection['leaseTimeToLive']>[0],
  ): ReturnType<EtcdConnection['leaseTimeToLive']> {
    return this.#read((member) => member.leaseTimeToLive(request));
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.close()));
  }

  #read<Answer>(ask: (member: EtcdConnection) => Promise<Answer>): Promise<Answer> {
    return this.#untilAnswered((member) => this.#attempt(ask(member)), isAway);
  }

  #write<Answer>(send: (member: EtcdConnection) => Promise<Answer>): Promise<Answer> {
    return this.#untilAnswered(send, wasNeverSent);
  }

  /** Asks one member after the other for as long as what hinders them may be tried again. */
  async #untilAnswered<Answer>(
    ask: (member: EtcdConnection) => Promise<Answer>,
    mayTryAgain: (error: unknown) => boolean,
  ): Promise<Answer> {
    const { clock } = this.#environment;
    const end = clock.now() + patienceMs;
    for (let attempt = 1; ; attempt += 1) {
      const index = this.#current;
      try {
        return await ask(this.#member(index));
      } catch (error) {
        if (isAway(error)) this.#leave(index);
        if (!mayTryAgain(error)) throw error;
        if (clock.now() >= end) throw timedOut(error);
      }
      const rounds = Math.floor(attempt / this.#members.length);
      if (attempt % this.#members.length === 0) await this.#pause(rounds);
    }
  }

  /** A member that hangs keeps its connections open: only the time tells. */
  #attempt<Answer>(answer: Promise<Answer>): Promise<Answer> {
    if (this.#members.length === 1) return answer;
    return new Promise((resolve, reject) => {
      const timer = this.#environment.timers.after(readAttemptMs, () => {
        reject(timedOut());
      });
      answer.then(resolve, reject).finally(() => {
        timer.cancel();
      });
    });
  }

  #member(index: number): EtcdConnection {
    const member = this.#members[index];
    if (member === undefined) throw new RangeError('no etcd endpoint is given');
    return member;
  }

  /** The next member from now on, unless somebody has moved on already. */
  #leave(index: number): void {
    if (index === this.#current) this.#current = (index + 1) % this.#members.length;
  }

  #pause(rounds: number): Promise<void> {
    return new Promise((resolve) => {
      const pauseMs = Math.min(rounds * shortestPauseMs, longestPauseMs);
      this.#environment.timers.after(pauseMs, resolve);
    });
  }
}

function timedOut(cause?: unknown): Error {
  return Object.assign(new Error('context deadline exceeded', { cause }), { code: 'DEADLINE_EXCEEDED' });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** The member is down, hangs, or has no leader. */
function isAway(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'UNAVAILABLE' || code === 'DEADLINE_EXCEEDED';
}

function wasNeverSent(error: unknown): boolean {
  return codeOf(error) === 'UNAVAILABLE' && error instanceof Error && neverSent.test(error.message);
}
