import { randomBytes } from 'node:crypto';
import type { History } from '../history/history.ts';
import type { Adapter } from '../ports/adapter.ts';
import type { Ports } from '../ports/ports.ts';
import { verdictOf } from '../verdict.ts';
import type { CheckResult } from './check-result.ts';
import type { PlannedCheck } from './plan.ts';

export interface PropertyRun {
  readonly adapter: Adapter;
  readonly seed: number;
  readonly runs: number;
  /** Stands in front of the ports: a saboteur. */
  readonly wrap?: (ports: Ports) => Ports;
}

/** Longer than this one property never takes; a hung implementation is an error, not a hung run. */
const limitMs = 10 * 60_000;

/** Judges one property in a session of its own. Less than its minimum load is an error: nothing was shown. */
export async function runProperty(check: PlannedCheck, run: PropertyRun): Promise<CheckResult> {
  const started = performance.now();
  const outcome = await judged(check, run);
  return { check, seed: run.seed, durationMs: performance.now() - started, ...outcome };
}

type Outcome = Pick<CheckResult, 'verdict' | 'reason' | 'judged' | 'history' | 'log'>;

async function judged(check: PlannedCheck, run: PropertyRun): Promise<Outcome> {
  const property = check.property?.property;
  if (!property) return { verdict: 'error', reason: `${check.id} is not a property` };
  let kept: History | undefined;
  const notes: string[] = [];
  const told = (outcome: Outcome): Outcome => ({
    ...outcome,
    ...(kept === undefined ? {} : { history: kept }),
    ...(notes.length === 0 ? {} : { log: notes.join('\n') }),
  });
  try {
    const { storeMembers, serverFlags } = property;
    const session = await run.adapter.open({
      name: check.id,
      seed: run.seed,
      exclusive: check.exclusive,
      ...(storeMembers === undefined ? {} : { storeMembers }),
      ...(serverFlags === undefined ? {} : { serverFlags }),
    });
    try {
      const ports = run.wrap ? run.wrap(session.ports) : session.ports;
      const suffix = run.adapter.manifest.shared
        ? randomBytes(4).toString('hex')
        : `s${run.seed.toString(36)}`;
      const result = await withinLimit(
        property.run({
          ...{ ports, seed: run.seed, runs: run.runs, suffix },
          // What a saboteur did nobody reads: it is enough to know that it was caught.
          ...(run.wrap === undefined ? { keep: (history) => void (kept = history) } : {}),
          note: (text) => {
            notes.push(text);
          },
        }),
      );
      const least = Math.ceil(property.minimumLoad * Math.min(1, run.runs));
      if (result.judged >= least) return told({ verdict: 'passed', judged: result.judged });
      const reason = `only ${result.judged} of at least ${least} cases were judged: nothing was shown`;
      return told({ verdict: 'error', reason, judged: result.judged });
    } finally {
      await session.close();
    }
  } catch (error) {
    return told({
      verdict: verdictOf(error),
      reason: error instanceof Error ? error.message : String(error),
    });
  }
}

async function withinLimit<Value>(work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`the property did not end within ${limitMs / 60_000} minutes`));
    }, limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
