/**
 * How long leases live, while members fail and leaders change. A lease never ends before its time has passed since it was
 * last renewed, and it ends in the end: a new leader may give it its whole time once more, so that its time counts from
 * the last renewal or the last fault, whichever came later.
 */
import type { History } from '../history/history.ts';
import type { Breach, Judge, Judgement } from './judgement.ts';
import { faultsOf, isInRange, storeOperations, type StoreOperation } from './store-operation.ts';

const name = 'lease lifetimes';

/** How long after its time a lease may still be there: an election, and the leader's look at what has expired. */
const graceMs = 8_000;

interface LeaseLife {
  readonly lease: number;
  readonly ttlMs: number;
  /** The calls of renewals that were answered: from each of them on the lease lives for its time. */
  readonly renewals: readonly { readonly at: number; readonly end: number; readonly line: number }[];
  /** When the last renewal may have happened, answered or not. */
  readonly lastRenewal: number;
  readonly revokedAt: number;
}

function livesOf(operations: readonly StoreOperation[]): ReadonlyMap<number, LeaseLife> {
  const lives = new Map<number, LeaseLife>();
  for (const { record, line } of operations) {
    const { request, answer, at, outcome } = record;
    const end = record.end ?? Infinity;
    const lease = answer?.lease ?? ('lease' in request ? request.lease : undefined);
    if (lease === undefined) continue;
    const known = lives.get(lease);
    if (request.type === 'leaseGrant' && outcome === 'ok') {
      const ttlMs = (answer?.ttlSeconds ?? 0) * 1000;
      lives.set(lease, {
        lease,
        ttlMs,
        renewals: [{ at, end, line }],
        lastRenewal: end,
        revokedAt: Infinity,
      });
    } else if (known !== undefined && request.type === 'leaseKeepAlive') {
      const renewed = outcome === 'ok' && (answer?.ttlSeconds ?? 0) > 0;
      const renewals = renewed ? [...known.renewals, { at, end, line }] : known.renewals;
      const lastRenewal =
        outcome === 'refused' ? known.lastRenewal : Math.max(known.lastRenewal, Math.min(end, at + graceMs));
      lives.set(lease, { ...known, renewals, lastRenewal });
    } else if (known !== undefined && request.type === 'leaseRevoke')
      lives.set(lease, { ...known, revokedAt: Math.min(known.revokedAt, at) });
  }
  return lives;
}

interface LeasedKey {
  readonly key: string;
  readonly lease: number;
  /** When the key was certainly on its lease. */
  readonly putAt: number;
  /** The first call that may have taken it off: another put, or a deletion. */
  readonly touchedAt: number;
}

function leasedKeys(operations: readonly StoreOperation[]): readonly LeasedKey[] {
  const puts = operations.flatMap(({ record }) => {
    const { request, end } = record;
    const leased = request.type === 'put' && (request.lease ?? 0) !== 0 && record.outcome === 'ok';
    return leased && end !== undefined
      ? [{ key: request.key, lease: request.lease ?? 0, putAt: end, record }]
      : [];
  });
  return puts.map(({ key, lease, putAt, record }) => {
    const others = operations.filter(({ record: other }) => {
      if (other === record || other.outcome === 'refused' || (other.end ?? Infinity) < record.at)
        return false;
      const { request } = other;
      return (
        (request.type === 'put' && request.key === key) ||
        (request.type === 'delete' && isInRange(request, key))
      );
    });
    return {
      key,
      lease,
      putAt,
      touchedAt: Math.min(Infinity, ...others.map(({ record: other }) => other.at)),
    };
  });
}

/** The renewal that keeps the lease alive longest of those answered before `end`. */
function aliveUntil({ renewals, ttlMs }: LeaseLife): { readonly until: number; readonly line: number } {
  const last = renewals.at(-1);
  return { until: (last?.at ?? 0) + ttlMs, line: last?.line ?? 1 };
}

function keyBreaches(
  { key, lease, putAt, touchedAt }: LeasedKey,
  life: LeaseLife,
  { operations, faultEnd }: { operations: readonly StoreOperation[]; faultEnd: number },
): readonly Breach[] {
  const early = Math.min(touchedAt, life.revokedAt);
  const { until, line: renewal } = aliveUntil(life);
  const latest = Math.max(life.lastRenewal, putAt, faultEnd) + life.ttlMs + graceMs;
  return operations.flatMap(({ record, line }): readonly Breach[] => {
    const { request, answer, at, end = Infinity } = record;
    if (record.outcome !== 'ok' || request.type !== 'get' || request.serializable === true) return [];
    if (!isInRange(request, key)) return [];
    const found = (answer?.kvs ?? []).find((entry) => entry.key === key);
    if (found === undefined && at > putAt && end < early && end < until) {
      const left = Math.round(until - end);
      return [
        {
          line,
          message: `${key} is gone ${left} ms before the time of lease ${lease} was over (renewed at line ${renewal})`,
        },
      ];
    }
    if (found?.lease === lease && at > latest) {
      const over = Math.round(at - latest + graceMs);
      return [
        { line, message: `${key} is still there ${over} ms after the time of lease ${lease} was over` },
      ];
    }
    return [];
  });
}

/** A keep-alive that finds no lease although its time cannot be over. */
function lostLeases(
  operations: readonly StoreOperation[],
  lives: ReadonlyMap<number, LeaseLife>,
): readonly Breach[] {
  return operations.flatMap(({ record, line }): readonly Breach[] => {
    const { request, answer, outcome, end = Infinity } = record;
    if (request.type !== 'leaseKeepAlive' || outcome !== 'ok' || (answer?.ttlSeconds ?? 0) > 0) return [];
    const life = lives.get(request.lease ?? 0);
    if (life === undefined || end >= life.revokedAt) return [];
    const renewed = life.renewals.filter((renewal) => renewal.end < record.at).at(-1);
    const until = (renewed?.at ?? -Infinity) + life.ttlMs;
    if (end >= until) return [];
    const message = `lease ${life.lease} is gone ${Math.round(until - end)} ms before its time was over (renewed at line ${renewed?.line ?? 1})`;
    return [{ line, message }];
  });
}

export function judgeLeases(history: History): Judgement {
  const operations = storeOperations(history);
  const lives = livesOf(operations);
  const faultEnd = Math.max(0, ...faultsOf(history).map(({ at, end }) => end ?? at));
  const keys = leasedKeys(operations);
  const breaches = keys.flatMap((leased) => {
    const life = lives.get(leased.lease);
    return life === undefined ? [] : keyBreaches(leased, life, { operations, faultEnd });
  });
  return {
    judge: name,
    judged: keys.length + [...lives.values()].reduce((sum, { renewals }) => sum + renewals.length, 0),
    breaches: [...breaches, ...lostLeases(operations, lives)].sort((one, other) => one.line - other.line),
  };
}

export const leaseLifetimes: Judge = { name, judge: judgeLeases };
