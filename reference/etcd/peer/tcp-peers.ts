import { once } from 'node:events';
import { createServer as createPlainServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import type { Environment, Timer } from '../../sim/environment.ts';
import type { ClusterMember } from '../member.ts';
import type { MemberId } from '../raft/types.ts';
import type { StorageIdentity } from '../storage/types.ts';
import type { KnownCluster } from './member-inquiry.ts';
import { PeerDirectory } from './peer-directory.ts';
import {
  frameKinds,
  jsonPayload,
  parsedPayload,
  peerProtocol,
  readFrames,
  writeFrame,
  type Frame,
} from './peer-frames.ts';
import type { OpenPeerLink, PeerHandlers } from './peer-link.ts';
import { PeerReceiver } from './peer-receiver.ts';
import { openPeerSocket, type PeerSecurity } from './peer-socket.ts';

export interface TcpPeersOptions {
  readonly timers: Environment['timers'];
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Absent: plain text. */
  readonly security?: PeerSecurity;
  /** A line for people: who was refused and why, who cannot be reached. The same line comes at most once in a while. */
  readonly onNotice?: (line: string) => void;
}

/** What a connection opens with. */
interface Hello {
  readonly protocol: string;
  readonly clusterId: string;
  readonly from: MemberId;
  readonly to: MemberId;
  /** Where the sender is to be answered. */
  readonly urls: readonly string[];
  /** Instead of the four above: tell me who you all are. */
  readonly asks?: 'members';
}

const helloLimitMs = 10_000;
const sameNoticeMs = 60_000;
const mostNotices = 1000;

/** Who a member is while it is open to others, and what it does with what they say. */
interface Household {
  readonly identity: StorageIdentity;
  readonly handlers: PeerHandlers;
  readonly describe: () => Promise<readonly ClusterMember[]>;
  readonly directory: PeerDirectory;
}

/** The door of one member to its peers, over TCP or TLS on its own port. */
export class TcpPeers {
  readonly #options: TcpPeersOptions;
  readonly #sockets = new Set<Socket>();
  readonly #told = new Set<string>();
  #forgetting: Timer | undefined;
  #server: Server | undefined;
  #household: Household | undefined;

  constructor(options: TcpPeersOptions) {
    this.#options = options;
  }

  /** Resolves with the port once it listens. */
  async listen(): Promise<number> {
    const { security, host, port } = this.#options;
    const accept = (socket: Socket): void => {
      this.#accept(socket);
    };
    const server =
      security === undefined
        ? createPlainServer({ noDelay: true }, accept)
        : createSecureServer(
            { ...security, requestCert: true, rejectUnauthorized: true, noDelay: true },
            accept,
          );
    this.#server = server;
    server.on('tlsClientError', (error: Error) => {
      this.#notice(`a peer connection is refused: ${error.message}`);
    });
    server.listen(port, host);
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  /** For `openEtcdMember`. `describe` is what those are told who ask who the members are. */
  open(identity: StorageIdentity, describe: () => Promise<readonly ClusterMember[]>): OpenPeerLink {
    return (handlers) => {
      const directory = this.#createDirectory(identity, handlers);
      this.#household = { identity, handlers, describe, directory };
      return {
        send: (message) => {
          directory.wayTo(message.to)?.send(message);
        },
        setMembers: (members) => {
          directory.setMembers(members);
        },
        isConnected: (id) => directory.wayTo(id)?.isConnected ?? false,
        close: async () => {
          directory.close();
          await this.close();
        },
      };
    };
  }

  async close(): Promise<void> {
    this.#household = undefined;
    this.#forgetting?.cancel();
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.close();
    await once(server, 'close');
  }

  #createDirectory({ clusterId, memberId }: StorageIdentity, handlers: PeerHandlers): PeerDirectory {
    const { timers, security } = this.#options;
    return new PeerDirectory({
      ...{ timers, handlers, id: memberId },
      open: (url) => openPeerSocket(url, security),
      hello: (to, urls): Hello => ({ protocol: peerProtocol, clusterId, from: memberId, to, urls }),
      onNotice: (line) => {
        this.#notice(line);
      },
    });
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    // Once the connection has ended the socket no longer knows.
    const from = socket.remoteAddress ?? 'somebody who is gone';
    const limit = this.#options.timers.after(helloLimitMs, () => socket.destroy());
    socket.on('close', () => {
      limit.cancel();
      this.#sockets.delete(socket);
    });
    socket.on('error', () => socket.destroy());
    let heard: ((frame: Frame) => void) | undefined;
    readFrames(socket, {
      onFrame: (frame) => {
        if (heard !== undefined) heard(frame);
        else {
          heard = this.#greet(socket, frame);
          limit.cancel();
        }
      },
      onError: (error) => {
        this.#notice(`a peer connection from ${from} is ended: ${error.message}`);
      },
    });
  }

  /** Members of other clusters, and who takes this member for another, are refused. */
  #greet(socket: Socket, frame: Frame): (frame: Frame) => void {
    const hello = frame.kind === frameKinds.hello ? helloOf(parsedPayload(frame.payload)) : {};
    const household = this.#household;
    if (hello.protocol !== peerProtocol) throw new Error(`it does not speak ${peerProtocol}`);
    if (household === undefined) throw new Error('this member is not ready yet');
    const { identity, handlers, describe, directory } = household;
    if (hello.asks === 'members') {
      void describe().then((members) => {
        const { clusterId } = identity;
        writeFrame(socket, frameKinds.talk, jsonPayload({ clusterId, members } satisfies KnownCluster));
      });
      return () => undefined;
    }
    const { clusterId, from, to, urls = [] } = hello;
    if (clusterId !== identity.clusterId || to !== identity.memberId || from === undefined) {
      throw new Error(
        `member ${from ?? '?'} of cluster ${clusterId ?? '?'} wants member ${to ?? '?'}; ` +
          `this is member ${identity.memberId} of cluster ${identity.clusterId}`,
      );
    }
    directory.beginVisit(from, urls);
    socket.once('close', () => {
      directory.endVisit(from);
    });
    const receiver = new PeerReceiver(from);
    return (next) => {
      const message = receiver.take(next);
      // What goes wrong behind the door is no fault of who stands before it.
      if (message === undefined) return;
      queueMicrotask(() => {
        handlers.receive(message);
      });
    };
  }

  #notice(line: string): void {
    if (this.#told.has(line) || this.#told.size > mostNotices) return;
    this.#told.add(line);
    this.#options.onNotice?.(line);
    this.#forgetting ??= this.#options.timers.after(sameNoticeMs, () => {
      this.#forgetting = undefined;
      this.#told.clear();
    });
  }
}

function helloOf(value: unknown): Partial<Hello> {
  if (typeof value !== 'object' || value === null) return {};
  const { urls } = value as Partial<Hello>;
  if (urls === undefined) return value;
  const isList = Array.isArray(urls) && urls.length < 100;
  if (
    isList &&
    urls.every((url) => typeof url === 'string' && /^https?:$/.test(URL.parse(url)?.protocol ?? ''))
  )
    return value;
  throw new Error('it gives no addresses where it is to be answered');
}
