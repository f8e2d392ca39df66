import type { MemberParts } from '../../../reference/etcd/member-parts.ts';
import type { MvccStore } from '../../../reference/etcd/mvcc-store.ts';
import type { RaftMember } from '../../../reference/etcd/raft-member.ts';
import { hashStore } from '../../../reference/etcd/store-hash.ts';
import type { Chaos } from './chaos.ts';
import type { Breach, ChaosReport } from './chaos-report.ts';

/** Looks at the members from within: what they must have in common they must have at every moment. */
export class ReplicaWitness {
  readonly #report: ChaosReport;
  readonly #onBreach: (breach: Breach) => void;
  /** By place of the log. */
  readonly #states = new Map<number, { readonly text: string; readonly number: number; shared: boolean }>();
  readonly #looked = new Map<number, string>();
  /** Which entry stands at which place and of which term. */
  readonly #entries = new Map<string, string>();
  readonly #leaders = new Map<number, string>();
  #newestTerm = 0;

  constructor(report: ChaosReport, onBreach: (breach: Breach) => void) {
    this.#report = report;
    this.#onBreach = onBreach;
  }

  /** Told the state of each member after each entry at which it is looked at. */
  onState: (line: string) => void = () => undefined;
  /** Told which member has given its vote to another. */
  onVote: (voter: string, candidate: string) => void = () => undefined;

  /** Every log that is written is compared: where index and term are the same, so is the entry. */
  listenTo(parts: MemberParts): MemberParts {
    const { storage } = parts;
    const persist: typeof storage.persist = (batch, done) => {
      if (batch.snapshot !== undefined && batch.snapshot.index > 1) this.#report.snapshotsInstalled += 1;
      for (const entry of batch.entries) {
        const text =
          entry.kind === 'command'
            ? `${entry.data.origin} ${entry.data.boot} ${entry.data.sequence}`
            : entry.kind === 'configuration'
              ? JSON.stringify(entry.change)
              : entry.kind;
        this.#logged(`${entry.index}/${entry.term}`, text);
      }
      storage.persist(batch, done);
    };
    return { ...parts, storage: withPersist(storage, persist), ...this.#listening(parts) };
  }

  #listening({ openLink }: MemberParts): Pick<MemberParts, 'openLink'> {
    if (openLink === undefined) return {};
    return {
      openLink: (handlers) => {
        const link = openLink(handlers);
        return {
          ...link,
          send: (message) => {
            link.send(message);
            if (message.kind === 'raft' && message.message.type === 'voteAnswer' && message.message.granted)
              this.onVote(message.from, message.to);
          },
        };
      },
    };
  }

  look(chaos: Pick<Chaos, 'store'>): void {
    for (const number of chaos.store.numbers) {
      const member = chaos.store.memberOf(number) as RaftMember | undefined;
      if (member === undefined) continue;
      const { raftAppliedIndex: applied, memberId, leader, raftTerm: term } = member.status();
      if (leader === memberId) this.#leads(term, memberId);
      const looked = `${applied} ${memberId}`;
      if (applied === 0 || this.#looked.get(number) === looked) continue;
      this.#looked.set(number, looked);
      this.#compare(applied, number, member);
    }
  }

  /** Who said that it leads in this term must stay the only one. */
  #leads(term: number, memberId: string): void {
    const other = this.#leaders.get(term);
    if (other === undefined) {
      this.#leaders.set(term, memberId);
      if (term > this.#newestTerm) this.#report.leaderChanges += this.#newestTerm === 0 ? 0 : 1;
      this.#newestTerm = Math.max(this.#newestTerm, term);
    } else if (other !== memberId)
      this.#breach('ETCD-13', `${other} and ${memberId} both lead in term ${term}`);
  }

  #compare(applied: number, number: number, member: RaftMember): void {
    const text = stateText(member.store, member.content());
    this.onState(`m${number} after ${applied}: ${text}`);
    const known = this.#states.get(applied);
    if (known === undefined) {
      this.#states.set(applied, { text, number, shared: false });
      return;
    }
    if (known.number !== number) this.#report.statesCompared += 1;
    if (known.text !== text)
      this.#breach(
        'ETCD-9',
        `members ${known.number} and ${number} differ after entry ${applied}: ${known.text} and ${text}`,
      );
  }

  #logged(place: string, text: string): void {
    const known = this.#entries.get(place);
    if (known === undefined) this.#entries.set(place, text);
    else if (known !== text) this.#breach('ETCD-9', `two entries stand at ${place}: ${known} and ${text}`);
  }

  #breach(requirement: string, message: string): void {
    this.#onBreach({ requirement, message });
  }
}

function withPersist(
  storage: MemberParts['storage'],
  persist: MemberParts['storage']['persist'],
): MemberParts['storage'] {
  return {
    persist,
    get full() {
      return storage.full;
    },
    saveSnapshot: (snapshot) => storage.saveSnapshot(snapshot),
    get bytesSinceSnapshot() {
      return storage.bytesSinceSnapshot;
    },
    get snapshotBytes() {
      return storage.snapshotBytes;
    },
    close: () => storage.close(),
  };
}

function stateText(
  store: MvccStore,
  { members, alarms, requests }: ReturnType<RaftMember['content']>,
): string {
  const origins = requests.map(
    ({ origin, boot, lowWater, above }) => `${origin}/${boot}/${lowWater}+${above.join('+')}`,
  );
  const ids = members.map(({ id, isLearner, name }) => `${id}${isLearner ? 'L' : ''}${name}`);
  return [store.revision, store.compactRevision, hashStore(store), ids, JSON.stringify(alarms), origins].join(
    ' ',
  );
}
