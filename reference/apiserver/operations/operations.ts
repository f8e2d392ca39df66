import type { Environment } from '../../sim/environment.ts';
import { FlowControl } from '../flowcontrol/flow-control.ts';
import type { AnswerStream, ApiAnswer } from '../message.ts';
import { answerRefusal } from '../pipeline/answer.ts';
import type { RequestFilter, RequestUnderway } from '../pipeline/request-filter.ts';
import type { PathHandler } from '../pipeline/router.ts';
import type { Registry } from '../registry/registry.ts';
import type { RequestPath, ResourceRequest } from '../request-info.ts';
import { Refusal } from '../status.ts';
import type { AuditPolicy } from './audit-policy.ts';
import { truncated, type TruncationOptions } from './audit-truncation.ts';
import { AuditTrail, type AuditSink } from './audit-trail.ts';
import { AuditWebhook, type AuditWebhookOptions } from './audit-webhook.ts';
import { InFlightLimit } from './in-flight-limit.ts';
import { isLongRunning } from './long-running.ts';
import { RequestDeadline } from './request-deadline.ts';
import { RequestLog, type LogOptions, type LogSink } from './request-log.ts';
import { metricsHandler, ServerMetrics } from './server-metrics.ts';
import { comeBack, isAlwaysAnswered, shuttingDown } from './shutdown-answer.ts';

/** What operators set. */
export interface OperationsOptions {
  /** Reading requests under way at once; 0: any number. Absent: 400. */
  readonly maxRequestsInFlight?: number;
  /** Writing requests under way at once; 0: any number. Absent: 200. */
  readonly maxMutatingRequestsInFlight?: number;
  /** Requests are sorted, and those two numbers added up to what the priority levels share; absent: true. */
  readonly priorityAndFairness?: boolean;
  /** How long an ordinary request may take; absent: 60 s. */
  readonly requestTimeoutMs?: number;
  /** Watches without a time of their own last so long at least, and twice as long at most; absent: 1,800 s. */
  readonly minRequestTimeoutMs?: number;
  /** What is audited; absent: nothing. */
  readonly auditPolicy?: AuditPolicy;
  /** A line for each request; absent: none. */
  readonly logging?: LogOptions;
  /** How long the server goes on serving after it was told to end, and says that it is not ready; absent: 0. */
  readonly shutdownDelayMs?: number;
  /** Whoever comes after that is told to come back, for as long as others are answered; absent: he cannot connect. */
  readonly shutdownSendRetryAfter?: boolean;
  /** The chance of a request over HTTP/2 that its connection is closed after it, so that clients spread; absent: 0. */
  readonly goawayChance?: number;
  /** Where the process that serves keeps its audit log; absent: nowhere. */
  readonly auditLog?: AuditLogOptions;
  /** What is too large for the audit log; absent: nothing. */
  readonly auditTruncation?: TruncationOptions;
  /** Where events are sent; absent: nowhere. */
  readonly auditWebhook?: AuditWebhookOptions;
}

export interface AuditLogOptions {
  /** `-` is standard output. */
  readonly path: string;
  /** A file is put aside when it would grow larger; 0: never. */
  readonly maxSizeBytes: number;
  /** So many old files are kept; 0: all. */
  readonly maxBackups: number;
  /** Old files are removed after so many days; 0: never. */
  readonly maxAgeDays: number;
}

/** Where it is told. */
export interface OperationsOutlets {
  readonly audit?: AuditSink;
  readonly log?: LogSink;
  /** What `/metrics` says of the process. */
  readonly processMetrics?: () => string;
}

const defaultTimeoutMs = 60_000;
const defaultReading = 400;
const defaultMutating = 200;

/** What stands around every request for the sake of those who run the server: records, limits, figures, an orderly end. */
export class Operations {
  readonly metrics: ServerMetrics;
  readonly metricsHandler: PathHandler;
  readonly #environment: Environment;
  readonly #deadline: RequestDeadline;
  /** Absent where requests are counted only. */
  readonly flow: FlowControl | undefined;
  readonly #limit: InFlightLimit;
  readonly #trail: AuditTrail | undefined;
  readonly #auditWebhook: AuditWebhook | undefined;
  readonly #log: RequestLog | undefined;
  /** Called when the last request under way is answered; set while somebody waits for that. */
  #onIdle: (() => void) | undefined;
  #underWay = 0;
  /** What is said to who comes when the server is closing. */
  readonly #tooLate: ApiAnswer;
  #isClosing = false;

  constructor(
    environment: Environment,
    registry: Registry,
    { options, outlets }: { readonly options: OperationsOptions; readonly outlets: OperationsOutlets },
  ) {
    this.#environment = environment;
    this.#tooLate = options.shutdownSendRetryAfter === true ? comeBack : shuttingDown;
    this.#deadline = new RequestDeadline(environment, options.requestTimeoutMs ?? defaultTimeoutMs);
    const limits = {
      reading: options.maxRequestsInFlight ?? defaultReading,
      mutating: options.maxMutatingRequestsInFlight ?? defaultMutating,
    };
    const onRefused = ({ request, path }: RequestUnderway): void => {
      this.metrics.terminated(request, path, 429);
    };
    this.flow =
      options.priorityAndFairness === false
        ? undefined
        : new FlowControl({
            ...{ environment, registry, onRefused, seats: limits.reading + limits.mutating },
            requestTimeoutMs: options.requestTimeoutMs ?? defaultTimeoutMs,
            timeLimitOf: (path) => this.#timeLimitOf(path),
          });
    this.metrics = new ServerMetrics({
      registry,
      flow: this.flow?.families ?? [],
      underWay: () => this.#limit.underWay,
      ...(outlets.processMetrics === undefined ? {} : { processText: outlets.processMetrics }),
    });
    this.metricsHandler = metricsHandler(this.metrics);
    // Where requests are sorted they are counted here still, for those who look.
    this.#limit = new InFlightLimit(
      this.flow === undefined ? limits : { reading: 0, mutating: 0 },
      onRefused,
    );
    this.#auditWebhook =
      options.auditWebhook === undefined
        ? undefined
        : new AuditWebhook(environment, options.auditWebhook, (events) => {
            this.metrics.auditLost('webhook', events);
          });
    this.#trail = this.#trailOf(options, outlets.audit);
    const { log } = outlets;
    this.#log =
      options.logging === undefined || log === undefined ? undefined : new RequestLog(options.logging, log);
  }

  #trailOf(
    { auditPolicy, auditTruncation }: OperationsOptions,
    sink: AuditSink | undefined,
  ): AuditTrail | undefined {
    const webhook = this.#auditWebhook;
    if (auditPolicy === undefined || (sink === undefined && webhook === undefined)) return undefined;
    return new AuditTrail(this.#environment, auditPolicy, (event) => {
      this.metrics.audited();
      const small = auditTruncation === undefined ? event : truncated(event, auditTruncation);
      if (small === undefined) this.metrics.auditLost('log', 1);
      else sink?.(small);
      return webhook?.take(event);
    });
  }

  /** The outermost: numbers the request, counts it, ends it when it takes too long. */
  readonly around: RequestFilter = async (underway, next) => {
    const { request, path } = underway;
    if (this.#isClosing && !isAlwaysAnswered(request.path)) return this.#finished(underway, this.#tooLate);
    if (isLongRunning(request.method, path)) return this.#finished(underway, await next());
    const limitMs = this.#deadline.limitOf(path);
    if (limitMs instanceof Refusal) return this.#finished(underway, answerRefusal(limitMs));
    this.#underWay += 1;
    const work = async (): Promise<ApiAnswer> => {
      try {
        return await next();
      } finally {
        this.#underWay -= 1;
        if (this.#underWay === 0) this.#onIdle?.();
      }
    };
    return this.#finished(underway, await this.#deadline.within(limitMs, work));
  };

  /** As soon as it is known who asks, before he may ask as somebody else. */
  readonly audited: RequestFilter = (underway, next) => {
    const { identity } = underway;
    this.metrics.authenticated(identity.user === 'system:anonymous' ? 'anonymous' : identity);
    return this.#trail === undefined ? next() : this.#trail.follow(underway, next);
  };

  /** When it is known as whom he asks. */
  readonly limited: RequestFilter = (underway, next) =>
    this.flow === undefined
      ? this.#limit.admit(underway, next)
      : this.flow.filter(underway, () => this.#limit.admit(underway, next));

  start(): void {
    this.flow?.start();
  }

  stop(): void {
    this.flow?.stop();
  }

  /** From now on new requests are refused. Resolves when those under way are answered, and what is audited has been sent. */
  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.#underWay > 0)
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    await this.#auditWebhook?.close();
  }

  #timeLimitOf(path: RequestPath): number {
    const limitMs = this.#deadline.limitOf(path);
    return limitMs instanceof Refusal ? 0 : limitMs;
  }

  #finished(underway: RequestUnderway, answer: ApiAnswer): ApiAnswer {
    const { request, path } = underway;
    const nowMs = this.#environment.clock.now();
    if (underway.isAudited !== true && answer.status >= 400) {
      if (answer.status === 401) this.metrics.authenticated('refused');
      if (answer.status === 401 || answer.status === 400) this.#trail?.refusedEarly(underway, answer);
    }
    if (underway.annotations.get('authorization.k8s.io/decision') === 'allow') {
      this.metrics.answered(request, path, answer, (nowMs - underway.receivedMs) / 1000);
    }
    if (answer.status === 504) this.metrics.terminated(request, path, 504);
    this.#log?.answered(underway, answer, nowMs);
    const headers = { 'audit-id': underway.auditId, ...answer.headers };
    if (answer.body instanceof Uint8Array) return { ...answer, headers };
    const body =
      path.resource === undefined ? answer.body : this.#counted(underway, path.resource, answer.body);
    return { ...answer, headers, body };
  }

  /** The same stream, its events counted. */
  #counted(
    { request, path }: RequestUnderway,
    resource: ResourceRequest,
    stream: AnswerStream,
  ): AnswerStream {
    const closed = this.metrics.opened(request, path);
    const unwatched = this.flow?.watches.opened(resource, path.query.get('fieldSelector') ?? '');
    let isOpen = true;
    const over = (): void => {
      if (isOpen) closed();
      isOpen = false;
      unwatched?.();
    };
    return {
      start: (sink) => {
        stream.start({
          frame: (bytes) => {
            this.metrics.watchEvent(resource);
            return sink.frame(bytes);
          },
          end: () => {
            sink.end();
            over();
          },
        });
      },
      cancel: () => {
        stream.cancel();
        over();
      },
    };
  }
}
