import type { KeyText } from './key-text.ts';
import { compactedChain, sizeOfEntry } from './key-version.ts';
import type { KeyVersion } from './key-version.ts';
import type { OrderedTree } from './ordered-tree.ts';
import type { RevisionLog } from './revision-log.ts';

/** Keys whose history is longer are remembered during a sweep, so that it is walked once however often they changed. */
const longHistory = 8;

/**
 * The removal of what a compaction made unreachable, in steps. Reads never notice how far it has come: they are bounded
 * by the compacted revision, which takes effect at once.
 */
export class CompactionSweep {
  readonly #keys: OrderedTree<KeyVersion>;
  readonly #log: RevisionLog;
  readonly #done = new Set<KeyText>();
  /** Everything up to here is unreachable but for what is newest. */
  #target: number;
  /** The next revision of which the changed keys are to be looked at, and the place within it. */
  #next: number;
  #position = 0;

  constructor(
    content: { readonly keys: OrderedTree<KeyVersion>; readonly log: RevisionLog },
    progress: { readonly target: number; readonly next: number },
  ) {
    this.#keys = content.keys;
    this.#log = content.log;
    this.#target = progress.target;
    this.#next = progress.next;
  }

  get next(): number {
    return this.#next;
  }

  get finished(): boolean {
    return this.#next > this.#target;
  }

  begin(target: number): void {
    this.#target = target;
    this.#done.clear();
  }

  /** Looks at this many changes; returns the bytes of keys and values that it removed. */
  step(changes: number): number {
    let freed = 0;
    let left = changes;
    while (left > 0 && this.#next <= this.#target) {
      const changed = this.#log.at(this.#next) ?? [];
      const keys = typeof changed === 'string' ? [changed] : changed;
      const end = Math.min(keys.length, this.#position + left);
      left -= Math.max(1, end - this.#position);
      for (const key of keys.slice(this.#position, end)) freed += this.#sweep(key);
      this.#position = end;
      if (end === keys.length) {
        this.#next += 1;
        this.#position = 0;
      }
    }
    // The record of the compacted revision itself can still be watched.
    this.#log.dropBefore(Math.min(this.#next, this.#target));
    if (this.finished) this.#done.clear();
    return freed;
  }

  #sweep(key: KeyText): number {
    if (this.#done.has(key)) return 0;
    const newest = this.#keys.get(key);
    if (newest === undefined) return 0;
    const { chain, walked, dropped } = compactedChain(newest, this.#target);
    if (walked > longHistory) this.#done.add(key);
    let freed = 0;
    for (let version = dropped; version !== undefined; version = version.older)
      freed += sizeOfEntry(version.entry);
    if (chain === undefined) this.#keys.delete(key);
    else if (chain !== newest) this.#keys.set(key, chain);
    return freed;
  }
}
