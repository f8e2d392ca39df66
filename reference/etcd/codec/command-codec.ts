import type { AlarmType } from '../member.ts';
import type { Command, CommandBodies, CommandKind, ProposedCommand } from '../command.ts';
import type { DataCodec } from '../storage/types.ts';
import { ByteReader, MalformedBytes } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { readDeleteRange, readPut, readTxn, writeDeleteRange, writePut, writeTxn } from './request-codec.ts';

/** The first byte of every command: another number where the format changes. */
const version = 1;

/** The order is the format: a new kind goes to the end. */
const kinds = [
  'put',
  'deleteRange',
  'txn',
  'compaction',
  'leaseGrant',
  'leaseRevoke',
  'alarm',
  'memberAttributes',
  'member',
] as const satisfies readonly CommandKind[];

const alarms: readonly AlarmType[] = ['NOSPACE', 'CORRUPT'];

type Writers = { readonly [Kind in CommandKind]: (writer: ByteWriter, body: CommandBodies[Kind]) => void };
type Readers = { readonly [Kind in CommandKind]: (reader: ByteReader) => CommandBodies[Kind] };

const writers: Writers = {
  put: writePut,
  deleteRange: writeDeleteRange,
  txn: writeTxn,
  compaction: (writer, { revision, physical }) => {
    writer.number(revision);
    writer.byte(physical === true ? 1 : 0);
  },
  leaseGrant: (writer, { id, ttlSeconds }) => {
    writer.number(id);
    writer.number(ttlSeconds);
  },
  leaseRevoke: (writer, { id }) => {
    writer.number(id);
  },
  alarm: (writer, { memberId, alarm, raised }) => {
    writer.text(memberId);
    writer.byte(alarms.indexOf(alarm));
    writer.byte(raised ? 1 : 0);
  },
  memberAttributes: (writer, { memberId, name, clientUrls }) => {
    writer.text(memberId);
    writer.text(name);
    writer.texts(clientUrls);
  },
  member: (writer, { id, name, peerUrls, clientUrls, isLearner }) => {
    writer.text(id);
    writer.text(name);
    writer.texts(peerUrls);
    writer.texts(clientUrls);
    writer.byte(isLearner ? 1 : 0);
  },
};

const readers: Readers = {
  put: readPut,
  deleteRange: readDeleteRange,
  txn: readTxn,
  compaction: (reader) => ({ revision: reader.number(), physical: reader.byte() === 1 }),
  leaseGrant: (reader) => ({ id: reader.number(), ttlSeconds: reader.number() }),
  leaseRevoke: (reader) => ({ id: reader.number() }),
  alarm: (reader) => ({ memberId: reader.text(), alarm: readAlarm(reader), raised: reader.byte() === 1 }),
  memberAttributes: (reader) => ({
    memberId: reader.text(),
    name: reader.text(),
    clientUrls: reader.texts(),
  }),
  member: (reader) => ({
    id: reader.text(),
    name: reader.text(),
    peerUrls: reader.texts(),
    clientUrls: reader.texts(),
    isLearner: reader.byte() === 1,
  }),
};

function readAlarm(reader: ByteReader): AlarmType {
  const alarm = alarms[reader.byte()];
  if (alarm === undefined) throw new MalformedBytes('there is no such alarm');
  return alarm;
}

function writeCommand<Kind extends CommandKind>(writer: ByteWriter, command: Command<Kind>): void {
  writer.byte(kinds.indexOf(command.kind));
  writers[command.kind](writer, command.body);
}

function readCommand(reader: ByteReader): Command {
  const kind = kinds[reader.byte()];
  if (kind === undefined) throw new MalformedBytes('there is no such kind of command');
  return { kind, body: readers[kind](reader) } as Command;
}

const scratch = new ByteWriter();

/**
 * Commands as bytes. Fields that mean the same absent as with their default come back with the default. A decoded
 * command holds views of the bytes that it was decoded from, which must not change afterwards.
 */
export const commandCodec: DataCodec<ProposedCommand> = {
  encode({ origin, boot, sequence, command }) {
    scratch.byte(version);
    scratch.text(origin);
    scratch.number(boot);
    scratch.number(sequence);
    writeCommand(scratch, command);
    return scratch.take();
  },

  decode(bytes) {
    const reader = new ByteReader(bytes);
    const found = reader.byte();
    if (found !== version)
      throw new MalformedBytes(`a command of version ${String(found)}, not ${String(version)}`);
    const origin = reader.text();
    const boot = reader.number();
    const sequence = reader.number();
    const command = readCommand(reader);
    reader.end();
    return { origin, boot, sequence, command };
  },
};
