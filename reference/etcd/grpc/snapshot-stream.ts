import { createHash } from 'node:crypto';
import type { EtcdMember } from '../member.ts';
import { described } from './method.ts';
import type { MessageReceiver, StreamCall } from './method.ts';

interface WireSnapshot {
  readonly remainingBytes: number;
  readonly blob: Uint8Array;
}

const checksumBytes = 32;
/** Clients tell from the length of what they saved that its checksum is there: it is 32 more than a multiple of this. */
const pageBytes = 512;

/**
 * Sends the state of a member as it comes, zero bytes up to a whole page, and the SHA-256 of both. `remaining_bytes` is what
 * is known to follow: at least the checksum, and 0 with it.
 */
export class SnapshotStream implements MessageReceiver {
  readonly #member: EtcdMember;
  readonly #call: StreamCall;
  readonly #codec = described<object, WireSnapshot>('Maintenance', 'Snapshot');
  #isOver = false;
  #goOn: (() => void) | undefined;

  constructor(member: EtcdMember, call: StreamCall) {
    this.#member = member;
    this.#call = call;
  }

  message(bytes: Buffer): void {
    this.#codec.decode(bytes);
    this.#sendAll().catch((error: unknown) => {
      this.#call.fail(error);
    });
  }

  halfClosed(): void {
    // The client has said all that it has to say with its one message.
  }

  over(): void {
    this.#isOver = true;
    this.#goOn?.();
  }

  drained(): void {
    this.#goOn?.();
  }

  async #sendAll(): Promise<void> {
    const digest = createHash('sha256');
    let length = 0;
    for await (const blob of this.#member.administration.snapshot()) {
      if (this.#isOver) return;
      digest.update(blob);
      length += blob.length;
      await this.#send({ remainingBytes: checksumBytes, blob });
    }
    const padding = new Uint8Array((pageBytes - (length % pageBytes)) % pageBytes);
    digest.update(padding);
    if (padding.length > 0) await this.#send({ remainingBytes: checksumBytes, blob: padding });
    await this.#send({ remainingBytes: 0, blob: digest.digest() });
    this.#call.end();
  }

  async #send(message: WireSnapshot): Promise<void> {
    if (this.#isOver || this.#call.send(this.#codec.write, message)) return;
    await new Promise<void>((resolve) => {
      this.#goOn = resolve;
    });
  }
}
