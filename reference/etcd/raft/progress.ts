import { InflightWindow } from './inflight-window.ts';

/**
 * What a leader knows about one other member. While it `probe`s, one append at a time looks for where the logs agree; then
 * it `replicate`s, sending ahead of the acknowledgements up to a window; a member that needs what the log no longer has
 * waits in `snapshot`.
 */
export class Progress {
  /** The last entry that is known to be the same there. Always below `next`. */
  match = 0;
  /** The first entry of the next append. */
  next: number;
  state: 'probe' | 'replicate' | 'snapshot' = 'probe';
  /** Heard from since the leader last counted its quorum. */
  recentlyActive: boolean;
  /** The last round of heartbeats for reads that it has answered. */
  readRound = 0;
  /** The highest commit index it has been told of. */
  toldCommit = 0;
  /** An append is wanted even if it carries nothing: the answer tells whether something was lost. */
  probeDue = false;
  /** It has said that it cannot begin from the log, because it knows no configuration. */
  wantsSnapshot = false;
  snapshotIndex = 0;
  /** Ticks since the snapshot was sent. */
  snapshotAge = 0;
  #waiting = false;
  readonly #window: InflightWindow;

  constructor(next: number, recentlyActive: boolean, windowSize: number) {
    this.next = next;
    this.recentlyActive = recentlyActive;
    this.#window = new InflightWindow(windowSize);
  }

  /** Nothing more may be sent until something is heard. */
  get paused(): boolean {
    return this.state === 'snapshot' || this.#waiting;
  }

  get windowFull(): boolean {
    return this.#window.full;
  }

  /** An append with `count` entries from `next` on was sent. */
  sent(count: number, commit: number): void {
    this.probeDue = false;
    this.toldCommit = Math.max(this.toldCommit, Math.min(commit, this.next - 1 + count));
    if (this.state === 'probe') {
      this.#waiting = true;
      return;
    }
    if (count > 0) {
      this.next += count;
      this.#window.add(this.next - 1);
    }
    this.#waiting = this.#window.full;
  }

  /** It is alive: what was held back may be tried once more, since what was under way may be lost. */
  heard(): void {
    this.recentlyActive = true;
    this.#waiting = false;
  }

  /** It has everything up to `index`; false where that is no news. */
  accepted(index: number): boolean {
    const news = index > this.match;
    if (news) {
      this.match = index;
      this.#waiting = false;
    }
    this.next = Math.max(this.next, this.match + 1);
    if (this.state === 'replicate') {
      this.#window.freeTo(index);
      this.#waiting &&= this.#window.full;
    }
    return news;
  }

  /**
   * It refused an append after `refused`; `hint` is the last place where the logs may agree. False where the refusal is of
   * an append that has been overtaken.
   */
  refused(refused: number, hint: number): boolean {
    if (this.state === 'snapshot') return false;
    if (this.state === 'replicate' ? refused <= this.match : refused !== this.next - 1) return false;
    if (this.state === 'replicate') this.becomeProbe();
    this.next = Math.max(Math.min(refused, hint + 1), this.match + 1);
    this.toldCommit = Math.min(this.toldCommit, this.next - 1);
    this.#waiting = false;
    this.probeDue = true;
    return true;
  }

  becomeProbe(): void {
    this.next = Math.max(this.match, this.state === 'snapshot' ? this.snapshotIndex : 0) + 1;
    this.#enter('probe');
    this.probeDue = true;
  }

  becomeReplicate(): void {
    this.next = this.match + 1;
    this.#enter('replicate');
  }

  becomeSnapshot(index: number): void {
    this.#enter('snapshot');
    this.snapshotIndex = index;
    this.next = index + 1;
    this.wantsSnapshot = false;
  }

  /** The snapshot is no longer under way, or is not known to be: the log is tried again. */
  snapshotOver(arrived: boolean): void {
    if (!arrived) this.snapshotIndex = 0;
    this.becomeProbe();
    // Its own answer, or its next sign of life, will say more than a guess that is sent at once.
    this.#waiting = true;
  }

  #enter(state: 'probe' | 'replicate' | 'snapshot'): void {
    this.state = state;
    this.#waiting = false;
    this.probeDue = false;
    this.snapshotAge = 0;
    this.toldCommit = Math.min(this.toldCommit, this.next - 1);
    this.#window.clear();
  }
}
