import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Readable, Writable } from 'node:stream';

/**
 * The network between the members of a cluster, without root: every member is given a proxy of its own by `HTTP_PROXY`,
 * and every member announces an address that exists nowhere (192.0.2.N, kept for documentation by RFC 5737), so that
 * nothing goes from one member to another but through the caller's proxy. Which proxy a request comes in at tells who
 * calls, its address whom; what it carries goes from caller to callee, and what the answer carries the other way round.
 * etcd's members stream their messages both ways like this: a reader opens a request, and the other writes its answer.
 */
export class PeerNetwork {
  readonly #proxies = new Map<number, Server>();
  readonly #listening = new Map<number, number>();
  readonly #exchanges = new Set<PeerExchange>();
  readonly #cuts = new Set<string>();
  #groups: readonly (readonly number[])[] | undefined;
  #founding = true;

  /** Lets the member that listens for its peers at `port` of the loopback interface take part. Resolves with its proxy. */
  async join(member: number, port: number): Promise<string> {
    this.#listening.set(member, port);
    // Raft's streams are answers that never end; nothing here may end them for their age.
    const proxy = createServer({ requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 });
    proxy.on('clientError', (_error, socket) => {
      socket.destroy();
    });
    proxy.on('request', (request, response) => {
      this.#forward(member, request, response);
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    // A harness that forgets to close the adapter must still come to its end.
    proxy.unref();
    proxy.on('connection', (socket) => socket.unref());
    this.#proxies.set(member, proxy);
    const address = proxy.address();
    if (address === null || typeof address === 'string') throw new Error('the system gave no port');
    return `http://127.0.0.1:${address.port}`;
  }

  /**
   * From now on members that ask whether there is a cluster already are let through. A member that is being founded asks
   * each of the others first, and waits a second for every one of them that listens but is being founded as well.
   */
  founded(): void {
    this.#founding = false;
  }

  partition(groups: readonly (readonly number[])[]): void {
    this.#groups = groups;
    this.#changed();
  }

  cut(from: number, to: number): void {
    this.#cuts.add(`${from} ${to}`);
    this.#changed();
  }

  heal(): void {
    this.#groups = undefined;
    this.#cuts.clear();
    this.#changed();
  }

  close(): void {
    for (const exchange of this.#exchanges) exchange.end();
    for (const proxy of this.#proxies.values()) {
      proxy.close();
      proxy.closeAllConnections();
    }
  }

  #severed(from: number, to: number): boolean {
    if (this.#cuts.has(`${from} ${to}`)) return true;
    return this.#groups?.some((group) => group.includes(from) && group.includes(to)) === false;
  }

  #forward(from: number, request: IncomingMessage, response: ServerResponse): void {
    const to = memberAt(request.url ?? '');
    const port = to === undefined ? undefined : this.#listening.get(to);
    const tooEarly = this.#founding && request.url?.endsWith('/members') === true;
    if (to === undefined || port === undefined || tooEarly) {
      response.destroy();
      return;
    }
    const exchange = new PeerExchange({
      request,
      response,
      port,
      severed: (direction) => (direction === 'there' ? this.#severed(from, to) : this.#severed(to, from)),
    });
    this.#exchanges.add(exchange);
    response.once('close', () => this.#exchanges.delete(exchange));
    exchange.begin();
  }

  #changed(): void {
    for (const exchange of [...this.#exchanges]) exchange.linksChanged();
  }
}

/** Where members say that they can be reached; leads nowhere but through a proxy. */
export function peerUrl(member: number): string {
  return `http://192.0.2.${member}:2380`;
}

/** The member behind one of the addresses above. */
export function memberAt(url: string): number | undefined {
  const number = /^http:\/\/192\.0\.2\.(\d+):2380(?:\/|$)/.exec(url)?.[1];
  return number === undefined ? undefined : Number(number);
}

type Direction = 'there' | 'back';

interface Links {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Of the callee. */
  readonly port: number;
  readonly severed: (direction: Direction) => boolean;
}

/**
 * One request of a member to another and its answer. While a direction is severed what goes there is lost, silently, as on
 * a network that drops packets; an exchange that has lost something is broken off once its way is free again, so that
 * neither side takes what comes after for what it is not.
 */
class PeerExchange {
  readonly #links: Links;
  readonly #lost = new Set<Direction>();
  #onward: ClientRequest | undefined;

  constructor(links: Links) {
    this.#links = links;
  }

  begin(): void {
    const { request, response, port, severed } = this.#links;
    response.once('close', () => {
      this.end();
    });
    for (const stream of [request, response]) {
      stream.on('error', () => {
        this.end();
      });
    }
    if (severed('there')) {
      this.#lost.add('there');
      request.resume();
      return;
    }
    const { method, headers } = request;
    const path = (request.url ?? '').replace(/^http:\/\/[^/]+/, '');
    const onward = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false });
    this.#onward = onward;
    onward.on('socket', (socket) => socket.unref());
    onward.on('error', () => {
      this.#broken('back');
    });
    onward.on('response', (answer) => {
      this.#answered(answer);
    });
    onward.flushHeaders();
    this.#carry('there', request, onward);
  }

  /** Breaks off what has lost something on a way that is free now. */
  linksChanged(): void {
    if ([...this.#lost].some((direction) => !this.#links.severed(direction))) this.end();
  }

  end(): void {
    this.#onward?.destroy();
    this.#links.response.destroy();
  }

  #answered(answer: IncomingMessage): void {
    const { response, severed } = this.#links;
    answer.on('error', () => {
      this.#broken('back');
    });
    if (severed('back')) {
      this.#lost.add('back');
      answer.resume();
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    this.#carry('back', answer, response);
  }

  #carry(direction: Direction, source: Readable, sink: Writable): void {
    source.on('data', (chunk: Buffer) => {
      if (this.#loses(direction) || sink.write(chunk)) return;
      source.pause();
      sink.once('drain', () => source.resume());
    });
    source.once('end', () => {
      if (!this.#loses(direction)) sink.end();
    });
  }

  #loses(direction: Direction): boolean {
    if (this.#links.severed(direction)) this.#lost.add(direction);
    return this.#lost.has(direction);
  }

  /** A connection that broke shows at the other side only where the news can get there. */
  #broken(direction: Direction): void {
    if (!this.#loses(direction)) this.end();
  }
}
