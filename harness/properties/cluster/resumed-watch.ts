import type { StoreRecorder } from '../../history/store-recorder.ts';
import type { EtcdConnection, EtcdWatchHandle, EtcdWatchResponse } from '../../../schemas/types/etcd.ts';
import type { ClusterCase } from './cluster-case.ts';
import type { Draws } from './draws.ts';
import { shownEntry, storedRange } from './store-client.ts';

export interface WatchedRange {
  readonly key: string;
  readonly rangeEnd?: string;
}

/** A watch of a client that goes on at another member whenever its member fails, and sometimes without a reason. */
export class ResumedWatch {
  readonly name: string;
  readonly range: WatchedRange;
  readonly #made: ClusterCase;
  readonly #draws: Draws;
  readonly #recorder: StoreRecorder;
  /** Responses in the order in which they came: each is written down before the next. */
  #writing: Promise<void> = Promise.resolve();
  #member = 0;
  #openedAt = 0;
  #connection: EtcdConnection | undefined;
  #handle: EtcdWatchHandle | undefined;
  #isCanceled = false;
  #told = 0;
  #progress = 0;
  #resumed = 0;

  constructor(made: ClusterCase, name: string, { range, startRevision, stream }: WatchOptions) {
    this.name = name;
    this.range = range;
    this.#made = made;
    this.#recorder = made.recorder;
    this.#draws = made.draws(stream);
    this.#told = startRevision - 1;
  }

  /** The last revision that it was told an event of. */
  get told(): number {
    return this.#told;
  }

  get progress(): number {
    return this.#progress;
  }

  get resumed(): number {
    return this.#resumed;
  }

  /** Follows until `isOver`; stays open then. */
  async follow(isOver: () => boolean): Promise<void> {
    const { time } = this.#made;
    await this.#open();
    while (!isOver()) {
      await time.sleep(this.#draws.between(50, 300)).over;
      const failed = this.#isCanceled || (this.#hasBeenStruck() && this.#draws.percent(60));
      if (failed || this.#draws.percent(4)) await this.resume();
    }
  }

  /** Takes it up again at another member, after the last event that it was told. */
  async resume(): Promise<void> {
    await this.#leave();
    this.#resumed += 1;
    await this.#open();
  }

  get isCanceled(): boolean {
    return this.#isCanceled;
  }

  requestProgress(): void {
    this.#handle?.requestProgress();
  }

  /** `dueRevision`: it has had all the time that it needs to be told this. */
  async close(dueRevision: number): Promise<void> {
    await this.#leave(dueRevision);
  }

  async #open(): Promise<void> {
    const { cluster, plan } = this.#made;
    const size = cluster.size;
    this.#member =
      this.#member === 0
        ? this.#draws.between(1, size)
        : ((this.#member - 1 + this.#draws.between(1, size - 1)) % size) + 1;
    this.#isCanceled = false;
    const startRevision = this.#told + 1;
    const at = await this.#recorder.stamp();
    this.#openedAt = at;
    const about = {
      kind: 'storeWatch' as const,
      client: this.name,
      member: this.#member,
      at,
      watch: this.name,
    };
    this.#recorder.add({ ...about, ...this.range, startRevision });
    const connection = await cluster.connect(this.#member);
    this.#connection = connection;
    const request = { ...storedRange(this.range, plan.prefix), startRevision };
    this.#handle = connection.watch(request, (response) => {
      if (connection === this.#connection) this.#take(response);
    });
  }

  /** Takes nothing more: what still comes is not written down. */
  async #leave(dueRevision?: number): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    this.#handle?.close();
    await connection?.close();
    await this.#writing;
    const due = dueRevision === undefined ? {} : { dueRevision };
    const about = { kind: 'watchEnd' as const, client: this.name, watch: this.name };
    this.#recorder.add({ ...about, at: await this.#recorder.stamp(), ...due });
  }

  #take(response: EtcdWatchResponse): void {
    if (response.canceled) this.#isCanceled = true;
    const isProgress = !response.created && !response.canceled && response.events.length === 0;
    const { revision } = response.header;
    for (const { kv } of response.events) this.#told = Math.max(this.#told, kv.modRevision);
    if (isProgress) this.#progress = Math.max(this.#progress, revision);
    if (response.created && response.events.length === 0) return;
    this.#writing = this.#writing.then(() => this.#write(response, isProgress));
  }

  async #write(
    { header, events, canceled, compactRevision }: EtcdWatchResponse,
    isProgress: boolean,
  ): Promise<void> {
    const { prefix } = this.#made.plan;
    this.#recorder.add({
      kind: 'storeWatchResponse',
      client: this.name,
      at: await this.#recorder.stamp(),
      watch: this.name,
      revision: header.revision,
      ...(isProgress ? { progress: true } : {}),
      ...(canceled ? { canceled } : {}),
      ...(compactRevision === 0 ? {} : { compactRevision }),
      events: events.map(({ type, kv }) => {
        const { key, mod, value, create, version } = shownEntry(kv, prefix);
        return type === 'PUT' ? { type, key, mod, value, create, version } : { type, key, mod };
      }),
    });
  }

  #hasBeenStruck(): boolean {
    return this.#recorder.records.some(
      (record) =>
        record.kind === 'fault' &&
        record.at > this.#openedAt &&
        record.members.includes(this.#member) &&
        ['kill', 'powerOff', 'pause', 'partition', 'cut'].includes(record.fault),
    );
  }
}

export interface WatchOptions {
  readonly range: WatchedRange;
  readonly startRevision: number;
  /** Its stream of chance. */
  readonly stream: number;
}
