import type { KeyText } from './key-text.ts';
import { OrderedTree } from './ordered-tree.ts';

/**
 * When leases end. Only the member that leads keeps this, and it is not replicated: who takes over, or starts again,
 * gives every lease its whole time anew, so that no lease ever ends early.
 */
export class LeaseDeadlines {
  readonly #deadlines = new Map<number, number>();
  readonly #order = new OrderedTree<number>({ weight: () => 1, stamp: () => 0 });

  set(id: number, deadlineMs: number): void {
    this.remove(id);
    this.#deadlines.set(id, deadlineMs);
    this.#order.set(orderKey(id, deadlineMs), id);
  }

  get(id: number): number | undefined {
    return this.#deadlines.get(id);
  }

  remove(id: number): void {
    const deadline = this.#deadlines.get(id);
    if (deadline === undefined) return;
    this.#deadlines.delete(id);
    this.#order.delete(orderKey(id, deadline));
  }

  /** The earliest deadline of all. */
  earliest(): { readonly id: number; readonly deadlineMs: number } | undefined {
    const id = this.#order.first()?.[1];
    const deadlineMs = id === undefined ? undefined : this.#deadlines.get(id);
    return id === undefined || deadlineMs === undefined ? undefined : { id, deadlineMs };
  }
}

function orderKey(id: number, deadlineMs: number): KeyText {
  return `${String(Math.ceil(deadlineMs)).padStart(17, '0')} ${String(id).padStart(16, '0')}` as KeyText;
}
