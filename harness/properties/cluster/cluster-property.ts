import { AssertionError } from 'node:assert';
import type { History } from '../../history/history.ts';
import { requireHappened } from '../generated-cases.ts';
import type { Property, PropertyContext, PropertyResult } from '../property.ts';
import { loadOf, loadText, playCase, type CasePlan, type CaseWork } from './cluster-case.ts';

export interface ClusterPropertyPlan {
  readonly context: PropertyContext;
  /** For names: what the keys of its cases begin with. */
  readonly name: string;
  readonly requirements: readonly string[];
  readonly clients: number;
  /** In one case, where time is simulated and where it is real. */
  readonly faults: { readonly virtual: number; readonly real: number };
  /** Cases of one run, where time is simulated; where it is real there is one. */
  readonly virtualCases: number;
  readonly kinds?: CasePlan['kinds'];
  readonly work: CaseWork;
  /** What is wrong with a history; empty: nothing. */
  readonly judge: (history: History) => readonly string[];
  readonly judged: (history: History) => number;
}

const shrinkAttempts = 6;

/** Plays and judges the cases of a property. A failing one is tried smaller where time is simulated, and its history is kept. */
export async function judgeCases(plan: ClusterPropertyPlan): Promise<PropertyResult> {
  const { context, requirements, clients, faults } = plan;
  const isVirtual = context.ports.clock?.kind === 'virtual';
  const cases = Math.max(1, Math.round((isVirtual ? plan.virtualCases : 1) * context.runs));
  const seen = { 'leader change': 0, 'overlapping operation': 0 };
  const struck = new Map<string, number>();
  let judged = 0;
  for (let number = 0; number < cases; number += 1) {
    const about: CasePlan = {
      ...{
        requirements,
        clients,
        seed: context.seed * 31 + number,
        prefix: `${plan.name}-${context.suffix}-${number}/`,
      },
      faults: isVirtual ? faults.virtual : faults.real,
      ...(plan.kinds === undefined ? {} : { kinds: plan.kinds }),
    };
    const { history, problems } = await played(plan, about);
    if (problems.length > 0) throw await failure(plan, about, { history, problems });
    const load = loadOf(history);
    context.note?.(loadText(load));
    seen['leader change'] += load.leaderChanges;
    seen['overlapping operation'] += load.overlapping;
    for (const [fault, count] of Object.entries(load.faults))
      struck.set(fault, (struck.get(fault) ?? 0) + count);
    judged += plan.judged(history);
  }
  requireHappened({ ...seen, ...demanded(plan, struck) });
  return { judged };
}

/** The faults without which a run shows nothing. */
function demanded(plan: ClusterPropertyPlan, struck: ReadonlyMap<string, number>): Record<string, number> {
  const names = { kill: 'kill', pause: 'pause', partition: 'partition' } as const;
  const wanted = Object.keys(names).filter(
    (kind) => plan.kinds === undefined || plan.kinds.includes(kind as 'kill'),
  );
  return Object.fromEntries(wanted.map((kind) => [kind, struck.get(kind) ?? 0]));
}

interface Played {
  readonly history: History;
  readonly problems: readonly string[];
}

async function played({ context, work, judge }: ClusterPropertyPlan, about: CasePlan): Promise<Played> {
  const history = await playCase(context.ports, about, work);
  return { history, problems: judge(history) };
}

/** Fewer clients, fewer faults: the same ports are asked again, with other keys, as long as it still fails. */
async function failure(plan: ClusterPropertyPlan, about: CasePlan, found: Played): Promise<AssertionError> {
  const { context } = plan;
  let [smallest, fewest] = [found, about];
  if (context.keep !== undefined && context.ports.clock?.kind === 'virtual') {
    for (let attempt = 0; attempt < shrinkAttempts; attempt += 1) {
      const clients = attempt % 2 === 0 ? Math.max(2, Math.ceil(fewest.clients / 2)) : fewest.clients;
      const faults = attempt % 2 === 1 ? Math.max(1, Math.ceil(fewest.faults / 2)) : fewest.faults;
      if (clients === fewest.clients && faults === fewest.faults) continue;
      const smaller = { ...fewest, clients, faults, prefix: `${about.prefix}smaller-${attempt}/` };
      const again = await played(plan, smaller).catch(() => undefined);
      if (again !== undefined && again.problems.length > 0) [smallest, fewest] = [again, smaller];
    }
  }
  context.keep?.(smallest.history);
  const { problems, history } = smallest;
  const shown = problems.slice(0, 4).map((problem) => `  ${problem}`);
  const more = problems.length > 4 ? `\n  and ${problems.length - 4} more` : '';
  return new AssertionError({
    message:
      `${problems.length} breaches with seed ${context.seed}, ${fewest.clients} clients and ${fewest.faults} faults ` +
      `(${loadText(loadOf(history))}):\n${shown.join('\n')}${more}`,
  });
}

/** What all properties of a cluster have in common. */
export const clusterNeeds: Pick<Property, 'needs' | 'exclusive'> = {
  needs: ['etcdCluster', 'etcdFaults', 'clock'],
  exclusive: true,
};
