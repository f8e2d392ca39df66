import type { MemberParts, MemberState } from '../../../reference/etcd/member-parts.ts';
import type { PeerMessage } from '../../../reference/etcd/peer/peer-link.ts';
import type { MemberId } from '../../../reference/etcd/raft/types.ts';
import { RevisionLog } from '../../../reference/etcd/revision-log.ts';
import type { Environment } from '../../../reference/sim/environment.ts';
import { linkWith, storageWith, type Sabotage } from './sabotage.ts';

type RaftPeerMessage = Extract<PeerMessage, { readonly kind: 'raft' }>;

function tampered(
  message: PeerMessage,
  type: RaftPeerMessage['message']['type'],
  change: (message: RaftPeerMessage) => readonly PeerMessage[],
): readonly PeerMessage[] {
  return message.kind === 'raft' && message.message.type === type ? change(message) : [message];
}

/** What a snapshot holds on its way to a member that lags, changed. */
function snapshotsWith(
  about: Omit<Sabotage, 'seams'>,
  change: (state: MemberState) => MemberState,
): Sabotage {
  return {
    ...about,
    seams: (reached) => ({
      // Members that lag a little are sent snapshots.
      settings: { entriesKept: 5 },
      assemble: (parts, environment) =>
        linkWith(parts, environment, {
          sent: (message) =>
            tampered(message, 'snapshot', (carried) => {
              const { message: raft } = carried;
              if (raft.type !== 'snapshot') return [carried];
              reached();
              const content = change(raft.snapshot.content as MemberState);
              return [{ ...carried, message: { ...raft, snapshot: { ...raft.snapshot, content } } }];
            }),
        }),
    }),
  };
}

/** The terms of the log of one member and what it knows to be committed, as its storage sees it. */
function observed(parts: MemberParts): { readonly parts: MemberParts; readonly seen: Seen } {
  const seen: Seen = { commit: 0, term: 0, terms: new Map() };
  for (const { index, term } of parts.restored?.entries ?? []) seen.terms.set(index, term);
  const storage = storageWith(parts.storage, {
    persist: (batch, done) => {
      for (const { index, term } of batch.entries) seen.terms.set(index, term);
      if (batch.hardState !== undefined) {
        seen.commit = batch.hardState.commit;
        seen.term = batch.hardState.term;
      }
      parts.storage.persist(batch, done);
    },
  });
  return { parts: { ...parts, storage }, seen };
}

interface Seen {
  commit: number;
  term: number;
  readonly terms: Map<number, number>;
}

/** Revokes, by whoever leads then, each lease that it granted as the leader, one whole time after granting it. */
function oldLeader(parts: MemberParts, environment: Environment, reached: () => void): MemberParts {
  let send: (message: PeerMessage) => void = () => undefined;
  let members: readonly MemberId[] = [];
  let leads = false;
  const revoke = (id: number): void => {
    if (leads) return;
    reached();
    const command = { kind: 'leaseRevoke', body: { id } } as const;
    const data = { origin: `old ${parts.memberId}`, boot: environment.clock.now(), sequence: 1, command };
    for (const to of members) {
      const proposals = [{ kind: 'command', data }] as const;
      const message = { type: 'propose', from: parts.memberId, to, term: 0, proposals } as const;
      send({ kind: 'raft', from: parts.memberId, to, message });
    }
  };
  const persist: MemberParts['storage']['persist'] = (batch, done) => {
    for (const entry of batch.entries) {
      if (entry.kind !== 'command' || entry.data.command.kind !== 'leaseGrant' || !leads) continue;
      const { id, ttlSeconds } = entry.data.command.body;
      environment.timers.after(ttlSeconds * 1000, () => {
        revoke(id);
      });
    }
    parts.storage.persist(batch, done);
  };
  const watched: MemberParts = {
    ...parts,
    storage: storageWith(parts.storage, { persist }),
    openLink: (handlers) => {
      const link = parts.openLink?.(handlers);
      if (link === undefined) throw new Error('this member has no peers');
      send = (message) => {
        link.send(message);
      };
      return link;
    },
  };
  return linkWith(watched, environment, {
    sent: (message) => {
      if (message.kind === 'raft' && message.message.type === 'heartbeat') {
        leads = true;
        members = [...new Set([...members, message.to])];
      }
      return [message];
    },
    heard: (message) => {
      if (message.kind === 'raft' && ['append', 'heartbeat'].includes(message.message.type)) leads = false;
      return [message];
    },
  });
}

export const linkSabotages: readonly Sabotage[] = [
  {
    id: 'reads-without-a-quorum',
    title: 'A leader takes it for granted that the others still follow it when it answers a read',
    upstream:
      'etcd-io/etcd#741: a leader answered consistent reads from its own state without asking anybody',
    breaks: ['ETCD-17', 'ETCD-17a', 'ETCD-13'],
    members: 3,
    faults: ['isolateLeader', 'partition', 'pause'],
    minutes: 0.5,
    firstSeed: 1,
    seeds: 6,
    seams: (reached) => ({
      assemble: (parts, environment) =>
        linkWith(parts, environment, {
          sent: (message, receive) =>
            tampered(message, 'heartbeat', (asked) => {
              const { message: raft } = asked;
              if (raft.type !== 'heartbeat' || raft.context === '') return [asked];
              reached();
              const { from, to } = asked;
              const answer = { type: 'heartbeatAnswer', from: to, to: from, term: raft.term } as const;
              receive({ kind: 'raft', from: to, to: from, message: { ...answer, context: raft.context } });
              return [asked];
            }),
        }),
    }),
  },
  {
    id: 'reads-before-its-own-term-is-committed',
    title: 'A new leader names a place for reads before it knows what was committed before it',
    upstream:
      "etcd-io/etcd#7331: a new leader answered ReadIndex with a commit index that lay behind the old leader's",
    breaks: ['ETCD-17', 'ETCD-17a'],
    members: 5,
    faults: ['disturb', 'pause', 'kill'],
    minutes: 1,
    firstSeed: 4,
    seeds: 8,
    seams: (reached) => ({
      assemble: (plain, environment) => {
        const { parts, seen } = observed(plain);
        let ledTerm = 0;
        return linkWith(parts, environment, {
          sent: (message) => {
            if (message.kind === 'raft' && message.message.type === 'heartbeat')
              ledTerm = message.message.term;
            if (message.kind === 'raft' && message.message.type === 'append') ledTerm = message.message.term;
            return [message];
          },
          heard: (message, send) =>
            tampered(message, 'readIndex', (asked) => {
              const { message: raft, from, to } = asked;
              const leads = ledTerm === seen.term;
              if (raft.type !== 'readIndex' || !leads || seen.terms.get(seen.commit) === seen.term)
                return [asked];
              reached();
              const { context } = raft;
              const message = {
                type: 'readIndexAnswer',
                from: to,
                to: from,
                term: 0,
                context,
                index: seen.commit,
              } as const;
              send({ kind: 'raft', from: to, to: from, message });
              return [];
            }),
        });
      },
    }),
  },
  {
    id: 'old-leader-revokes-leases',
    title: 'A member that led when a lease was granted has it revoked although another keeps its time by now',
    upstream:
      'etcd-io/etcd#15247: a leader that was deposed while it stood still revoked leases that clients had renewed elsewhere',
    breaks: ['ETCD-17d'],
    members: 3,
    faults: ['isolateLeader', 'moveLeader', 'pause'],
    minutes: 0.5,
    firstSeed: 1,
    seeds: 6,
    seams: (reached) => ({ assemble: (parts, environment) => oldLeader(parts, environment, reached) }),
  },
  {
    id: 'forwards-under-another-number',
    title: 'A proposal on its way to the leader that comes twice is taken for two',
    breaks: ['ETCD-17f', 'ETCD-17', 'ETCD-9', 'ETCD-5'],
    members: 3,
    faults: ['disturb'],
    minutes: 0.3,
    firstSeed: 1,
    seeds: 4,
    seams: (reached) => ({
      assemble: (parts, environment) => {
        let sent = 0;
        return linkWith(parts, environment, {
          sent: (message) =>
            tampered(message, 'propose', (asked) => {
              const { message: raft } = asked;
              sent += 1;
              if (raft.type !== 'propose' || sent % 50 !== 0) return [asked];
              reached();
              const proposals = raft.proposals.map((proposal) =>
                proposal.kind === 'command'
                  ? {
                      ...proposal,
                      data: { ...proposal.data, origin: `again ${parts.memberId}`, sequence: sent },
                    }
                  : proposal,
              );
              return [asked, { ...asked, message: { ...raft, proposals } }];
            }),
        });
      },
    }),
  },
  snapshotsWith(
    {
      id: 'snapshot-loses-the-leases',
      title: 'A member that is sent a snapshot knows the keys of the leases, and not the leases',
      breaks: ['ETCD-9', 'ETCD-17e', 'ETCD-17d'],
      members: 3,
      minutes: 0.6,
      firstSeed: 1,
      seeds: 8,
    },
    (state) => ({
      ...state,
      store: { ...state.store, leaseTable: { ...state.store.leaseTable, leases: new Map() } },
    }),
  ),
  snapshotsWith(
    {
      id: 'watches-miss-what-a-snapshot-brings',
      title: 'Watches at a member that is sent a snapshot are told nothing of what it has missed',
      upstream: 'etcd-io/etcd#8411: watches at a member that had rejoined by a snapshot were sent no events',
      breaks: ['ETCD-17b'],
      members: 3,
      faults: ['isolateLeader', 'partition', 'pause'],
      minutes: 0.6,
      firstSeed: 1,
      seeds: 8,
    },
    (state) => ({ ...state, store: { ...state.store, log: new RevisionLog(state.store.revision + 1) } }),
  ),
  snapshotsWith(
    {
      id: 'snapshot-forgets-what-was-applied',
      title: 'A member that is sent a snapshot applies again what comes a second time',
      breaks: ['ETCD-9', 'ETCD-17f'],
      members: 3,
      minutes: 0.6,
      firstSeed: 1,
      seeds: 8,
    },
    (state) => ({ ...state, requests: [] }),
  ),
];
