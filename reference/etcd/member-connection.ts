import type {
  EtcdCompactionRequest,
  EtcdCompactionResponse,
  EtcdDeleteRangeRequest,
  EtcdDeleteRangeResponse,
  EtcdLeaseGrantResponse,
  EtcdLeaseKeepAliveResponse,
  EtcdLeaseTimeToLiveResponse,
  EtcdPutRequest,
  EtcdPutResponse,
  EtcdRangeRequest,
  EtcdRangeResponse,
  EtcdResponseHeader,
  EtcdTxnRequest,
  EtcdTxnResponse,
  EtcdWatchCreateRequest,
  EtcdWatchResponse,
} from '../../schemas/types/etcd.ts';
import type { MemberClient, MemberCore, PausableWatch, Soon } from './member-core.ts';
import { EtcdError, refusals } from './refusal.ts';
import type { Outcome, Refusal } from './refusal.ts';
import { checkDeleteRange, checkPut, checkRange, checkTxn } from './request-checks.ts';
import { sizeOfPut, sizeOfRange, sizeOfTxn } from './request-size.ts';
import { isReadOnly } from './transaction.ts';

/** A connection to a member in this process: checks a request, has it committed or read, and answers. */
export class MemberConnection implements MemberClient {
  readonly #core: MemberCore;
  readonly #onClose: () => void;
  readonly #watches = new Set<PausableWatch>();
  #open = true;

  constructor(core: MemberCore, onClose: () => void) {
    this.#core = core;
    this.#onClose = onClose;
  }

  range(request: EtcdRangeRequest): Promise<EtcdRangeResponse> {
    return this.#answer(checkRange(request), () => this.#core.read(request), request.serializable === true);
  }

  put(request: EtcdPutRequest): Promise<EtcdPutResponse> {
    const problem = checkPut(request) ?? this.#checkSize(sizeOfPut(request));
    return this.#answer(problem, () => this.#core.propose({ kind: 'put', body: request }));
  }

  deleteRange(request: EtcdDeleteRangeRequest): Promise<EtcdDeleteRangeResponse> {
    const problem = checkDeleteRange(request) ?? this.#checkSize(sizeOfRange(request));
    return this.#answer(problem, () => this.#core.propose({ kind: 'deleteRange', body: request }));
  }

  txn(request: EtcdTxnRequest): Promise<EtcdTxnResponse> {
    const problem =
      checkTxn(request, this.#core.limits.maxTxnOperations) ?? this.#checkSize(sizeOfTxn(request));
    return this.#answer(problem, () =>
      isReadOnly(request) ? this.#core.readTxn(request) : this.#core.propose({ kind: 'txn', body: request }),
    );
  }

  compact(request: EtcdCompactionRequest): Promise<EtcdCompactionResponse> {
    return this.#answer(undefined, () => this.#core.propose({ kind: 'compaction', body: request }));
  }

  watch(request: EtcdWatchCreateRequest, onResponse: (response: EtcdWatchResponse) => void): PausableWatch {
    if (!this.#open) return this.#refusedWatch(refusals.stopped, onResponse);
    if (this.#core.isLearner) return this.#refusedWatch(refusals.notSupportedForLearner, onResponse);
    const watch = this.#core.openWatch(request, onResponse);
    this.#watches.add(watch);
    return {
      ...watch,
      close: () => {
        watch.close();
        this.#watches.delete(watch);
      },
    };
  }

  leaseGrant(request: {
    readonly ttlSeconds: number;
    readonly id?: number;
  }): Promise<EtcdLeaseGrantResponse> {
    const id = request.id ?? 0;
    return this.#answer(undefined, () => {
      const ttlSeconds = this.#core.grantedTtl(request.ttlSeconds);
      return this.#core.propose({
        kind: 'leaseGrant',
        body: { id: id === 0 ? this.#core.newLeaseId() : id, ttlSeconds },
      });
    });
  }

  leaseRevoke(request: { readonly id: number }): Promise<{ readonly header: EtcdResponseHeader }> {
    return this.#answer(undefined, () =>
      this.#core.propose({ kind: 'leaseRevoke', body: { id: request.id } }),
    );
  }

  leaseKeepAlive(request: { readonly id: number }): Promise<EtcdLeaseKeepAliveResponse> {
    const { id } = request;
    return this.#answer(undefined, () =>
      mapped(this.#core.renewLease(id), (ttlSeconds) => ({ header: this.#core.header(), id, ttlSeconds })),
    );
  }

  leaseTimeToLive(request: {
    readonly id: number;
    readonly keys?: boolean;
  }): Promise<EtcdLeaseTimeToLiveResponse> {
    const { id } = request;
    return this.#answer(undefined, () =>
      mapped(this.#core.remainingTtl(id), (ttlSeconds) => {
        const { store } = this.#core;
        return {
          header: this.#core.header(),
          id,
          ttlSeconds,
          grantedTtlSeconds: store.lease(id)?.ttlSeconds ?? 0,
          keys: request.keys === true ? store.leaseKeys(id) : [],
        };
      }),
    );
  }

  leaseIds(): Promise<readonly number[]> {
    return this.#answer(undefined, () => ({
      accepted: true,
      answer: this.#core.store.leases().map((lease) => lease.id),
    }));
  }

  close(): Promise<void> {
    if (this.#open) {
      this.#open = false;
      for (const watch of this.#watches) watch.close();
      this.#watches.clear();
      this.#onClose();
    }
    return Promise.resolve();
  }

  /** Told as every end of a watch is: by a cancellation, and not before `watch` has returned. */
  #refusedWatch(reason: Refusal, onResponse: (response: EtcdWatchResponse) => void): PausableWatch {
    const nothing = (): void => undefined;
    let isOpen = true;
    void Promise.resolve().then(() => {
      if (!isOpen) return;
      const header = this.#core.header();
      onResponse({
        header,
        created: false,
        canceled: true,
        compactRevision: 0,
        cancelReason: reason.message,
        events: [],
      });
    });
    return {
      requestProgress: nothing,
      pause: nothing,
      resume: nothing,
      close: () => {
        isOpen = false;
      },
    };
  }

  #checkSize(bytes: number): Refusal | undefined {
    return bytes > this.#core.limits.maxRequestBytes ? refusals.requestTooLarge : undefined;
  }

  #answer<Answer>(
    problem: Refusal | undefined,
    act: () => Soon<Outcome<Answer>>,
    byLearners = false,
  ): Promise<Answer> {
    if (!this.#open) return Promise.reject(new EtcdError(refusals.stopped));
    if (this.#core.isLearner && !byLearners)
      return Promise.reject(new EtcdError(refusals.notSupportedForLearner));
    if (problem !== undefined) return Promise.reject(new EtcdError(problem));
    const outcome = act();
    return outcome instanceof Promise ? outcome.then(answered) : answered(outcome);
  }
}

function answered<Answer>(outcome: Outcome<Answer>): Promise<Answer> {
  return outcome.accepted ? Promise.resolve(outcome.answer) : Promise.reject(new EtcdError(outcome.refusal));
}

function mapped<From, To>(soon: Soon<Outcome<From>>, map: (from: From) => To): Soon<Outcome<To>> {
  const turn = (outcome: Outcome<From>): Outcome<To> =>
    outcome.accepted ? { accepted: true, answer: map(outcome.answer) } : outcome;
  return soon instanceof Promise ? soon.then(turn) : turn(soon);
}
