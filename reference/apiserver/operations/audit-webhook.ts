import type { Environment } from '../../sim/environment.ts';
import type { ServerAccess } from '../../client/http/kubeconfig.ts';
import { RetryingWebhook, WebhookFailure } from '../outbound/retrying-webhook.ts';
import { AuditBatches, type BatchLimits } from './audit-batches.ts';
import type { AuditEvent } from './audit-event.ts';
import { truncated, type TruncationOptions } from './audit-truncation.ts';

/** What requests have to do with the way of their events to a webhook. */
export type AuditMode = 'batch' | 'blocking' | 'blocking-strict';

export interface AuditWebhookOptions {
  readonly access: ServerAccess;
  /** After the first failure; each further wait is half as long again. */
  readonly retryDelayMs: number;
  readonly mode: AuditMode;
  /** For the mode `batch`. */
  readonly limits: BatchLimits;
  /** Absent: events of any size. */
  readonly truncation?: TruncationOptions;
  /** Told when events begin to be lost on their way, once until some arrive again; absent: nobody. */
  readonly tell?: (fault: string) => void;
}

/** Sends events to a webhook, in lists. Source: apiserver/plugin/pkg/audit/webhook, buffered, truncate */
export class AuditWebhook {
  readonly #mode: AuditMode;
  readonly #truncation: TruncationOptions | undefined;
  readonly #webhook: RetryingWebhook;
  readonly #batches: AuditBatches;
  readonly #onLost: (events: number) => void;
  readonly #tell: (fault: string) => void;
  #isFailing = false;

  /** `onLost` is told how many events have not arrived. */
  constructor(environment: Environment, options: AuditWebhookOptions, onLost: (events: number) => void) {
    this.#mode = options.mode;
    this.#truncation = options.truncation;
    this.#onLost = onLost;
    this.#tell = options.tell ?? (() => undefined);
    this.#webhook = new RetryingWebhook({ ...options, retries: 'everything' });
    this.#batches = new AuditBatches(environment, options.limits, {
      send: (events) => this.#send(events),
      onLost,
    });
  }

  /**
   * Takes an event on its way. Where requests wait for it, resolves when it has come to its end: false where it has not arrived and
   * no request may go on without.
   */
  take(event: AuditEvent): Promise<boolean> | undefined {
    const small = this.#truncation === undefined ? event : truncated(event, this.#truncation);
    if (small === undefined) {
      this.#onLost(1);
      return undefined;
    }
    if (this.#mode === 'batch') {
      this.#batches.add(small);
      return undefined;
    }
    return this.#send([small]).then((isSent) => isSent || this.#mode === 'blocking');
  }

  /** Sends what is left. */
  async close(): Promise<void> {
    await this.#batches.close();
    await this.#webhook.close();
  }

  async #send(items: readonly AuditEvent[]): Promise<boolean> {
    const list = { kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items: items.map(bare) };
    const answer = await this.#webhook.post(JSON.stringify(list));
    const isSent = !(answer instanceof WebhookFailure);
    if (!isSent) {
      this.#onLost(items.length);
      if (!this.#isFailing) this.#tell(`audit events are lost: ${answer.message}`);
    }
    this.#isFailing = !isSent;
    return isSent;
  }
}

/** In a list the kind is told once. */
function bare(event: AuditEvent): object {
  return Object.fromEntries(
    Object.entries(event).filter(([name]) => name !== 'kind' && name !== 'apiVersion'),
  );
}
