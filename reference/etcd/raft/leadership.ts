import { membersOf, isVoter } from './configuration-change.ts';
import { Progress } from './progress.ts';
import { ReadQueue } from './read-queue.ts';
import type { Configuration, MemberId } from './types.ts';

/** What a member keeps only while it leads. */
export class Leadership {
  readonly progress: Map<MemberId, Progress> = new Map();
  readonly reads: ReadQueue = new ReadQueue();
  /** No configuration change is taken before everything up to here is applied. */
  pendingChangeIndex: number;
  /** Of this leader's own proposals. */
  uncommittedBytes = 0;
  transferee: MemberId | undefined;
  /** There may be something to send to someone. */
  due = true;
  readonly #self: MemberId;
  readonly #windowSize: number;

  constructor(self: MemberId, lastIndex: number, windowSize: number) {
    this.#self = self;
    this.#windowSize = windowSize;
    this.pendingChangeIndex = lastIndex;
  }

  /** Those who are there no more are forgotten; who is new is looked at from the end of the log. */
  adopt(configuration: Configuration, next: number, recentlyActive: boolean): void {
    const members = membersOf(configuration);
    for (const id of this.progress.keys()) if (!members.includes(id)) this.progress.delete(id);
    for (const id of members) {
      if (id === this.#self || this.progress.has(id)) continue;
      this.progress.set(id, new Progress(next, recentlyActive, this.#windowSize));
    }
    if (this.transferee !== undefined && !isVoter(configuration, this.transferee))
      this.transferee = undefined;
  }
}
