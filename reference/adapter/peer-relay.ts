import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { frameKinds, parsedPayload, readFrames } from '../etcd/peer/peer-frames.ts';

/** One connection through the relay: everything on it goes from the member that opened it to the one behind the relay. */
interface Passage {
  readonly near: Socket;
  readonly far: Socket;
  /** The id of the member that opened it; undefined until it has said so. */
  from: string | undefined;
  /** Bytes were kept back: what follows makes no sense to the reader any longer. */
  torn: boolean;
}

/**
 * Stands where the others look for a member, and passes on what they send, except from those that are cut off: what these send is
 * lost, as on a network that does not say so. After healing their connections are made anew.
 */
export class PeerRelay {
  readonly #server: Server;
  readonly #passages = new Set<Passage>();
  readonly #isCut: (from: string) => boolean;
  #target = 0;

  constructor(isCut: (from: string) => boolean) {
    this.#isCut = isCut;
    this.#server = createServer({ noDelay: true }, (socket) => {
      this.#accept(socket);
    });
  }

  /** Resolves with the port that the others are told. */
  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the relay has no port');
    return address.port;
  }

  /** Where the member itself listens. */
  passTo(port: number): void {
    this.#target = port;
  }

  /** Cuts may have ended: those that lost something begin anew. */
  mend(): void {
    for (const { near, far, torn, from } of this.#passages) {
      if (!torn || (from !== undefined && this.#isCut(from))) continue;
      near.destroy();
      far.destroy();
    }
  }

  async close(): Promise<void> {
    for (const { near, far } of this.#passages) {
      near.destroy();
      far.destroy();
    }
    this.#server.close();
    await once(this.#server, 'close').catch(() => undefined);
  }

  #accept(near: Socket): void {
    const far = connect({ host: '127.0.0.1', port: this.#target, noDelay: true });
    const passage: Passage = { near, far, from: undefined, torn: false };
    this.#passages.add(passage);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        other.destroy();
        this.#passages.delete(passage);
      });
    }
    readFrames(near, {
      onFrame: ({ kind, payload }) => {
        if (passage.from === undefined && kind === frameKinds.hello)
          passage.from = (parsedPayload(payload) as { readonly from?: string }).from ?? '';
      },
      onError: () => far.destroy(),
    });
    near.on('data', (chunk: Buffer) => {
      if (passage.from !== undefined && this.#isCut(passage.from)) passage.torn = true;
      else if (!passage.torn) far.write(chunk);
    });
    far.on('data', (chunk: Buffer) => {
      near.write(chunk);
    });
  }
}
