import type { AppliedRequestsState } from '../applied-requests.ts';
import type { Lease } from '../lessor.ts';
import type { MemberState } from '../member-parts.ts';
import type { AlarmType } from '../member.ts';
import type { StoreSnapshot } from '../mvcc-store.ts';
import { MalformedBytes } from './byte-reader.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { snapshotMark, snapshotVersion } from './snapshot-format.ts';

/** What is said of a store before its keys come. */
export interface StoreOutline extends Pick<
  StoreSnapshot,
  'revision' | 'compactRevision' | 'sweepNext' | 'storedBytes' | 'storedBytesInUse'
> {
  readonly logFirst: number;
  readonly leases: ReadonlyMap<number, Lease>;
}

/** A member's state without its keys and their history. */
export interface StateOutline extends Omit<MemberState, 'store'> {
  readonly store: StoreOutline;
}

const alarms: readonly AlarmType[] = ['NOSPACE', 'CORRUPT'];

export function writeState(
  writer: ByteWriter,
  { store, members, alarms: raised, requests }: MemberState,
): void {
  writer.text(snapshotMark);
  writer.number(snapshotVersion);
  const { revision, compactRevision, sweepNext, storedBytes, storedBytesInUse, log } = store;
  for (const number of [revision, compactRevision, sweepNext, storedBytes, storedBytesInUse, log.first]) {
    writer.number(number);
  }
  writer.number(store.leaseTable.leases.size);
  for (const { id, ttlSeconds } of store.leaseTable.leases.values()) {
    writer.number(id);
    writer.number(ttlSeconds);
  }
  writer.number(members.length);
  for (const { id, name, peerUrls, clientUrls, isLearner } of members) {
    writer.text(id);
    writer.text(name);
    writer.texts(peerUrls);
    writer.texts(clientUrls);
    writer.byte(isLearner ? 1 : 0);
  }
  writer.number(raised.length);
  for (const { memberId, alarm } of raised) {
    writer.text(memberId);
    writer.byte(alarms.indexOf(alarm));
  }
  writeRequests(writer, requests);
}

function writeRequests(writer: ByteWriter, requests: AppliedRequestsState): void {
  writer.number(requests.length);
  for (const { origin, boot, lowWater, above } of requests) {
    writer.text(origin);
    writer.number(boot);
    writer.number(lowWater);
    writer.number(above.length);
    for (const sequence of above) writer.number(sequence);
  }
}

export function readState(reader: ByteReader): StateOutline {
  checkMark(reader);
  const store = {
    revision: reader.number(),
    compactRevision: reader.number(),
    sweepNext: reader.number(),
    storedBytes: reader.number(),
    storedBytesInUse: reader.number(),
    logFirst: reader.number(),
    leases: new Map(
      reader
        .list(() => ({ id: reader.number(), ttlSeconds: reader.number() }))
        .map((lease) => [lease.id, lease]),
    ),
  };
  const members = reader.list(() => ({
    id: reader.text(),
    name: reader.text(),
    peerUrls: reader.texts(),
    clientUrls: reader.texts(),
    isLearner: reader.byte() === 1,
  }));
  const raised = reader.list(() => ({ memberId: reader.text(), alarm: readAlarm(reader) }));
  const requests = reader.list(() => ({
    origin: reader.text(),
    boot: reader.number(),
    lowWater: reader.number(),
    above: reader.list(() => reader.number()),
  }));
  return { store, members, alarms: raised, requests };
}

function checkMark(reader: ByteReader): void {
  if (reader.text() !== snapshotMark) throw new MalformedBytes('this is not a snapshot of a store');
  const version = reader.number();
  if (version !== snapshotVersion) {
    throw new MalformedBytes(
      `a snapshot in format ${String(version)}; this program reads format ${String(snapshotVersion)}`,
    );
  }
}

function readAlarm(reader: ByteReader): AlarmType {
  const alarm = alarms[reader.byte()];
  if (alarm === undefined) throw new MalformedBytes('there is no such alarm');
  return alarm;
}
