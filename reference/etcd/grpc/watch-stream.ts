import type { handleBidiStreamingCall, ServerDuplexStream } from '@grpc/grpc-js';
import { watchRequestFromWire, watchResponseToWire } from '../../../schemas/etcd/messages.ts';
import type {
  WireWatchCreateRequest,
  WireWatchRequest,
  WireWatchResponse,
} from '../../../schemas/etcd/wire-types.ts';
import type { EtcdWatchResponse } from '../../../schemas/types/etcd.ts';
import type { MemberClient, PausableWatch } from '../member-core.ts';

/** Many watches share one stream; ids are the client's, or the lowest that is free. */
export function serveWatchStream(client: MemberClient): handleBidiStreamingCall<unknown, unknown> {
  const handle: handleBidiStreamingCall<WireWatchRequest, WireWatchResponse> = (call) => {
    const stream = new WatchStream(client, call);
    call.on('data', (request: WireWatchRequest) => {
      stream.receive(request);
    });
    call.on('drain', () => {
      stream.resume();
    });
    call.on('end', () => {
      stream.close();
      call.end();
    });
    call.on('cancelled', () => {
      stream.close();
    });
  };
  return handle;
}

class WatchStream {
  readonly #client: MemberClient;
  readonly #call: ServerDuplexStream<WireWatchRequest, WireWatchResponse>;
  readonly #watches = new Map<number, PausableWatch>();
  #nextId = 0;

  constructor(client: MemberClient, call: ServerDuplexStream<WireWatchRequest, WireWatchResponse>) {
    this.#client = client;
    this.#call = call;
  }

  receive(request: WireWatchRequest): void {
    if (request.createRequest) this.#create(request.createRequest);
    else if (request.cancelRequest) this.#cancel(Number(request.cancelRequest.watchId));
    else if (request.progressRequest) this.#progress();
  }

  /** The reader has caught up with what lay in the stream. */
  resume(): void {
    for (const watch of this.#watches.values()) watch.resume();
  }

  close(): void {
    for (const watch of this.#watches.values()) watch.close();
    this.#watches.clear();
  }

  #create(request: WireWatchCreateRequest): void {
    const id = this.#idFor(Number(request.watchId));
    const watch = this.#client.watch(watchRequestFromWire(request), (response) => {
      this.#send(response, id);
      if (response.canceled) this.#watches.delete(id);
    });
    this.#watches.set(id, watch);
  }

  #idFor(asked: number): number {
    if (asked !== 0) return asked;
    while (this.#watches.has(this.#nextId)) this.#nextId += 1;
    const id = this.#nextId;
    this.#nextId += 1;
    return id;
  }

  #send(response: EtcdWatchResponse, id: number): void {
    const refused = response.created && response.canceled;
    const goesOn = this.#call.write(watchResponseToWire(response, refused ? -1 : id));
    if (goesOn) return;
    // The stream is full: what happens from here on waits in the history of the store, not in memory of its own.
    for (const watch of this.#watches.values()) watch.pause();
  }

  #cancel(id: number): void {
    const watch = this.#watches.get(id);
    if (watch === undefined) return;
    watch.close();
    this.#watches.delete(id);
    void this.#client.leaseTimeToLive({ id: 0 }).then(({ header }) => {
      const response = {
        header,
        created: false,
        canceled: true,
        compactRevision: 0,
        cancelReason: '',
        events: [],
      };
      this.#call.write(watchResponseToWire(response, id));
    });
  }

  /** Each watch answers for itself. */
  #progress(): void {
    for (const watch of this.#watches.values()) watch.requestProgress();
  }
}
