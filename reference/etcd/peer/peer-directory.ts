import type { ClusterMember } from '../member.ts';
import type { MemberId } from '../raft/types.ts';
import { PeerConnection, type PeerConnectionOptions } from './peer-connection.ts';

export interface PeerDirectoryOptions extends Pick<
  PeerConnectionOptions,
  'timers' | 'open' | 'handlers' | 'onNotice'
> {
  readonly id: MemberId;
  /** What a connection opens with; `urls` are this member's own. */
  readonly hello: (to: MemberId, urls: readonly string[]) => unknown;
}

/** Somebody at the door, with so many connections open. */
interface Visit {
  readonly connection: PeerConnection;
  open: number;
}

/** The ways of one member to the others: to those whom it knows as members, and to those who have come to it and say that they are. */
export class PeerDirectory {
  readonly #options: PeerDirectoryOptions;
  readonly #members = new Map<MemberId, PeerConnection>();
  readonly #guests = new Map<MemberId, Visit>();
  #ownUrls: readonly string[] = [];

  constructor(options: PeerDirectoryOptions) {
    this.#options = options;
  }

  wayTo(id: MemberId): PeerConnection | undefined {
    return this.#members.get(id) ?? this.#guests.get(id)?.connection;
  }

  setMembers(members: readonly ClusterMember[]): void {
    const { id: ownId } = this.#options;
    this.#ownUrls = members.find(({ id }) => id === ownId)?.peerUrls ?? this.#ownUrls;
    const others = members.filter(({ id, peerUrls }) => id !== ownId && peerUrls.length > 0);
    for (const [id, connection] of this.#members) {
      const peer = others.find((each) => each.id === id);
      if (peer !== undefined && peer.peerUrls.join() === connection.urls.join()) continue;
      connection.close();
      this.#members.delete(id);
    }
    for (const { id, peerUrls } of others) {
      if (this.#members.has(id)) continue;
      this.#guests.get(id)?.connection.close();
      this.#guests.delete(id);
      this.#members.set(id, this.#connect(id, peerUrls));
    }
  }

  /**
   * Somebody of this cluster whom this member does not know, or no longer, is at its door: it is answered. A member that lags
   * learns so from a leader that was added meanwhile.
   */
  beginVisit(id: MemberId, urls: readonly string[]): void {
    if (this.#members.has(id) || urls.length === 0) return;
    const visit = this.#guests.get(id) ?? { connection: this.#connect(id, urls), open: 0 };
    visit.open += 1;
    this.#guests.set(id, visit);
  }

  /** One of the connections that it came by is closed. */
  endVisit(id: MemberId): void {
    const visit = this.#guests.get(id);
    if (visit === undefined) return;
    visit.open -= 1;
    if (visit.open > 0) return;
    visit.connection.close();
    this.#guests.delete(id);
  }

  close(): void {
    const visited = [...this.#guests.values()].map(({ connection }) => connection);
    for (const connection of [...this.#members.values(), ...visited]) connection.close();
    this.#members.clear();
    this.#guests.clear();
  }

  #connect(id: MemberId, urls: readonly string[]): PeerConnection {
    const { timers, open, handlers, onNotice, hello } = this.#options;
    return new PeerConnection({
      ...{ timers, id, urls, open, handlers, onNotice },
      hello: () => hello(id, this.#ownUrls),
    });
  }
}
