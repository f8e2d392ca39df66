import { AppliedRequests } from './applied-requests.ts';
import type { ProposedCommand } from './command.ts';
import type { MemberState } from './member-parts.ts';
import type { ClusterMember } from './member.ts';
import { MvccStore } from './mvcc-store.ts';
import type { StoreSnapshot } from './mvcc-store.ts';
import type { RestoredLog } from './storage/types.ts';

/**
 * What every member of a new cluster begins with: a snapshot at position 1 that says who the members are. Whoever joins later
 * finds no log that reaches back to the beginning, and is sent a snapshot with the members of that time.
 */
export function firstLog(
  members: readonly ClusterMember[],
  store: StoreSnapshot = emptyStore(),
): RestoredLog<ProposedCommand> {
  const content: MemberState = { store, members, alarms: [], requests: new AppliedRequests().state() };
  const ids = (learner: boolean): readonly string[] =>
    members.filter(({ isLearner }) => isLearner === learner).map(({ id }) => id);
  return {
    hardState: { term: 1, vote: undefined, commit: 1 },
    snapshot: {
      index: 1,
      term: 1,
      configuration: {
        voters: ids(false),
        learners: ids(true),
        outgoing: [],
        learnersNext: [],
        autoLeave: false,
      },
      content,
    },
    entries: [],
  };
}

/** Nobody reads an answer of this store: it is made only to be taken a snapshot of. */
function emptyStore(): StoreSnapshot {
  return new MvccStore((revision) => ({ clusterId: '0', memberId: '0', revision, raftTerm: 0 })).snapshot();
}
