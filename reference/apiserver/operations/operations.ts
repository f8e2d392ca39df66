import type { Environment } from '../../sim/environment.ts';
import type { AnswerStream, ApiAnswer } from '../message.ts';
import { answerRefusal } from '../pipeline/answer.ts';
import type { RequestFilter, RequestUnderway } from '../pipeline/request-filter.ts';
import type { PathHandler } from '../pipeline/router.ts';
import type { Registry } from '../registry/registry.ts';
import type { ResourceRequest } from '../request-info.ts';
import { Refusal } from '../status.ts';
import type { AuditPolicy } from './audit-policy.ts';
import { AuditTrail, type AuditSink } from './audit-trail.ts';
import { InFlightLimit } from './in-flight-limit.ts';
import { isLongRunning } from './long-running.ts';
import { RequestDeadline } from './request-deadline.ts';
import { RequestLog, type LogOptions, type LogSink } from './request-log.ts';
import { metricsHandler, ServerMetrics } from './server-metrics.ts';
import { shuttingDown } from './shutdown-answer.ts';

/** What operators set. */
export interface OperationsOptions {
  /** Reading requests under way at once; absent or 0: any number. */
  readonly maxRequestsInFlight?: number;
  /** Writing requests under way at once; absent or 0: any number. */
  readonly maxMutatingRequestsInFlight?: number;
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
  /** The chance of a request over HTTP/2 that its connection is closed after it, so that clients spread; absent: 0. */
  readonly goawayChance?: number;
  /** Where the process that serves keeps its audit log; absent: nowhere. */
  readonly auditLog?: AuditLogOptions;
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

/** What stands around every request for the sake of those who run the server: records, limits, figures, an orderly end. */
export class Operations {
  readonly metrics: ServerMetrics;
  readonly metricsHandler: PathHandler;
  readonly #environment: Environment;
  readonly #deadline: RequestDeadline;
  readonly #limit: InFlightLimit;
  readonly #trail: AuditTrail | undefined;
  readonly #log: RequestLog | undefined;
  /** Called when the last request under way is answered; set while somebody waits for that. */
  #onIdle: (() => void) | undefined;
  #underWay = 0;
  #isClosing = false;

  constructor(
    environment: Environment,
    registry: Registry,
    { options, outlets }: { readonly options: OperationsOptions; readonly outlets: OperationsOutlets },
  ) {
    this.#environment = environment;
    this.#deadline = new RequestDeadline(environment, options.requestTimeoutMs ?? defaultTimeoutMs);
    this.metrics = new ServerMetrics({
      registry,
      underWay: () => this.#limit.underWay,
      ...(outlets.processMetrics === undefined ? {} : { processText: outlets.processMetrics }),
    });
    this.metricsHandler = metricsHandler(this.metrics);
    const limits = {
      reading: options.maxRequestsInFlight ?? 0,
      mutating: options.maxMutatingRequestsInFlight ?? 0,
    };
    this.#limit = new InFlightLimit(limits, ({ request, path }) => {
      this.metrics.terminated(request, path, 429);
    });
    this.#trail = this.#trailOf(options.auditPolicy, outlets.audit);
    const { log } = outlets;
    this.#log =
      options.logging === undefined || log === undefined ? undefined : new RequestLog(options.logging, log);
  }

  #trailOf(policy: AuditPolicy | undefined, sink: AuditSink | undefined): AuditTrail | undefined {
    if (policy === undefined || sink === undefined) return undefined;
    return new AuditTrail(this.#environment, policy, (event) => {
      this.metrics.audited();
      sink(event);
    });
  }

  /** The outermost: numbers the request, counts it, ends it when it takes too long. */
  readonly around: RequestFilter = async (underway, next) => {
    const { request, path } = underway;
    if (isLongRunning(request.method, path)) return this.#finished(underway, await next());
    const limitMs = this.#deadline.limitOf(path);
    if (limitMs instanceof Refusal) return this.#finished(underway, answerRefusal(limitMs));
    if (this.#isClosing) return this.#finished(underway, shuttingDown);
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
  readonly limited: RequestFilter = (underway, next) => this.#limit.admit(underway, next);

  /** From now on new requests are refused. Resolves when those under way are answered. */
  close(): Promise<void> {
    this.#isClosing = true;
    if (this.#underWay === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle = resolve;
    });
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
    let isOpen = true;
    const over = (): void => {
      if (isOpen) closed();
      isOpen = false;
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
