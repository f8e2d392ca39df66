import type { Entry, HardState, RaftSnapshot } from '../../../reference/etcd/raft/types.ts';

export interface DiskWrite {
  readonly snapshot: RaftSnapshot | undefined;
  readonly entries: readonly Entry<string>[];
  readonly hardState: HardState | undefined;
}

interface Pending {
  readonly write: DiskWrite;
  readonly done: () => void;
}

/** What one member would find after a crash, and what is on its way there. Writes become durable in order. */
export class SimulatedDisk {
  hardState: HardState = { term: 0, vote: undefined, commit: 0 };
  snapshot: RaftSnapshot | undefined;
  entries: Entry<string>[] = [];
  #pending: Pending[] = [];

  get busy(): boolean {
    return this.#pending.length > 0;
  }

  get used(): boolean {
    return this.snapshot !== undefined || this.entries.length > 0 || this.hardState.term > 0;
  }

  get startIndex(): number {
    return this.snapshot?.index ?? 0;
  }

  write(write: DiskWrite, done: () => void): void {
    this.#pending.push({ write, done });
  }

  finishOne(): void {
    const next = this.#pending.shift();
    if (next === undefined) return;
    this.#put(next.write);
    next.done();
  }

  /** The first `parts` parts of what is pending (a snapshot, an entry, a hard state each) get there; the rest is lost. */
  crash(parts: number): void {
    const pieces = this.#pending.flatMap(({ write: { snapshot, entries, hardState } }) => [
      ...(snapshot === undefined ? [] : [{ snapshot, entries: [], hardState: undefined }]),
      ...entries.map((entry) => ({ snapshot: undefined, entries: [entry], hardState: undefined })),
      ...(hardState === undefined ? [] : [{ snapshot: undefined, entries: [], hardState }]),
    ]);
    this.#pending = [];
    for (const piece of pieces.slice(0, parts)) this.#put(piece);
  }

  /** The application's state at `snapshot.index`; the log goes on after it. */
  saveSnapshot(snapshot: RaftSnapshot): void {
    if (snapshot.index <= this.startIndex) return;
    this.entries = this.entries.filter(({ index }) => index > snapshot.index);
    this.snapshot = snapshot;
  }

  holds(index: number, term: number): boolean {
    return index <= this.startIndex || this.entries[index - this.startIndex - 1]?.term === term;
  }

  #put({ snapshot, entries, hardState }: DiskWrite): void {
    if (snapshot !== undefined) {
      this.snapshot = snapshot;
      this.entries = [];
    }
    const first = entries.find(({ index }) => index > this.startIndex);
    if (first !== undefined) {
      this.entries.length = Math.min(this.entries.length, first.index - this.startIndex - 1);
      this.entries.push(...entries.filter(({ index }) => index >= first.index));
    }
    this.hardState = hardState ?? this.hardState;
  }
}
