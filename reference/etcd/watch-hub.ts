import type {
  EtcdEvent,
  EtcdResponseHeader,
  EtcdWatchCreateRequest,
  EtcdWatchResponse,
} from '../../schemas/types/etcd.ts';
import { spanContains, spanIsEmpty, spanOf } from './key-text.ts';
import type { KeySpan } from './key-text.ts';
import type { MvccStore } from './mvcc-store.ts';
import { refusals } from './refusal.ts';
import type { KeyChange, RevisionRecord } from './revision-log.ts';
import { SpanIndex } from './span-index.ts';

/** One watch, as its owner holds it. Only the hub changes it. */
export interface Watch {
  readonly span: KeySpan;
  readonly prevKv: boolean;
  readonly noPut: boolean;
  readonly noDelete: boolean;
  readonly progressNotify: boolean;
  /** `synced`: hears of each revision as it is made. `paused`: its reader is slow; history waits in the log. */
  state: 'synced' | 'paused' | 'ended';
  /** The lowest revision that it has not been told of; kept up to date only while not synced. */
  nextRevision: number;
  /** Events went out since the last periodic progress notification. */
  busy: boolean;
}

export interface Delivery {
  readonly watch: Watch;
  readonly response: EtcdWatchResponse;
}

/** The most revisions that one response carries when history is replayed, as etcd has it. */
const revisionsPerResponse = 1000;

/**
 * The watches of one member. Synchronous: each call returns what is to be delivered, in the order in which it must be.
 * A watch hears of every revision from its start on that touches its span and passes its filters, once, in order, all
 * events of one revision in one response (ETCD-7). Nothing is buffered for a slow reader: it is paused and later
 * reads on from the log, or is cancelled where the log no longer reaches back that far.
 */
export class WatchHub {
  #store: MvccStore;
  readonly #header: (revision: number) => EtcdResponseHeader;
  #synced = new SpanIndex<Watch>();
  readonly #open = new Set<Watch>();
  readonly #notified = new Set<Watch>();

  constructor(store: MvccStore, header: (revision: number) => EtcdResponseHeader) {
    this.#store = store;
    this.#header = header;
  }

  /** Watches that asked for periodic progress notifications. */
  get progressWatchCount(): number {
    return this.#notified.size;
  }

  open(request: EtcdWatchCreateRequest): { readonly watch: Watch; readonly deliveries: readonly Delivery[] } {
    const watch = newWatch(request, this.#store.revision + 1);
    const created = { ...this.#quietResponse(), created: true };
    if (spanIsEmpty(watch.span)) {
      watch.state = 'ended';
      const response = { ...created, canceled: true, cancelReason: 'mvcc: watcher range is empty' };
      return { watch, deliveries: [{ watch, response }] };
    }
    this.#open.add(watch);
    if (watch.progressNotify) this.#notified.add(watch);
    return { watch, deliveries: [{ watch, response: created }, ...this.resume(watch)] };
  }

  close(watch: Watch): void {
    if (watch.state === 'synced') this.#synced.remove(watch.span, watch);
    watch.state = 'ended';
    this.#open.delete(watch);
    this.#notified.delete(watch);
  }

  /**
   * Another store, further on in the same history, takes the place of this one. Watches that were up to date replay what
   * they have missed of it, or are cancelled where it no longer reaches back that far; paused ones stay paused.
   */
  moveTo(store: MvccStore): readonly Delivery[] {
    const upToDate = [...this.#open].filter((watch) => watch.state === 'synced');
    for (const watch of upToDate) this.pause(watch);
    this.#synced = new SpanIndex<Watch>();
    this.#store = store;
    return upToDate.flatMap((watch) => this.resume(watch));
  }

  /** Stops deliveries to the watch until `resume`. */
  pause(watch: Watch): void {
    if (watch.state !== 'synced') return;
    this.#synced.remove(watch.span, watch);
    watch.state = 'paused';
    watch.nextRevision = Math.max(watch.nextRevision, this.#store.revision + 1);
  }

  /** Replays what the watch has missed. */
  resume(watch: Watch): readonly Delivery[] {
    if (watch.state !== 'paused') return [];
    if (watch.nextRevision < this.#store.compactRevision) return [this.#cancelCompacted(watch)];
    const deliveries = this.#replay(watch);
    watch.nextRevision = Math.max(watch.nextRevision, this.#store.revision + 1);
    watch.state = 'synced';
    this.#synced.add(watch.span, watch);
    return deliveries;
  }

  /** Tells the watches that see any of it what a new revision changed. */
  publish(record: RevisionRecord): readonly Delivery[] {
    const seen = new Map<ReadonlySet<Watch>, KeyChange[]>();
    for (const change of record.changes) {
      for (const watches of this.#synced.containing(change.key)) {
        const changes = seen.get(watches);
        if (changes === undefined) seen.set(watches, [change]);
        else changes.push(change);
      }
    }
    const deliveries: Delivery[] = [];
    for (const [watches, changes] of seen) this.#publishTo(watches, record.revision, { changes, deliveries });
    return deliveries;
  }

  /** A notification that the watch has seen everything up to now; none for a watch that has not. */
  progress(watch: Watch): readonly Delivery[] {
    return watch.state === 'synced' ? [{ watch, response: this.#quietResponse() }] : [];
  }

  /** The periodic notifications: to those who asked for them and have heard nothing since the last round. */
  progressRound(): readonly Delivery[] {
    const quiet = [...this.#notified].filter((watch) => !watch.busy);
    for (const watch of this.#notified) watch.busy = false;
    return quiet.flatMap((watch) => this.progress(watch));
  }

  /** What each watch hears when the member stops. */
  stoppedResponse(): EtcdWatchResponse {
    return { ...this.#quietResponse(), canceled: true, cancelReason: refusals.stopped.message };
  }

  #publishTo(
    watches: ReadonlySet<Watch>,
    revision: number,
    round: { readonly changes: readonly KeyChange[]; readonly deliveries: Delivery[] },
  ): void {
    // Watches of one span mostly want the same: they share one response.
    const responses = new Map<number, EtcdWatchResponse | undefined>();
    for (const watch of watches) {
      if (revision < watch.nextRevision) continue;
      const variant = (watch.prevKv ? 1 : 0) + (watch.noPut ? 2 : 0) + (watch.noDelete ? 4 : 0);
      if (!responses.has(variant)) responses.set(variant, this.#response(watch, revision, round.changes));
      const response = responses.get(variant);
      if (response === undefined) continue;
      watch.busy = true;
      round.deliveries.push({ watch, response });
    }
  }

  #replay(watch: Watch): Delivery[] {
    const deliveries: Delivery[] = [];
    let events: EtcdEvent[] = [];
    let revisions = 0;
    const flush = (): void => {
      if (events.length === 0) return;
      watch.busy = true;
      deliveries.push({ watch, response: { ...this.#quietResponse(), events } });
      events = [];
      revisions = 0;
    };
    for (let revision = Math.max(watch.nextRevision, 2); revision <= this.#store.revision; revision += 1) {
      const record = this.#store.recordOf(revision);
      if (record === undefined) continue;
      const changes = record.changes.filter((change) => spanContains(watch.span, change.key));
      const passed = this.#passing(watch, revision, changes);
      if (passed.length === 0) continue;
      events.push(...passed);
      revisions += 1;
      if (revisions === revisionsPerResponse) flush();
    }
    flush();
    return deliveries;
  }

  #response(watch: Watch, revision: number, changes: readonly KeyChange[]): EtcdWatchResponse | undefined {
    const events = this.#passing(watch, revision, changes);
    return events.length === 0
      ? undefined
      : { ...this.#quietResponse(), header: this.#header(revision), events };
  }

  #passing(watch: Watch, revision: number, changes: readonly KeyChange[]): EtcdEvent[] {
    // What lay before the compaction is gone, even where a record still remembers it.
    const tellsPrevious = watch.prevKv && revision > this.#store.compactRevision;
    const events: EtcdEvent[] = [];
    for (const { event } of changes) {
      if (event.type === 'PUT' ? watch.noPut : watch.noDelete) continue;
      events.push(tellsPrevious || event.prevKv === undefined ? event : { type: event.type, kv: event.kv });
    }
    return events;
  }

  #cancelCompacted(watch: Watch): Delivery {
    this.close(watch);
    const compactRevision = this.#store.compactRevision;
    return { watch, response: { ...this.#quietResponse(), canceled: true, compactRevision } };
  }

  #quietResponse(): EtcdWatchResponse {
    return {
      header: this.#header(this.#store.revision),
      created: false,
      canceled: false,
      compactRevision: 0,
      cancelReason: '',
      events: [],
    };
  }
}

/** An empty key means the lowest key that there can be. */
function newWatch(request: EtcdWatchCreateRequest, fromNow: number): Watch {
  const key = request.key.length === 0 ? new Uint8Array([0]) : request.key;
  const start = request.startRevision ?? 0;
  return {
    span: spanOf({ ...request, key }),
    prevKv: request.prevKv ?? false,
    noPut: request.noPut ?? false,
    noDelete: request.noDelete ?? false,
    progressNotify: request.progressNotify ?? false,
    state: 'paused',
    // Below 0 means from the very beginning, which only an uncompacted history reaches.
    nextRevision: start === 0 ? fromNow : start,
    busy: true,
  };
}
