import type { Message, MessageBody, Proposal } from '../raft/types.ts';
import { ByteReader, CodecError } from '../storage/byte-reader.ts';
import { ByteWriter } from '../storage/byte-writer.ts';
import {
  readChange,
  readConfiguration,
  readEntries,
  readFlag,
  readPosition,
  writeChange,
  writeConfiguration,
  writeEntries,
  writeFlag,
  writePosition,
} from '../storage/entry-codec.ts';
import type { DataCodec } from '../storage/types.ts';

/** How Raft's messages travel between members. Two codecs over one `DataCodec` understand each other. */
export interface MessageCodec<Data> {
  /**
   * The `content` of a snapshot does not travel in its message: it is undefined at the other end. Whoever sends one sends
   * the chunks of a `SnapshotCodec` beside it.
   */
  encode(message: Message<Data>): Uint8Array;
  /** Throws `CodecError` where the bytes are not exactly one message. Values may be views of `bytes`. */
  decode(bytes: Uint8Array): Message<Data>;
}

export function createMessageCodec<Data>(codec: DataCodec<Data>): MessageCodec<Data> {
  const writer = new ByteWriter();
  return {
    encode: (message) => {
      writer.clear();
      writer.byte(bodyTypes.indexOf(message.type));
      writer.text(message.from);
      writer.text(message.to);
      writer.varint(message.term);
      writeBody(writer, message, codec);
      return writer.copy();
    },
    decode: (bytes) => {
      const reader = new ByteReader(bytes);
      const type = bodyTypes[reader.byte()];
      if (type === undefined) throw new CodecError('no message is of this type');
      const envelope = { from: reader.text(), to: reader.text(), term: reader.varint() };
      const body = readBody(reader, type, codec);
      reader.end();
      return { ...envelope, ...body };
    },
  };
}

/** The place in this list is the number on the wire. */
const bodyTypes = [
  'append',
  'appendAnswer',
  'heartbeat',
  'heartbeatAnswer',
  'preVote',
  'vote',
  'preVoteAnswer',
  'voteAnswer',
  'snapshot',
  'timeoutNow',
  'transferLeader',
  'propose',
  'readIndex',
  'readIndexAnswer',
] as const satisfies readonly MessageBody<unknown>['type'][];

function writeBody<Data>(writer: ByteWriter, body: MessageBody<Data>, codec: DataCodec<Data>): void {
  switch (body.type) {
    case 'append':
      writePosition(writer, body.previous);
      writeEntries(writer, body.entries, codec);
      writer.varint(body.commit);
      return;
    case 'appendAnswer':
      writer.varint(body.index);
      writeFlag(writer, body.rejected !== undefined);
      if (body.rejected !== undefined) writePosition(writer, body.rejected.hint);
      return;
    case 'preVote':
    case 'vote':
      writePosition(writer, body.last);
      writeFlag(writer, body.transfer);
      return;
    case 'preVoteAnswer':
    case 'voteAnswer':
      writeFlag(writer, body.granted);
      return;
    case 'snapshot':
      writePosition(writer, body.snapshot);
      writeConfiguration(writer, body.snapshot.configuration);
      return;
    case 'propose':
      writer.varint(body.proposals.length);
      for (const proposal of body.proposals) writeProposal(writer, proposal, codec);
      return;
    default:
      writeShortBody(writer, body);
  }
}

type ShortType =
  'heartbeat' | 'heartbeatAnswer' | 'timeoutNow' | 'transferLeader' | 'readIndex' | 'readIndexAnswer';

function writeShortBody(writer: ByteWriter, body: Extract<MessageBody<never>, { type: ShortType }>): void {
  switch (body.type) {
    case 'heartbeat':
      writer.varint(body.commit);
      writer.text(body.context);
      return;
    case 'heartbeatAnswer':
    case 'readIndex':
      writer.text(body.context);
      return;
    case 'timeoutNow':
      return;
    case 'transferLeader':
      writer.text(body.transferee);
      return;
    case 'readIndexAnswer':
      writer.text(body.context);
      writer.varint(body.index);
  }
}

type BodyReaders<Data> = {
  readonly [Type in MessageBody<Data>['type']]: (
    reader: ByteReader,
    codec: DataCodec<Data>,
  ) => MessageBody<Data>;
};

function readBody<Data>(
  reader: ByteReader,
  type: MessageBody<Data>['type'],
  codec: DataCodec<Data>,
): MessageBody<Data> {
  const readers: BodyReaders<Data> = bodyReaders;
  return readers[type](reader, codec);
}

const bodyReaders = {
  append: <Data>(reader: ByteReader, codec: DataCodec<Data>): MessageBody<Data> => {
    const previous = readPosition(reader);
    const entries = readEntries(reader, codec);
    return { type: 'append', previous, entries, commit: reader.varint() };
  },
  appendAnswer: (reader: ByteReader): MessageBody<never> => {
    const index = reader.varint();
    if (!readFlag(reader)) return { type: 'appendAnswer', index };
    return { type: 'appendAnswer', index, rejected: { hint: readPosition(reader) } };
  },
  heartbeat: (reader: ByteReader): MessageBody<never> => {
    const commit = reader.varint();
    return { type: 'heartbeat', commit, context: reader.text() };
  },
  heartbeatAnswer: (reader: ByteReader): MessageBody<never> => ({
    type: 'heartbeatAnswer',
    context: reader.text(),
  }),
  preVote: (reader: ByteReader): MessageBody<never> => readCandidacy(reader, 'preVote'),
  vote: (reader: ByteReader): MessageBody<never> => readCandidacy(reader, 'vote'),
  preVoteAnswer: (reader: ByteReader): MessageBody<never> => ({
    type: 'preVoteAnswer',
    granted: readFlag(reader),
  }),
  voteAnswer: (reader: ByteReader): MessageBody<never> => ({ type: 'voteAnswer', granted: readFlag(reader) }),
  snapshot: (reader: ByteReader): MessageBody<never> => {
    const position = readPosition(reader);
    const configuration = readConfiguration(reader);
    return { type: 'snapshot', snapshot: { ...position, configuration, content: undefined } };
  },
  timeoutNow: (): MessageBody<never> => ({ type: 'timeoutNow' }),
  transferLeader: (reader: ByteReader): MessageBody<never> => ({
    type: 'transferLeader',
    transferee: reader.text(),
  }),
  propose: <Data>(reader: ByteReader, codec: DataCodec<Data>): MessageBody<Data> => ({
    type: 'propose',
    proposals: Array.from({ length: reader.count(2) }, () => readProposal(reader, codec)),
  }),
  readIndex: (reader: ByteReader): MessageBody<never> => ({ type: 'readIndex', context: reader.text() }),
  readIndexAnswer: (reader: ByteReader): MessageBody<never> => {
    const context = reader.text();
    return { type: 'readIndexAnswer', context, index: reader.varint() };
  },
};

function readCandidacy(reader: ByteReader, type: 'preVote' | 'vote'): MessageBody<never> {
  const last = readPosition(reader);
  return { type, last, transfer: readFlag(reader) };
}

function writeProposal<Data>(writer: ByteWriter, proposal: Proposal<Data>, codec: DataCodec<Data>): void {
  writeFlag(writer, proposal.kind === 'configuration');
  if (proposal.kind === 'command') {
    writer.bytes(codec.encode(proposal.data));
    return;
  }
  writeChange(writer, proposal.change);
  writeFlag(writer, proposal.context !== undefined);
  if (proposal.context !== undefined) writer.bytes(codec.encode(proposal.context));
}

function readProposal<Data>(reader: ByteReader, codec: DataCodec<Data>): Proposal<Data> {
  if (!readFlag(reader)) return { kind: 'command', data: codec.decode(reader.bytes()) };
  const change = readChange(reader);
  const context = readFlag(reader) ? codec.decode(reader.bytes()) : undefined;
  return { kind: 'configuration', change, context };
}
