import type {
  Configuration,
  Entry,
  MemberId,
  RaftStatus,
  Ready,
} from '../../../reference/etcd/raft/types.ts';
import type { SimulatedDisk } from './simulated-disk.ts';

/** A promise of Raft that was not kept. */
export class Breach extends Error {
  readonly invariant: string;

  constructor(invariant: string, detail: string) {
    super(`${invariant}: ${detail}`);
    this.invariant = invariant;
  }
}

/** A member's log as its readies have told it, which a crash takes back to the disk. */
interface Mirror {
  startIndex: number;
  startTerm: number;
  entries: Entry<string>[];
  ledTerm: number | undefined;
  checkedCommit: number;
}

interface Decided {
  readonly term: number;
  readonly content: string;
  /** The term of the member that first knew it: the entry was committed in this one or an earlier one. */
  readonly knownIn: number;
}

function contentOf(entry: Entry<string>): string {
  return entry.kind === 'command' ? entry.data : JSON.stringify(entry);
}

/** Looks at a whole cluster at once, which no member can, and throws a `Breach` as soon as a promise is broken. */
export class InvariantChecker {
  /** The highest index that any member has known to be committed. */
  highestCommit = 0;
  elections = 0;
  truncations = 0;
  readonly #leaders = new Map<number, MemberId>();
  /** By index and term: what an entry holds and the term of the one before it. */
  readonly #placed = new Map<string, string>();
  readonly #decided = new Map<number, Decided>();
  readonly #mirrors = new Map<MemberId, Mirror>();

  started(id: MemberId, disk: SimulatedDisk): void {
    this.#mirrors.set(id, {
      startIndex: disk.startIndex,
      startTerm: disk.snapshot?.term ?? 0,
      entries: [...disk.entries],
      ledTerm: undefined,
      checkedCommit: disk.startIndex,
    });
  }

  /** After every call into a member. `durableOn` tells whether a member's disk holds an entry. */
  looked(status: RaftStatus, durableOn: (id: MemberId, index: number, term: number) => boolean): void {
    if (status.role !== 'leader') return;
    const mirror = this.#mirrorOf(status.id);
    if (mirror.ledTerm !== status.term) this.#elected(status, mirror);
    // What a leader commits first is looked at here, before a ready tells of it.
    if (status.commit <= this.highestCommit) return;
    const term = this.#termAt(mirror, status.commit);
    const { configuration, commit } = status;
    if (term !== undefined && !heldByQuorum(configuration, (id) => durableOn(id, commit, term))) {
      throw new Breach('durability', `${status.id} commits ${commit} that no quorum has on disk`);
    }
    this.highestCommit = commit;
  }

  took(status: RaftStatus, ready: Ready<string>): void {
    const mirror = this.#mirrorOf(status.id);
    if (ready.snapshot !== undefined) {
      const { index, term } = ready.snapshot;
      Object.assign(mirror, { startIndex: index, startTerm: term, entries: [], checkedCommit: index });
    }
    const [first] = ready.entries;
    if (first !== undefined) this.#replace(status, mirror, first.index);
    for (const entry of ready.entries) this.#place(mirror, entry);
    for (let index = mirror.checkedCommit + 1; index <= status.commit; index += 1) {
      this.#decide(status, mirror, index);
    }
    mirror.checkedCommit = Math.max(mirror.checkedCommit, status.commit);
    this.highestCommit = Math.max(this.highestCommit, status.commit);
  }

  applied(id: MemberId, entry: Entry<string>): void {
    const decided = this.#decided.get(entry.index);
    if (decided?.term !== entry.term || decided.content !== contentOf(entry)) {
      throw new Breach('state machine safety', `${id} applies another entry ${entry.index}`);
    }
  }

  readServed(id: MemberId, index: number, committedBefore: number): void {
    if (index < committedBefore) {
      throw new Breach(
        'linearizable reads',
        `${id} reads at ${index}, ${committedBefore} was committed before`,
      );
    }
  }

  #elected(status: RaftStatus, mirror: Mirror): void {
    mirror.ledTerm = status.term;
    this.elections += 1;
    const other = this.#leaders.get(status.term);
    if (other !== undefined && other !== status.id) {
      throw new Breach('election safety', `${other} and ${status.id} both lead term ${status.term}`);
    }
    this.#leaders.set(status.term, status.id);
    for (let index = this.highestCommit; index > mirror.startIndex; index -= 1) {
      const decided = this.#decided.get(index);
      if (decided === undefined || decided.knownIn >= status.term) continue;
      if (this.#termAt(mirror, index) !== decided.term) {
        throw new Breach('leader completeness', `${status.id} leads term ${status.term} without ${index}`);
      }
      // Log matching makes the rest the same.
      return;
    }
  }

  #replace(status: RaftStatus, mirror: Mirror, index: number): void {
    const length = index - mirror.startIndex - 1;
    if (length < mirror.entries.length) {
      this.truncations += 1;
      if (status.role === 'leader' && this.#termAt(mirror, index) === status.term) {
        throw new Breach('leader append-only', `${status.id} replaces ${index} in term ${status.term}`);
      }
    }
    mirror.entries.length = length;
  }

  #place(mirror: Mirror, entry: Entry<string>): void {
    const before = this.#termAt(mirror, entry.index - 1);
    mirror.entries.push(entry);
    const key = `${entry.index}/${entry.term}`;
    const content = `${before ?? '?'} ${contentOf(entry)}`;
    const known = this.#placed.get(key);
    if (known !== undefined && known !== content) throw new Breach('log matching', `two entries ${key}`);
    this.#placed.set(key, content);
  }

  #decide(status: RaftStatus, mirror: Mirror, index: number): void {
    const entry = mirror.entries[index - mirror.startIndex - 1];
    if (entry === undefined) throw new Breach('log matching', `${status.id} commits ${index} beyond its log`);
    const content = contentOf(entry);
    const decided = this.#decided.get(index);
    if (decided === undefined) {
      this.#decided.set(index, { term: entry.term, content, knownIn: status.term });
    } else if (decided.term !== entry.term || decided.content !== content) {
      throw new Breach('state machine safety', `${status.id} commits another entry ${index}`);
    }
  }

  #termAt(mirror: Mirror, index: number): number | undefined {
    return index === mirror.startIndex
      ? mirror.startTerm
      : mirror.entries[index - mirror.startIndex - 1]?.term;
  }

  #mirrorOf(id: MemberId): Mirror {
    const mirror = this.#mirrors.get(id);
    if (mirror === undefined) throw new Error(`member ${id} has not started`);
    return mirror;
  }
}

function heldByQuorum({ voters, outgoing }: Configuration, holds: (id: MemberId) => boolean): boolean {
  return [voters, outgoing].every((half) => half.length === 0 || half.filter(holds).length * 2 > half.length);
}
