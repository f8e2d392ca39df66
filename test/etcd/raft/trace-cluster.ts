import { emptyConfiguration } from '../../../reference/etcd/raft/configuration-change.ts';
import { createRaft } from '../../../reference/etcd/raft/raft-node.ts';
import type {
  Configuration,
  ConfigurationChange,
  Entry,
  MemberId,
  Message,
  Raft,
  RaftOptions,
  RaftSnapshot,
  Ready,
} from '../../../reference/etcd/raft/types.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import { entryText, messageText, readyText, statusText } from './trace-text.ts';

export interface TraceMember {
  readonly id: MemberId;
  raft: Raft<string>;
  readonly disk: SimulatedDisk;
  readonly configuration: Configuration | undefined;
  applied: { index: number; term: number; configuration: Configuration };
}

/** The cluster that golden traces command. Nothing happens in it by itself. */
export class TraceCluster {
  readonly members: Map<MemberId, TraceMember> = new Map();
  /** What has happened since it was last looked at. */
  readonly lines: string[] = [];
  options: Partial<RaftOptions<string>> = {};
  #underWay: Message<string>[] = [];
  readonly #cut = new Set<string>();

  member(id: string | undefined): TraceMember {
    const member = this.members.get(id ?? '');
    if (member === undefined) throw new Error(`there is no member ${id ?? ''}`);
    return member;
  }

  add(id: MemberId, configuration: Configuration | undefined): void {
    const disk = new SimulatedDisk();
    const applied = { index: 0, term: 0, configuration: configuration ?? emptyConfiguration };
    const raft = this.#create(id, configuration, disk);
    this.members.set(id, { id, raft, disk, configuration, applied });
    raft.snapshotSource = () => this.snapshotOf(this.member(id));
  }

  /** What was handed out and is not durable is lost. */
  restart(member: TraceMember): void {
    const { id, disk, configuration } = member;
    disk.crash(0);
    const { index, term } = disk.snapshot ?? { index: 0, term: 0 };
    const before = disk.snapshot?.configuration ?? configuration ?? emptyConfiguration;
    member.applied = { index, term, configuration: before };
    member.raft = this.#create(id, configuration, disk);
    member.raft.snapshotSource = () => this.snapshotOf(member);
  }

  snapshotOf({ applied }: TraceMember): RaftSnapshot | undefined {
    return applied.index === 0 ? undefined : { ...applied, content: undefined };
  }

  compact(member: TraceMember, index: number): void {
    const snapshot = this.snapshotOf(member);
    if (snapshot !== undefined) member.disk.saveSnapshot(snapshot);
    member.raft.compact(index);
  }

  /** Takes a ready, sends what may leave, applies; the disk goes on later. */
  take(member: TraceMember): boolean {
    if (!member.raft.hasReady()) return false;
    const { raft } = member;
    const ready = raft.ready();
    const text = readyText(ready);
    if (text !== '') this.lines.push(`${member.id} ${text}`);
    this.#underWay.push(...ready.messages);
    member.disk.write(ready, () => {
      this.#underWay.push(...ready.messagesAfterPersist);
      raft.persisted(ready);
      if (ready.snapshot !== undefined) this.#install(member, ready.snapshot);
    });
    if (ready.committed.length > 0) this.#apply(member, ready);
    return true;
  }

  /** Takes what there is, makes it durable, until there is nothing more. */
  process(member: TraceMember): boolean {
    let some = member.disk.busy;
    while (this.take(member) || member.disk.busy) {
      some = true;
      member.disk.finishOne();
    }
    return some;
  }

  /** Delivers what is under way now, from `from` to `to` where they are given. */
  deliver(from?: string, to?: string): boolean {
    const chosen = (message: Message<string>): boolean =>
      (from === undefined || message.from === from) && (to === undefined || message.to === to);
    const now = this.#underWay.filter(chosen);
    this.#underWay = this.#underWay.filter((message) => !chosen(message));
    for (const message of now) {
      const receiver = this.#cut.has(`${message.from}>${message.to}`)
        ? undefined
        : this.members.get(message.to);
      this.lines.push(`${messageText(message)}${receiver === undefined ? ' (lost)' : ''}`);
      receiver?.raft.step(message);
    }
    return now.length > 0;
  }

  stabilize(): void {
    for (let busy = true; busy;) {
      busy = false;
      for (const member of this.members.values()) busy = this.process(member) || busy;
      busy = this.deliver() || busy;
    }
  }

  /** Everything under way between them happens twice. */
  duplicate(): void {
    this.#underWay.push(...this.#underWay);
  }

  /** What is under way overtakes itself. */
  reverse(): void {
    this.#underWay.reverse();
  }

  lose(): void {
    this.#underWay = [];
  }

  cut(from: string, to: string): void {
    this.#cut.add(`${from}>${to}`);
  }

  heal(): void {
    this.#cut.clear();
  }

  tellStatus({ raft }: TraceMember): void {
    this.lines.push(...statusText(raft.status()).split('\n'));
  }

  tellDisk({ disk: { snapshot, entries, hardState } }: TraceMember): void {
    const start = snapshot === undefined ? '' : `snapshot ${snapshot.index}/t${snapshot.term}; `;
    const { term, vote, commit } = hardState;
    const log = entries.map(entryText).join(', ');
    this.lines.push(`${start}[${log}]; state t${term} vote ${vote ?? '-'} commit ${commit}`);
  }

  #create(id: MemberId, configuration: Configuration | undefined, disk: SimulatedDisk): Raft<string> {
    const { hardState, snapshot, entries, used } = disk;
    return createRaft<string>({
      id,
      // Member 1 is the least patient, so that it is known who campaigns first.
      random: (bound) => (Number(id) - 1) % bound,
      sizeOf: (data) => data.length,
      ...this.options,
      ...(configuration === undefined ? {} : { configuration }),
      ...(used ? { restored: { hardState, snapshot, entries: [...entries] } } : {}),
    });
  }

  #apply(member: TraceMember, { committed }: Ready<string>): void {
    for (const entry of committed) {
      if (entry.kind === 'configuration') this.#change(member, entry.change);
      member.applied = { ...member.applied, ...placeOf(entry) };
    }
    member.raft.appliedTo(member.applied.index);
  }

  #change(member: TraceMember, change: ConfigurationChange): void {
    member.applied.configuration = member.raft.applyChange(change);
  }

  #install(member: TraceMember, { index, term, configuration }: RaftSnapshot): void {
    member.applied = { index, term, configuration };
    member.raft.appliedTo(index);
  }
}

function placeOf({ index, term }: Entry<string>): { readonly index: number; readonly term: number } {
  return { index, term };
}
