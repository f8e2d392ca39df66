import { invariant } from '../invariant.ts';
import type {
  ChangeStep,
  Configuration,
  ConfigurationChange,
  Entry,
  HardState,
  LogPosition,
} from '../raft/types.ts';
import type { ByteReader } from './byte-reader.ts';
import { CodecError } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { DataCodec } from './types.ts';

/*
 * How the values of Raft are written, in the log and between members. The numbers below are the format: they are never
 * given another meaning.
 */

const kinds = { command: 0, empty: 1, configuration: 2, configurationWithContext: 3 } as const;
const stepTypes = ['addVoter', 'addLearner', 'remove'] as const;
const joints = [undefined, 'auto', 'explicit'] as const;
/** An entry without data takes its kind and its term. */
const leastEntryBytes = 2;

/** Entries that follow one another without a gap: only the first one's index is written. */
export function writeEntries<Data>(
  writer: ByteWriter,
  entries: readonly Entry<Data>[],
  codec: DataCodec<Data>,
): void {
  const first = entries[0]?.index ?? 0;
  writer.varint(first);
  writer.varint(entries.length);
  let index = first;
  for (const entry of entries) {
    invariant(entry.index === index, `entry ${entry.index} follows ${index - 1} in one batch`);
    writeEntry(writer, entry, codec);
    index += 1;
  }
}

export function readEntries<Data>(reader: ByteReader, codec: DataCodec<Data>): Entry<Data>[] {
  const first = reader.varint();
  const count = reader.count(leastEntryBytes);
  if (count > 0 && first === 0) throw new CodecError('an entry has the index 0');
  const entries: Entry<Data>[] = [];
  for (let offset = 0; offset < count; offset += 1) entries.push(readEntry(reader, first + offset, codec));
  return entries;
}

function writeEntry<Data>(writer: ByteWriter, entry: Entry<Data>, codec: DataCodec<Data>): void {
  switch (entry.kind) {
    case 'command':
      writer.byte(kinds.command);
      writer.varint(entry.term);
      writer.bytes(codec.encode(entry.data));
      return;
    case 'empty':
      writer.byte(kinds.empty);
      writer.varint(entry.term);
      return;
    case 'configuration':
      writer.byte(entry.context === undefined ? kinds.configuration : kinds.configurationWithContext);
      writer.varint(entry.term);
      writeChange(writer, entry.change);
      if (entry.context !== undefined) writer.bytes(codec.encode(entry.context));
  }
}

function readEntry<Data>(reader: ByteReader, index: number, codec: DataCodec<Data>): Entry<Data> {
  const kind = reader.byte();
  const term = reader.varint();
  switch (kind) {
    case kinds.command:
      return { kind: 'command', index, term, data: codec.decode(reader.bytes()) };
    case kinds.empty:
      return { kind: 'empty', index, term };
    case kinds.configuration:
      return { kind: 'configuration', index, term, change: readChange(reader), context: undefined };
    case kinds.configurationWithContext: {
      const change = readChange(reader);
      return { kind: 'configuration', index, term, change, context: codec.decode(reader.bytes()) };
    }
    default:
      throw new CodecError(`no entry is of kind ${kind}`);
  }
}

export function writeChange(writer: ByteWriter, change: ConfigurationChange): void {
  writer.byte(joints.indexOf(change.joint));
  writer.varint(change.steps.length);
  for (const step of change.steps) {
    writer.byte(stepTypes.indexOf(step.type));
    writer.text(step.id);
  }
}

export function readChange(reader: ByteReader): ConfigurationChange {
  const jointNumber = reader.byte();
  if (jointNumber >= joints.length) throw new CodecError(`no joint configuration is of kind ${jointNumber}`);
  const joint = joints[jointNumber];
  const count = reader.count(2);
  const steps: ChangeStep[] = [];
  for (let read = 0; read < count; read += 1) {
    const typeNumber = reader.byte();
    const type = stepTypes[typeNumber];
    if (type === undefined) throw new CodecError(`no step of a change is of type ${typeNumber}`);
    steps.push({ type, id: reader.text() });
  }
  return joint === undefined ? { steps } : { steps, joint };
}

export function writeHardState(writer: ByteWriter, state: HardState): void {
  writer.varint(state.term);
  writer.text(state.vote ?? '');
  writer.varint(state.commit);
}

export function readHardState(reader: ByteReader): HardState {
  const term = reader.varint();
  const vote = reader.text();
  return { term, vote: vote === '' ? undefined : vote, commit: reader.varint() };
}

export function writePosition(writer: ByteWriter, position: LogPosition): void {
  writer.varint(position.index);
  writer.varint(position.term);
}

export function readPosition(reader: ByteReader): LogPosition {
  const index = reader.varint();
  return { index, term: reader.varint() };
}

const memberLists = ['voters', 'outgoing', 'learners', 'learnersNext'] as const;

export function writeConfiguration(writer: ByteWriter, configuration: Configuration): void {
  for (const list of memberLists) {
    writer.varint(configuration[list].length);
    for (const id of configuration[list]) writer.text(id);
  }
  writer.byte(configuration.autoLeave ? 1 : 0);
}

export function readConfiguration(reader: ByteReader): Configuration {
  const ids = (): string[] => Array.from({ length: reader.count(1) }, () => reader.text());
  const voters = ids();
  const outgoing = ids();
  const learners = ids();
  const learnersNext = ids();
  return { voters, outgoing, learners, learnersNext, autoLeave: readFlag(reader) };
}

export function writeFlag(writer: ByteWriter, flag: boolean): void {
  writer.byte(flag ? 1 : 0);
}

export function readFlag(reader: ByteReader): boolean {
  const value = reader.byte();
  if (value > 1) throw new CodecError(`${value} is neither true nor false`);
  return value === 1;
}
