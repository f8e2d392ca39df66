import type { Socket } from 'node:net';
import type { Environment } from '../../sim/environment.ts';
import { snapshotCodec } from '../codec/snapshot-codec.ts';
import type { ProposedCommand } from '../command.ts';
import type { Message } from '../raft/types.ts';
import { commandMessages } from './command-messages.ts';
import { frameKinds, jsonPayload, writeFrame } from './peer-frames.ts';

export type SnapshotMessage = Extract<Message<ProposedCommand>, { readonly type: 'snapshot' }>;

export interface SnapshotPassageOptions {
  readonly timers: Environment['timers'];
  readonly socket: Socket;
  readonly hello: unknown;
}

/** A reader that takes nothing for so long is given up. */
const stalledMs = 10_000;

/** Carries one snapshot, on a connection of its own, so that heartbeats are not held up; as fast as the reader takes it. */
export class SnapshotPassage {
  readonly #timers: Environment['timers'];
  readonly #socket: Socket;
  readonly #hello: unknown;

  constructor({ timers, socket, hello }: SnapshotPassageOptions) {
    this.#timers = timers;
    this.#socket = socket;
    this.#hello = hello;
  }

  /** Resolves with whether all of it has left; never rejects. */
  async pour(message: SnapshotMessage): Promise<boolean> {
    const socket = this.#socket;
    socket.resume();
    socket.setTimeout(stalledMs, () => socket.destroy());
    const broken = new Promise<boolean>((resolve) => {
      socket.once('error', () => {
        resolve(false);
      });
      socket.once('close', () => {
        resolve(false);
      });
    });
    const poured = this.#write(message).catch(() => false);
    const arrived = await Promise.race([broken, poured]);
    socket.destroySoon();
    return arrived;
  }

  close(): void {
    this.#socket.destroy();
  }

  async #write(message: SnapshotMessage): Promise<boolean> {
    const socket = this.#socket;
    writeFrame(socket, frameKinds.hello, jsonPayload(this.#hello));
    const head = { ...message, snapshot: { ...message.snapshot, content: undefined } };
    writeFrame(socket, frameKinds.snapshotHead, commandMessages.encode(head));
    for (const chunk of snapshotCodec.encode(message.snapshot.content)) {
      if (socket.destroyed) return false;
      if (writeFrame(socket, frameKinds.snapshotChunk, chunk)) await this.#turn();
      else await new Promise((resolve) => socket.once('drain', resolve));
    }
    writeFrame(socket, frameKinds.snapshotEnd, new Uint8Array(0));
    return new Promise((resolve) => {
      socket.end(() => {
        resolve(true);
      });
    });
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#timers.after(0, resolve);
    });
  }
}
