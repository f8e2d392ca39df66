import type { ProposedCommand } from '../command.ts';
import type { ClusterMember } from '../member.ts';
import type { MemberId, Message } from '../raft/types.ts';
import type { Refusal } from '../refusal.ts';

/** What only the leader can answer, asked by a member that is not. Every question may be asked again without harm. */
export type Question =
  | { readonly kind: 'renewLease'; readonly id: number }
  | { readonly kind: 'leaseTtl'; readonly id: number }
  | { readonly kind: 'promote'; readonly id: MemberId };

/** A number where one was asked for; `-1` where there is no such lease. */
export type Reply =
  | { readonly accepted: true; readonly value: number }
  | { readonly accepted: false; readonly refusal: Refusal };

interface Addressed {
  readonly from: MemberId;
  readonly to: MemberId;
}

/** What members say to each other. */
export type PeerMessage =
  | (Addressed & { readonly kind: 'raft'; readonly message: Message<ProposedCommand> })
  | (Addressed & { readonly kind: 'question'; readonly number: number; readonly question: Question })
  | (Addressed & { readonly kind: 'reply'; readonly number: number; readonly reply: Reply })
  /** The receiver is no member any longer. */
  | (Addressed & { readonly kind: 'removed' });

export interface PeerHandlers {
  receive(message: PeerMessage): void;
  /** A message to this member was lost for certain. */
  unreachable(id: MemberId): void;
  /** Whether a snapshot came through. */
  snapshotSent(id: MemberId, arrived: boolean): void;
}

/**
 * A member's way to the others. Messages may be lost, repeated, delayed and overtake each other; they are never altered,
 * and only members of the same cluster are heard.
 */
export interface PeerLink {
  send(message: PeerMessage): void;
  /** Who belongs to the cluster from now on, and where; this member may be among them. */
  setMembers(members: readonly ClusterMember[]): void;
  /** Whether a connection to that member stands; undefined where the link cannot know. */
  isConnected(id: MemberId): boolean | undefined;
  close(): Promise<void>;
}

export type OpenPeerLink = (handlers: PeerHandlers) => PeerLink;
