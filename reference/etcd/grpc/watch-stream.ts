import { described } from './method.ts';
import type { MessageReceiver, Service, StreamCall } from './method.ts';
import { watchRequestFromWire } from '../../../schemas/etcd/messages.ts';
import { writeWatchResponse } from '../../../schemas/etcd/response-encoder.ts';
import type { WatchMessage } from '../../../schemas/etcd/response-encoder.ts';
import type { WireWatchCreateRequest, WireWatchRequest } from '../../../schemas/etcd/wire-types.ts';
import type { EtcdResponseHeader, EtcdWatchResponse } from '../../../schemas/types/etcd.ts';
import type { MemberClient, PausableWatch } from '../member-core.ts';
import { watchFragments } from './watch-fragments.ts';

/** What answers for no watch, or for all of a stream. */
const noWatchId = -1;

export interface WatchServiceOptions {
  readonly client: MemberClient;
  header(): EtcdResponseHeader;
  /** A message that is larger is cut into fragments, where the client can take them. */
  readonly maxMessageBytes: number;
}

export function watchService(options: WatchServiceOptions): Service {
  return {
    Watch: { kind: 'stream', type: 'bidi_stream', open: (call) => new WatchStream(options, call) },
  };
}

interface OpenWatch {
  readonly handle: PausableWatch;
  readonly fragments: boolean;
}

/** Many watches share one stream; ids are the client's, or the lowest that is free. */
class WatchStream implements MessageReceiver {
  readonly #options: WatchServiceOptions;
  readonly #call: StreamCall;
  readonly #codec = described<WireWatchRequest, object>('Watch', 'Watch');
  readonly #watches = new Map<number, OpenWatch>();
  /** Watches that have still to say how far they are, since the client asked for the progress of all. */
  readonly #unsure = new Set<number>();
  #progressRevision = 0;
  #nextId = 0;

  constructor(options: WatchServiceOptions, call: StreamCall) {
    this.#options = options;
    this.#call = call;
  }

  message(bytes: Buffer): void {
    const request = this.#codec.decode(bytes);
    if (request.createRequest) this.#create(request.createRequest);
    else if (request.cancelRequest) this.#cancel(Number(request.cancelRequest.watchId));
    else if (request.progressRequest) this.#progress();
  }

  halfClosed(): void {
    this.#call.end();
  }

  over(): void {
    for (const { handle } of this.#watches.values()) handle.close();
    this.#watches.clear();
  }

  /** The reader has caught up with what lay in the stream. */
  drained(): void {
    for (const { handle } of this.#watches.values()) handle.resume();
    // A watch that was paused could not say how far it is.
    for (const id of this.#unsure) this.#watches.get(id)?.handle.requestProgress();
  }

  #create(request: WireWatchCreateRequest): void {
    const asked = Number(request.watchId);
    if (asked !== 0 && this.#watches.has(asked)) {
      this.#control({
        watchId: noWatchId,
        created: true,
        canceled: true,
        cancelReason: 'mvcc: duplicate watch ID provided on the WatchStream',
      });
      return;
    }
    const id = asked === 0 ? this.#freeId() : asked;
    const handle = this.#options.client.watch(watchRequestFromWire(request), (response) => {
      this.#hear(response, id);
    });
    this.#watches.set(id, { handle, fragments: request.fragment });
  }

  #freeId(): number {
    while (this.#watches.has(this.#nextId)) this.#nextId += 1;
    const id = this.#nextId;
    this.#nextId += 1;
    return id;
  }

  #hear(response: EtcdWatchResponse, id: number): void {
    const watch = this.#watches.get(id);
    if (watch === undefined) return;
    if (response.canceled) this.#watches.delete(id);
    const isProgress = !response.created && !response.canceled && response.events.length === 0;
    if (this.#unsure.has(id) && (isProgress || response.canceled)) {
      this.#settle(id, isProgress ? response.header.revision : this.#progressRevision);
      if (isProgress) return;
    }
    const refused = response.created && response.canceled;
    this.#send({ ...response, watchId: refused ? noWatchId : id, fragment: false }, watch.fragments);
  }

  #send(message: WatchMessage, inFragments = false): void {
    const { maxMessageBytes } = this.#options;
    const messages = inFragments ? watchFragments(message, maxMessageBytes) : [message];
    let goesOn = true;
    for (const part of messages) goesOn = this.#call.send(writeWatchResponse, part);
    if (goesOn) return;
    // The stream is full: what happens from here on waits in the history of the store, not in memory of its own.
    for (const { handle } of this.#watches.values()) handle.pause();
  }

  #control(part: Partial<WatchMessage>): void {
    this.#send({
      header: this.#options.header(),
      watchId: noWatchId,
      created: false,
      canceled: false,
      compactRevision: 0,
      cancelReason: '',
      fragment: false,
      events: [],
      ...part,
    });
  }

  #cancel(id: number): void {
    const watch = this.#watches.get(id);
    if (watch === undefined) return;
    watch.handle.close();
    this.#watches.delete(id);
    this.#control({ watchId: id, canceled: true });
    if (this.#unsure.has(id)) this.#settle(id, this.#progressRevision);
  }

  /** One answer for all watches, once each has been told of everything up to its revision. */
  #progress(): void {
    if (this.#unsure.size > 0) return;
    this.#progressRevision = this.#options.header().revision;
    if (this.#watches.size === 0) {
      this.#control({});
      return;
    }
    for (const id of this.#watches.keys()) this.#unsure.add(id);
    for (const { handle } of this.#watches.values()) handle.requestProgress();
  }

  #settle(id: number, revision: number): void {
    this.#unsure.delete(id);
    this.#progressRevision = Math.min(this.#progressRevision, revision);
    if (this.#unsure.size > 0) return;
    this.#control({ header: { ...this.#options.header(), revision: this.#progressRevision } });
  }
}
