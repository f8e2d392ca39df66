import type { Environment, Timer } from '../../sim/environment.ts';
import { textAnswer } from '../discovery/json-answer.ts';
import type { ApiAnswer } from '../message.ts';
import { isLongRunning } from '../operations/long-running.ts';
import type { MetricFamily } from '../operations/metric-family.ts';
import type { RequestFilter, RequestUnderway } from '../pipeline/request-filter.ts';
import type { PathHandler } from '../pipeline/router.ts';
import type { ObjectStore } from '../registry/object-store.ts';
import type { Registry } from '../registry/registry.ts';
import { verbOf, type RequestPath } from '../request-info.ts';
import type { KubeObject } from '../resource-definition.ts';
import { flowControlGroup } from './bootstrap-configuration.ts';
import { DroppedRequests } from './dropped-requests.ts';
import { FlowConfiguration, type Route } from './flow-configuration.ts';
import { flowDump } from './flow-dump.ts';
import { FlowMetrics, type FlowFigures, type RejectReason } from './flow-figures.ts';
import type { ClassifiedRequest, FlowSchema } from './flow-schema.ts';
import type { FlowRequest } from './queue-set.ts';
import { WatchTracker } from './watch-tracker.ts';
import { WorkEstimator } from './work-estimator.ts';

export interface FlowControlParts {
  readonly environment: Environment;
  readonly registry: Registry;
  /** How many seats there are for all levels together. */
  readonly seats: number;
  /** How long a request may take; it waits for a quarter of that at most. */
  readonly timeLimitOf: (path: RequestPath) => number;
  /** How long requests may take that do not say. */
  readonly requestTimeoutMs: number;
  readonly onRefused: (underway: RequestUnderway) => void;
}

/** Where seats go is thought over so often. */
const adjustmentPeriodMs = 10_000;
const longestWaitMs = 60_000;

interface Entry extends Route {
  readonly figures: FlowFigures;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Priority and fairness: sorts requests into the flows of priority levels, lets each level have so many under way as it has
 * seats, makes the others wait in its queues, and refuses those that find no place or wait too long.
 */
export class FlowControl {
  readonly watches: WatchTracker = new WatchTracker();
  readonly metrics: FlowMetrics;
  readonly configuration: FlowConfiguration;
  readonly #parts: FlowControlParts;
  readonly #estimator: WorkEstimator;
  readonly #dropped = new DroppedRequests();
  readonly #stores: { readonly schemas: ObjectStore; readonly levels: ObjectStore };
  readonly #waiters = new Map<FlowRequest, () => void>();
  #entries = new Map<FlowSchema, Entry>();
  #isStale = true;
  #timer: Timer | undefined;

  constructor(parts: FlowControlParts) {
    const { environment, registry, seats } = parts;
    this.#parts = parts;
    this.configuration = new FlowConfiguration(seats, environment.clock.now());
    this.#estimator = new WorkEstimator(registry, this.watches);
    this.metrics = new FlowMetrics({
      levels: () => this.#current().levels,
      fairFraction: () => this.configuration.fairFraction,
    });
    this.#stores = {
      schemas: storeOf(registry, 'flowschemas'),
      levels: storeOf(registry, 'prioritylevelconfigurations'),
    };
    for (const { cache } of Object.values(this.#stores)) {
      cache.follow(() => {
        this.#changed();
      });
    }
  }

  get dump(): PathHandler {
    return flowDump(() => this.#current().levels, this.metrics);
  }

  get families(): readonly MetricFamily[] {
    return this.metrics.families;
  }

  start(): void {
    this.#timer = this.#parts.environment.timers.after(adjustmentPeriodMs, () => {
      this.#begin(this.#current().adjust(this.#parts.environment.clock.now()));
      this.start();
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }

  readonly filter: RequestFilter = async (underway, next) => {
    const { request, path, identity } = underway;
    const classified = classify(request.method, path);
    if (classified.verb !== 'watch' && isLongRunning(request.method, path)) return next();
    const entry = this.#entryOf(this.#current().routeOf(identity, classified));
    const { level, schema, figures } = entry;
    const { clock } = this.#parts.environment;
    const work = this.#estimator.estimate(classified.verb, path, level.maxSeats);
    const flow = level.requestOf(schema, schema.flowOf(identity, classified), work);
    const { initialSeats, finalSeats } = work;
    underway.flow = { schema: schema.name, level: level.name, initialSeats, finalSeats };
    const cameMs = clock.now();
    const { arrival, started } = level.queueSet.arrive(cameMs, flow);
    level.noteDemand(cameMs);
    this.#begin(started);
    if (arrival !== 'accepted') return this.#refuse(underway, entry, arrival);
    if (flow.state === 'waiting' && !(await this.#wait(underway, entry, flow))) {
      figures.waited((clock.now() - cameMs) / 1000, false);
      return this.#refuse(underway, entry, 'time-out');
    }
    if (!level.spec.isExempt) figures.waited((flow.startedMs - cameMs) / 1000, true);
    return this.#serve(entry, flow, next);
  };

  async #serve(entry: Entry, flow: FlowRequest, next: () => Promise<ApiAnswer>): Promise<ApiAnswer> {
    const { figures, headers } = entry;
    const { seats } = flow;
    figures.dispatched += 1;
    figures.executing += 1;
    figures.executingSeats += seats;
    try {
      const answer = await next();
      return { ...answer, headers: { ...answer.headers, ...headers } };
    } finally {
      figures.executing -= 1;
      this.#finish(entry, flow);
    }
  }

  #finish({ level, figures }: Entry, flow: FlowRequest): void {
    const { clock, timers } = this.#parts.environment;
    // Nobody waits for the seats of a level that has any number of them.
    if (level.spec.isExempt) flow.work = { ...flow.work, lingerMs: 0 };
    const { seats, work } = flow;
    const nowMs = clock.now();
    const freed = (started: readonly FlowRequest[], atMs: number): void => {
      figures.executingSeats -= seats;
      level.noteDemand(atMs);
      this.#begin(started);
      if (level.isLeaving && level.queueSet.isIdle) this.#isStale = true;
    };
    const started = level.queueSet.finish(nowMs, flow);
    if (work.lingerMs <= 0) {
      freed(started, nowMs);
      return;
    }
    this.#begin(started);
    timers.after(work.lingerMs, () => {
      const thenMs = clock.now();
      freed(level.queueSet.release(thenMs, flow), thenMs);
    });
  }

  /** Answers whether the request is served at last. */
  #wait(underway: RequestUnderway, { level, figures }: Entry, flow: FlowRequest): Promise<boolean> {
    const { clock, timers } = this.#parts.environment;
    const { seats } = flow;
    figures.waiting += 1;
    figures.waitingSeats += seats;
    return new Promise((resolve) => {
      const over = (isServed: boolean): void => {
        timer.cancel();
        this.#waiters.delete(flow);
        figures.waiting -= 1;
        figures.waitingSeats -= seats;
        level.noteDemand(clock.now());
        resolve(isServed);
      };
      const dueMs = underway.receivedMs + this.#longestWaitOf(underway);
      const timer = timers.after(Math.max(0, dueMs - clock.now()), () => {
        if (level.queueSet.giveUp(clock.now(), flow)) over(false);
      });
      this.#waiters.set(flow, () => {
        over(true);
      });
    });
  }

  #longestWaitOf({ request, path }: RequestUnderway): number {
    const { timeLimitOf, requestTimeoutMs } = this.#parts;
    // Watches have no time limit of their own.
    const limitMs = isLongRunning(request.method, path) ? requestTimeoutMs : timeLimitOf(path);
    return Math.min(limitMs / 4, longestWaitMs);
  }

  /** Lets those go on that have waited for their turn. */
  #begin(started: readonly FlowRequest[]): void {
    for (const flow of started) this.#waiters.get(flow)?.();
  }

  #refuse(underway: RequestUnderway, { level, figures, headers }: Entry, reason: RejectReason): ApiAnswer {
    figures.rejected(reason);
    this.#parts.onRefused(underway);
    const seconds = this.#dropped.dropped(level.name, this.#parts.environment.clock.now());
    return { ...tooMany, headers: { ...tooMany.headers, ...headers, 'retry-after': String(seconds) } };
  }

  /** Several changes at once are taken together, with the next request or as soon as nothing else is to be done. */
  #changed(): void {
    if (this.#isStale) return;
    this.#isStale = true;
    this.#parts.environment.timers.after(0, () => {
      this.#current();
    });
  }

  /** What the caches show now is in force now. */
  #current(): FlowConfiguration {
    if (!this.#isStale) return this.configuration;
    this.#isStale = false;
    this.#entries = new Map();
    const { levels, schemas } = this.#stores;
    const nowMs = this.#parts.environment.clock.now();
    this.#begin(this.configuration.digest(nowMs, objectsOf(levels), objectsOf(schemas)));
    return this.configuration;
  }

  #entryOf(route: Route): Entry {
    const known = this.#entries.get(route.schema);
    if (known !== undefined) return known;
    const { schema, level } = route;
    const headers = {
      'x-kubernetes-pf-flowschema-uid': schema.uid,
      'x-kubernetes-pf-prioritylevel-uid': level.uid,
    };
    const made = { schema, level, headers, figures: this.metrics.of(schema.name, level.name) };
    this.#entries.set(schema, made);
    return made;
  }
}

const tooMany = textAnswer('Too many requests, please try again later.\n', 429);

function classify(method: string, { path, resource, query }: RequestPath): ClassifiedRequest {
  if (resource === undefined) return { verb: method.toLowerCase(), path, resource, namespace: '' };
  const verb = verbOf(method === 'HEAD' ? 'GET' : method, resource, query) ?? '';
  const isNamespace = resource.resource === 'namespaces' && resource.group === '';
  return { verb, path, resource, namespace: isNamespace ? resource.name : resource.namespace };
}

function storeOf(registry: Registry, plural: string): ObjectStore {
  const entry = registry.find(flowControlGroup, 'v1', plural);
  if (entry === undefined) throw new Error(`invariant: ${plural} are built in`);
  return entry.store;
}

function objectsOf({ cache }: ObjectStore): readonly KubeObject[] {
  return [...cache.objects.range(cache.prefix)].map(({ object }) => object);
}
