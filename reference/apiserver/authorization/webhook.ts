import type { Environment } from '../../sim/environment.ts';
import { booleanAt, isFields, objectAt, textAt, type Fields } from '../fields.ts';
import { RememberedAnswers } from '../outbound/remembered-answers.ts';
import { serverFailure } from '../outbound/server-failure.ts';
import type { AccessAttributes, Authorization } from './authorizer.ts';
import type { ReviewConditions } from './review-conditions.ts';
import { reviewSpecOf, withOldNames } from './review-spec.ts';

/** What came back over the wire. */
export interface ReviewAnswer {
  readonly status: number;
  readonly text: string;
  /** Absent: not told. */
  readonly contentType?: string;
}

/** The way to a webhook. It lives in real time, as networks do. */
export interface ReviewEndpoint {
  /** Sends the JSON of a review. Rejects where no answer comes, or none in time. */
  send(review: string): Promise<ReviewAnswer>;
  wait(lengthMs: number): Promise<void>;
}

export interface WebhookOptions {
  readonly endpoint: ReviewEndpoint;
  /** In which a review is sent and answered. */
  readonly version: 'v1' | 'v1beta1';
  /** How long an answer is remembered that allowed, or did not. 0: not at all. */
  readonly authorizedTtlMs: number;
  readonly unauthorizedTtlMs: number;
  /** What it means that no answer could be had, or that it is not clear whether to ask. */
  readonly onFailure: 'NoOpinion' | 'Deny';
  /** What must be true of a request for the webhook to be asked; absent: nothing. */
  readonly conditions?: ReviewConditions;
}

/** Transient failures are tried again after these times, as upstream does, then given up. */
const retryDelaysMs = [500, 750, 1125, 1688];
const rememberedAnswers = 8192;
/** Longer questions are not remembered, so that nobody fills the memory with names and selectors. */
const rememberedLength = 10_000;

/** Asks a server elsewhere by a SubjectAccessReview, and remembers what it said for a while. */
export class WebhookAuthorizer {
  readonly #options: WebhookOptions;
  readonly #remembered: RememberedAnswers<Fields>;

  constructor(environment: Environment, options: WebhookOptions) {
    this.#remembered = new RememberedAnswers(environment.clock, rememberedAnswers);
    this.#options = options;
  }

  async authorize(attributes: AccessAttributes): Promise<Authorization> {
    const concerned = (await this.#options.conditions?.judge(attributes)) ?? true;
    if (concerned === false) return { allowed: false, why: '' };
    if (concerned !== true) return this.#failure(concerned.why);
    const spec = reviewSpecOf(attributes);
    const question = JSON.stringify(spec);
    const known = this.#remembered.recall(question);
    if (known !== undefined) return decisionOf(known);
    let status: Fields;
    try {
      status = await this.#ask(spec);
    } catch (error) {
      return this.#failure(error instanceof Error ? error.message : String(error));
    }
    if (question.length < rememberedLength) this.#remember(question, status);
    return decisionOf(status);
  }

  #failure(error: string): Authorization {
    const denied = this.#options.onFailure === 'Deny';
    return { allowed: false, ...(denied ? { denied } : {}), why: '', error };
  }

  async #ask(spec: Fields): Promise<Fields> {
    const { version, endpoint } = this.#options;
    const review = JSON.stringify({
      kind: 'SubjectAccessReview',
      apiVersion: `authorization.k8s.io/${version}`,
      metadata: { creationTimestamp: null },
      spec: version === 'v1' ? spec : withOldNames(spec),
      status: { allowed: false },
    });
    for (let attempt = 0; ; attempt += 1) {
      const answer = await endpoint.send(review);
      const delayMs = retryDelaysMs[attempt];
      if (delayMs === undefined || !isTransient(answer)) return statusIn(answer);
      await endpoint.wait(delayMs);
    }
  }

  #remember(question: string, status: Fields): void {
    const { authorizedTtlMs, unauthorizedTtlMs } = this.#options;
    const ttlMs = booleanAt(status, 'allowed') === true ? authorizedTtlMs : unauthorizedTtlMs;
    this.#remembered.remember(question, status, ttlMs);
  }
}

function isTransient({ status }: ReviewAnswer): boolean {
  return status === 500 || status === 504 || status === 429;
}

function statusIn({ status, text, contentType = '' }: ReviewAnswer): Fields {
  if (status < 200 || status > 206) throw new Error(serverFailure({ status, text, contentType }));
  const review: unknown = JSON.parse(text);
  if (!isFields(review) || textAt(review, 'kind') !== 'SubjectAccessReview') {
    throw new Error('the webhook did not answer with a SubjectAccessReview');
  }
  return objectAt(review, 'status') ?? {};
}

function decisionOf(status: Fields): Authorization {
  const allowed = booleanAt(status, 'allowed') === true;
  const denied = booleanAt(status, 'denied') === true;
  const why = textAt(status, 'reason');
  if (!denied) return { allowed, why };
  const error = 'webhook subject access review returned both allow and deny response';
  return { allowed: false, denied, why, ...(allowed ? { error } : {}) };
}
