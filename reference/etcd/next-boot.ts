import type { Environment } from '../sim/environment.ts';
import type { MemberParts } from './member-parts.ts';

/** How many runs of a member that begin at the same moment are told apart. */
const bootsPerMs = 1000;

/**
 * The number of a run of a member. Higher than that of any earlier run that its disk remembers (`applied`: in its state), and
 * another than that of a run that began at the same moment and left nothing there: what others still send to that run must not be
 * taken for this one's.
 */
export function nextBoot(
  environment: Environment,
  { restored, memberId }: Pick<MemberParts, 'restored' | 'memberId'>,
  applied: number,
): number {
  const drawn = environment.random(`etcd/${memberId}/boots`).below(bootsPerMs);
  let last = applied;
  for (const entry of restored?.entries ?? []) {
    if (entry.kind === 'command' && entry.data.origin === memberId) last = Math.max(last, entry.data.boot);
  }
  return Math.max(last + 1, environment.clock.now() * bootsPerMs + drawn);
}
