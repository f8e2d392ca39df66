import type { GrpcConnection, StreamListener } from './grpc-connection.ts';
import { grpcFrame, servicePaths, watchCreateRequest, watchNews } from './wire-messages.ts';

const prefixBytes = 5;

/** Watchers of one key, as many on each connection, and how many events have come to all of them together. */
export class WatcherGroup {
  readonly #connections: readonly GrpcConnection[];
  readonly #request: Buffer;
  #created = 0;
  #events = 0;
  #awaited:
    | { readonly reached: () => boolean; readonly done: () => void; readonly fail: (error: Error) => void }
    | undefined;

  constructor(connections: readonly GrpcConnection[], key: Buffer) {
    this.#connections = connections;
    this.#request = grpcFrame(watchCreateRequest(key));
  }

  /** Resolves when the store has confirmed all of them. */
  async open(count: number): Promise<void> {
    const each = Math.ceil(count / this.#connections.length);
    const all = this.#until(() => this.#created >= count);
    let left = count;
    for (const connection of this.#connections) {
      const here = Math.min(each, left);
      left -= here;
      if (here === 0) break;
      const listener = this.#listener();
      const stream = connection.call(servicePaths.watch, this.#request, { last: false, listener });
      for (let index = 1; index < here; index += 1) connection.send(stream, this.#request, false);
    }
    await all;
  }

  /** Resolves when so many events more have come. */
  seen(events: number): Promise<void> {
    const goal = this.#events + events;
    return this.#until(() => this.#events >= goal);
  }

  #until(reached: () => boolean): Promise<void> {
    return new Promise((done, fail) => {
      this.#awaited = { reached, done, fail };
    });
  }

  #listener(): StreamListener {
    let rest: Buffer = Buffer.alloc(0);
    return {
      data: (bytes) => {
        rest = rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([rest, bytes]);
        while (rest.length >= prefixBytes) {
          const end = prefixBytes + rest.readUInt32BE(1);
          if (rest.length < end) break;
          this.#hear(rest.subarray(prefixBytes, end));
          rest = rest.subarray(end);
        }
      },
      ended: (problem) => {
        this.#awaited?.fail(new Error(`a watch stream has ended: ${problem ?? ''}`));
      },
    };
  }

  #hear(message: Buffer): void {
    const { created, events } = watchNews(message);
    if (created) this.#created += 1;
    this.#events += events;
    if (this.#awaited?.reached() !== true) return;
    const { done } = this.#awaited;
    this.#awaited = undefined;
    done();
  }
}
