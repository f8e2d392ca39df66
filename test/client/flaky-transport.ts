import type { LineSink, LineStream, Transport, TransportAnswer } from '../../reference/client/transport.ts';
import type { RandomStream } from '../../reference/sim/environment.ts';

export interface Flakiness {
  /** The share of requests that get no answer. */
  readonly lost: number;
  /** The share of watch frames after which the connection breaks; the frame itself may be lost with it. */
  readonly broken: number;
}

/** A transport that loses requests and breaks watches by chance; `calm()` makes it reliable from then on. */
export class FlakyTransport implements Transport {
  readonly #inner: Transport;
  readonly #random: RandomStream;
  #flakiness: Flakiness;
  losses = 0;
  breaks = 0;

  constructor(inner: Transport, random: RandomStream, flakiness: Flakiness) {
    this.#inner = inner;
    this.#random = random;
    this.#flakiness = flakiness;
  }

  calm(): void {
    this.#flakiness = { lost: 0, broken: 0 };
  }

  async send(request: Parameters<Transport['send']>[0]): Promise<TransportAnswer> {
    if (this.#random.next() < this.#flakiness.lost) {
      this.losses += 1;
      throw new Error('connection reset');
    }
    const answer = await this.#inner.send(request);
    return answer.body instanceof Uint8Array ? answer : { ...answer, body: this.#flaky(answer.body) };
  }

  #flaky(stream: LineStream): LineStream {
    return {
      start: (sink) => {
        stream.start(this.#breaking(stream, sink));
      },
      cancel: () => {
        stream.cancel();
      },
    };
  }

  #breaking(stream: LineStream, sink: LineSink): LineSink {
    let isBroken = false;
    return {
      frame: (bytes) => {
        if (isBroken) return false;
        if (this.#random.next() >= this.#flakiness.broken) return sink.frame(bytes);
        isBroken = true;
        this.breaks += 1;
        if (this.#random.next() < 0.5) sink.frame(bytes);
        stream.cancel();
        sink.end();
        return false;
      },
      end: () => {
        if (!isBroken) sink.end();
      },
    };
  }
}
