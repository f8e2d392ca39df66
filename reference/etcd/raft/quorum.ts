import type { Configuration, MemberId } from './types.ts';

/** What a vote among the deciding members has come to. `pending`: the missing voices can still turn it. */
export type VoteOutcome = 'won' | 'lost' | 'pending';

/** The empty half of a configuration has no say, so it never holds anything back. */
const unbounded = Number.MAX_SAFE_INTEGER;

/** Of a number of voters, how many decide. */
export function majorityOf(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

/** The largest index that a majority of `voters` has reached. Without voters: larger than any index. */
export function majorityIndex(voters: readonly MemberId[], indexOf: (id: MemberId) => number): number {
  const [first] = voters;
  if (first === undefined) return unbounded;
  if (voters.length === 1) return indexOf(first);
  const ascending = voters.map(indexOf).sort((left, right) => left - right);
  return ascending[voters.length - majorityOf(voters.length)] ?? 0;
}

/** Without voters: won, so that the empty half of a joint configuration decides nothing. */
export function majorityVote(
  voters: readonly MemberId[],
  voteOf: (id: MemberId) => boolean | undefined,
): VoteOutcome {
  let granted = 0;
  let refused = 0;
  for (const id of voters) {
    const vote = voteOf(id);
    if (vote === true) granted += 1;
    if (vote === false) refused += 1;
  }
  const needed = voters.length === 0 ? 0 : majorityOf(voters.length);
  if (granted >= needed) return 'won';
  return voters.length - refused < needed ? 'lost' : 'pending';
}

/** The largest index that a majority of each half has reached. */
export function agreedIndex(configuration: Configuration, indexOf: (id: MemberId) => number): number {
  const { voters, outgoing } = configuration;
  if (outgoing.length === 0) return voters.length === 0 ? 0 : majorityIndex(voters, indexOf);
  return Math.min(majorityIndex(voters, indexOf), majorityIndex(outgoing, indexOf));
}

/** Won where both halves have won it, lost where one has lost it. */
export function agreedVote(
  configuration: Configuration,
  voteOf: (id: MemberId) => boolean | undefined,
): VoteOutcome {
  const { voters, outgoing } = configuration;
  if (voters.length === 0 && outgoing.length === 0) return 'pending';
  const incoming = majorityVote(voters, voteOf);
  if (outgoing.length === 0) return incoming;
  const leaving = majorityVote(outgoing, voteOf);
  if (incoming === 'lost' || leaving === 'lost') return 'lost';
  return incoming === 'won' && leaving === 'won' ? 'won' : 'pending';
}
