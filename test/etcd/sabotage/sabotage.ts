import type { MemberSeams } from '../../../reference/adapter/simulated-member.ts';
import type { MemberParts } from '../../../reference/etcd/member-parts.ts';
import type { PeerHandlers, PeerLink, PeerMessage } from '../../../reference/etcd/peer/peer-link.ts';
import type { Environment } from '../../../reference/sim/environment.ts';
import type { FaultKind } from '../chaos/member-nemesis.ts';

/** A member that is wrong inside in one thing, put together through the seams that every member has. */
export interface Sabotage {
  readonly id: string;
  /** A sentence: what it does wrong. */
  readonly title: string;
  /** The real bug that it rebuilds. */
  readonly upstream?: string;
  /** The requirements of which one must be seen broken. */
  readonly breaks: readonly string[];
  readonly members: number;
  /** What has to happen for it to show; absent: everything. */
  readonly faults?: readonly FaultKind[];
  readonly minutes: number;
  /** Where to look first, and how many seeds in all. */
  readonly firstSeed: number;
  readonly seeds: number;
  seams(reached: () => void): MemberSeams;
}

type Storage = MemberParts['storage'];

/** A storage with some of its methods replaced. */
export function storageWith(
  storage: Storage,
  replaced: Partial<Pick<Storage, 'persist' | 'saveSnapshot'>>,
): Storage {
  return {
    persist:
      replaced.persist ??
      ((batch, done) => {
        storage.persist(batch, done);
      }),
    saveSnapshot: replaced.saveSnapshot ?? ((snapshot) => storage.saveSnapshot(snapshot)),
    get full() {
      return storage.full;
    },
    get bytesSinceSnapshot() {
      return storage.bytesSinceSnapshot;
    },
    get snapshotBytes() {
      return storage.snapshotBytes;
    },
    close: () => storage.close(),
  };
}

export interface LinkTampering {
  /** What is sent in place of a message; `receive` puts a message into this member as if it had come. */
  readonly sent?: (message: PeerMessage, receive: (forged: PeerMessage) => void) => readonly PeerMessage[];
  /** What is heard in place of a message that came; `send` sends another one. */
  readonly heard?: (message: PeerMessage, send: (forged: PeerMessage) => void) => readonly PeerMessage[];
}

/** A member between whom and the others somebody stands who tampers with what they say. */
export function linkWith(
  parts: MemberParts,
  environment: Environment,
  tampering: LinkTampering,
): MemberParts {
  const { openLink } = parts;
  if (openLink === undefined) return parts;
  return {
    ...parts,
    openLink: (handlers: PeerHandlers): PeerLink => {
      const link = openLink({
        ...handlers,
        receive: (message) => {
          const all = tampering.heard?.(message, (forged) => {
            link.send(forged);
          }) ?? [message];
          for (const each of all) handlers.receive(each);
        },
      });
      const receive = (forged: PeerMessage): void => {
        environment.timers.after(0, () => {
          handlers.receive(forged);
        });
      };
      return {
        send: (message) => {
          for (const each of tampering.sent?.(message, receive) ?? [message]) link.send(each);
        },
        setMembers: (members) => {
          link.setMembers(members);
        },
        isConnected: (id) => link.isConnected(id),
        close: () => link.close(),
      };
    },
  };
}
