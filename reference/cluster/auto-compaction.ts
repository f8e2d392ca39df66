import type { EtcdMember } from '../etcd/member.ts';
import type { Environment, Timer } from '../sim/environment.ts';
import { StartError } from './start-error.ts';

/** How much history a store keeps. */
export type Retention =
  | { readonly mode: 'periodic'; readonly keepMs: number }
  | { readonly mode: 'revision'; readonly keepRevisions: number };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const revisionCheckMs = 5 * minuteMs;
const looksPerPeriod = 10;

const unitMs: Readonly<Record<string, number>> = { h: hourMs, m: minuteMs, s: 1000, ms: 1 };

/**
 * What `--auto-compaction-mode` and `--auto-compaction-retention` say, as etcd reads them: a time (`1h30m`, a bare number
 * means hours) for periodic, which is the default, a number of revisions for revision. Undefined where nothing is to be
 * compacted. Throws a `StartError`.
 */
export function retentionOf(mode = 'periodic', retention = '0'): Retention | undefined {
  if (mode !== 'periodic' && mode !== 'revision')
    throw new StartError(`--auto-compaction-mode is "periodic" or "revision", not ${JSON.stringify(mode)}`);
  const whole = /^\d+$/.test(retention) ? Number(retention) : undefined;
  if (whole === 0) return undefined;
  if (mode === 'revision') {
    if (whole !== undefined) return { mode, keepRevisions: whole };
  } else if (whole !== undefined) return { mode, keepMs: whole * hourMs };
  else if (/^(?:\d+(?:ms|[hms]))+$/.test(retention)) {
    const parts = [...retention.matchAll(/(\d+)(ms|[hms])/g)];
    const keepMs = parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (unitMs[unit] ?? 0), 0);
    return keepMs === 0 ? undefined : { mode, keepMs };
  }
  const allowed = mode === 'revision' ? 'a number of revisions' : 'a time like 1h or 30m';
  throw new StartError(`--auto-compaction-retention is ${allowed}, not ${JSON.stringify(retention)}`);
}

interface Moment {
  readonly atMs: number;
  readonly revision: number;
}

/**
 * Compacts what is older than the retention, again and again, as long as the member leads; followers only take note of the
 * time. Periodic: everything before the revision of `keepMs` ago, every hour, or every `keepMs` where that is shorter.
 */
export class AutoCompaction {
  readonly #environment: Environment;
  readonly #member: EtcdMember;
  readonly #retention: Retention;
  readonly #client: ReturnType<EtcdMember['connect']>;
  readonly #moments: Moment[] = [];
  #timer: Timer;
  #nextAtMs: number;
  #compacted = 0;

  constructor(environment: Environment, member: EtcdMember, retention: Retention) {
    this.#environment = environment;
    this.#member = member;
    this.#retention = retention;
    this.#client = member.connect();
    this.#nextAtMs =
      retention.mode === 'periodic' ? environment.clock.now() + retention.keepMs : environment.clock.now();
    this.#timer = this.#arm();
  }

  stop(): Promise<void> {
    this.#timer.cancel();
    return this.#client.close();
  }

  #arm(): Timer {
    const retention = this.#retention;
    const delayMs =
      retention.mode === 'revision' ? revisionCheckMs : Math.min(retention.keepMs, hourMs) / looksPerPeriod;
    return this.#environment.timers.after(delayMs, () => {
      void this.#compact(this.#due());
      this.#timer = this.#arm();
    });
  }

  /** The revision to compact to; 0 for none. */
  #due(): number {
    const { revision } = this.#member.status();
    if (this.#retention.mode === 'revision') return revision - this.#retention.keepRevisions;
    const nowMs = this.#environment.clock.now();
    const { keepMs } = this.#retention;
    this.#moments.push({ atMs: nowMs, revision });
    if (nowMs < this.#nextAtMs) return 0;
    let due = 0;
    for (let oldest = this.#moments[0]; oldest !== undefined; oldest = this.#moments[0]) {
      if (oldest.atMs > nowMs - keepMs) break;
      due = oldest.revision;
      this.#moments.shift();
    }
    if (due > 0) this.#nextAtMs = nowMs + Math.min(keepMs, hourMs);
    return due;
  }

  /** What fails, another leader's compaction that was quicker too, is tried again at the next look. */
  async #compact(revision: number): Promise<void> {
    const { leader, memberId } = this.#member.status();
    if (revision <= this.#compacted || leader !== memberId) return;
    try {
      await this.#client.compact({ revision });
      this.#compacted = revision;
    } catch {
      this.#environment.trace.record({ actor: 'etcd', action: 'compact', detail: `${revision} was refused` });
    }
  }
}
