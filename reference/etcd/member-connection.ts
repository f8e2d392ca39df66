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
import type { MemberClient, MemberCore, PausableWatch } from './member-core.ts';
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
    return this.#answer(checkRange(request), () => this.#core.read(request));
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
    if (!this.#open) throw new EtcdError(refusals.stopped);
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
    return this.#answer(undefined, () => {
      const header = this.#core.header();
      const ttlSeconds = this.#core.renewLease(request.id) ?? 0;
      return { accepted: true, answer: { header, id: request.id, ttlSeconds } };
    });
  }

  leaseTimeToLive(request: {
    readonly id: number;
    readonly keys?: boolean;
  }): Promise<EtcdLeaseTimeToLiveResponse> {
    return this.#answer(undefined, () => {
      const { store } = this.#core;
      const answer = {
        header: this.#core.header(),
        id: request.id,
        ttlSeconds: this.#core.remainingTtl(request.id) ?? -1,
        grantedTtlSeconds: store.lease(request.id)?.ttlSeconds ?? 0,
        keys: request.keys === true ? store.leaseKeys(request.id) : [],
      };
      return { accepted: true, answer };
    });
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

  #checkSize(bytes: number): Refusal | undefined {
    return bytes > this.#core.limits.maxRequestBytes ? refusals.requestTooLarge : undefined;
  }

  #answer<Answer>(problem: Refusal | undefined, act: () => Outcome<Answer>): Promise<Answer> {
    if (!this.#open) return Promise.reject(new EtcdError(refusals.stopped));
    if (problem !== undefined) return Promise.reject(new EtcdError(problem));
    const outcome = act();
    return outcome.accepted
      ? Promise.resolve(outcome.answer)
      : Promise.reject(new EtcdError(outcome.refusal));
  }
}
