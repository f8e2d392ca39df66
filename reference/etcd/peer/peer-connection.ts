import type { Socket } from 'node:net';
import type { Environment, Timer } from '../../sim/environment.ts';
import type { MemberId } from '../raft/types.ts';
import { commandMessages } from './command-messages.ts';
import { frameKinds, jsonPayload, writeFrame } from './peer-frames.ts';
import type { PeerHandlers, PeerMessage } from './peer-link.ts';
import { readyEvent } from './peer-socket.ts';
import { SnapshotPassage, type SnapshotMessage } from './snapshot-passage.ts';

export interface PeerConnectionOptions {
  readonly timers: Environment['timers'];
  readonly id: MemberId;
  readonly urls: readonly string[];
  readonly hello: () => unknown;
  readonly open: (url: string) => Socket;
  readonly handlers: PeerHandlers;
  /** A line for people. */
  readonly onNotice: (line: string) => void;
}

const retryMs = 100;
/** More than this waits in no socket: what comes on top is lost, as Raft expects of a network. */
const mostWaitingBytes = 64 * 1024 * 1024;

/** The way to one other member. It is made again whenever it breaks; what was under way is lost then. */
export class PeerConnection {
  readonly urls: readonly string[];
  readonly #options: PeerConnectionOptions;
  #socket: Socket | undefined;
  #isConnected = false;
  #attempts = 0;
  #retry: Timer | undefined;
  #isClosed = false;
  #passage: SnapshotPassage | undefined;

  constructor(options: PeerConnectionOptions) {
    this.#options = options;
    this.urls = options.urls;
    this.#connect();
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  send(message: PeerMessage): void {
    const socket = this.#socket;
    if (socket === undefined || !this.#isConnected || socket.writableLength > mostWaitingBytes) {
      this.#lose(message);
      return;
    }
    if (message.kind !== 'raft') writeFrame(socket, frameKinds.talk, jsonPayload(message));
    else if (message.message.type === 'snapshot') this.#sendSnapshot(message.message);
    else writeFrame(socket, frameKinds.raft, commandMessages.encode(message.message));
  }

  close(): void {
    this.#isClosed = true;
    this.#retry?.cancel();
    this.#socket?.destroy();
    this.#passage?.close();
  }

  /** Told later: whoever sends is at work with what it has to say. */
  #lose(message: PeerMessage): void {
    if (message.kind !== 'raft') return;
    const { handlers } = this.#options;
    const isSnapshot = message.message.type === 'snapshot';
    queueMicrotask(() => {
      if (this.#isClosed) return;
      if (isSnapshot) handlers.snapshotSent(message.to, false);
      else handlers.unreachable(message.to);
    });
  }

  #connect(): void {
    const url = this.#nextUrl();
    if (url === undefined || this.#isClosed) return;
    const socket = this.#options.open(url);
    this.#socket = socket;
    let reason: Error | undefined;
    socket.once(readyEvent(socket), () => {
      this.#isConnected = true;
      writeFrame(socket, frameKinds.hello, jsonPayload(this.#options.hello()));
    });
    socket.on('error', (error) => {
      reason = error;
    });
    // The other side says nothing here; reading is what makes the end of the connection known.
    socket.resume();
    socket.once('close', () => {
      const was = this.#isConnected;
      this.#isConnected = false;
      if (this.#isClosed) return;
      const { id, handlers, timers, onNotice } = this.#options;
      if (!was)
        onNotice(`peer ${id} at ${url} cannot be reached: ${reason?.message ?? 'it closes the connection'}`);
      handlers.unreachable(id);
      this.#retry = timers.after(retryMs, () => {
        this.#connect();
      });
    });
  }

  #nextUrl(): string | undefined {
    const url = this.urls[this.#attempts % Math.max(1, this.urls.length)];
    this.#attempts += 1;
    return url;
  }

  /** One at a time: while one is on its way no other begins. */
  #sendSnapshot(message: SnapshotMessage): void {
    const { id, handlers, open, hello, timers } = this.#options;
    const url = this.urls[0];
    this.#passage?.close();
    if (url === undefined) return;
    const passage = new SnapshotPassage({ timers, socket: open(url), hello: hello() });
    this.#passage = passage;
    void passage.pour(message).then((arrived) => {
      if (this.#passage === passage) this.#passage = undefined;
      if (!this.#isClosed) handlers.snapshotSent(id, arrived);
    });
  }
}
