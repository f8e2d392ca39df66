import { snapshotCodec } from '../codec/snapshot-codec.ts';
import type { ProposedCommand } from '../command.ts';
import type { MemberId, Message } from '../raft/types.ts';
import type { Refusal } from '../refusal.ts';
import { commandMessages } from './command-messages.ts';
import { frameKinds, parsedPayload, type Frame } from './peer-frames.ts';
import type { PeerMessage, Question, Reply } from './peer-link.ts';

interface Arriving {
  readonly message: Message<ProposedCommand>;
  readonly decoder: ReturnType<typeof snapshotCodec.decoder>;
}

/** Puts the messages of one connection together again: most are one frame, a snapshot is many. Only `from` speaks on it. */
export class PeerReceiver {
  readonly #from: MemberId;
  #arriving: Arriving | undefined;

  constructor(from: MemberId) {
    this.#from = from;
  }

  /** The message that the frame completes. Throws where it is no frame of ours. */
  take({ kind, payload }: Frame): PeerMessage | undefined {
    if (kind === frameKinds.raft) return this.#raft(commandMessages.decode(payload));
    if (kind === frameKinds.talk) return this.#ofSender(talkOf(parsedPayload(payload)));
    if (kind === frameKinds.snapshotHead) {
      this.#arriving = { message: commandMessages.decode(payload), decoder: snapshotCodec.decoder() };
      return undefined;
    }
    const arriving = this.#arriving;
    if (kind === frameKinds.snapshotChunk && arriving !== undefined) {
      arriving.decoder.push(payload);
      return undefined;
    }
    if (kind === frameKinds.snapshotEnd && arriving?.message.type === 'snapshot') {
      this.#arriving = undefined;
      const { message, decoder } = arriving;
      return this.#raft({ ...message, snapshot: { ...message.snapshot, content: decoder.end() } });
    }
    throw new Error(`it sends a frame of kind ${kind} out of turn`);
  }

  #raft(message: Message<ProposedCommand>): PeerMessage {
    if (message.type === 'snapshot' && message.snapshot.content === undefined)
      throw new Error('it sends a snapshot without its content');
    return this.#ofSender({ kind: 'raft', from: message.from, to: message.to, message });
  }

  #ofSender(message: PeerMessage): PeerMessage {
    if (message.from === this.#from) return message;
    throw new Error(`member ${this.#from} sends what is said to be from ${message.from}`);
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function talkOf(value: unknown): PeerMessage {
  if (isObject(value) && typeof value['from'] === 'string' && typeof value['to'] === 'string') {
    const { kind, from, to, number, question, reply } = value;
    if (kind === 'removed') return { kind, from, to };
    if (typeof number === 'number' && kind === 'question' && isQuestion(question))
      return { kind, from, to, number, question };
    if (typeof number === 'number' && kind === 'reply' && isReply(reply))
      return { kind, from, to, number, reply };
  }
  throw new Error('it says what no member says');
}

function isQuestion(value: unknown): value is Question {
  if (!isObject(value)) return false;
  const { kind, id } = value;
  if (kind === 'promote') return typeof id === 'string';
  return (kind === 'renewLease' || kind === 'leaseTtl') && typeof id === 'number';
}

function isReply(value: unknown): value is Reply {
  if (!isObject(value)) return false;
  if (value['accepted'] === true) return typeof value['value'] === 'number';
  return value['accepted'] === false && isRefusal(value['refusal']);
}

function isRefusal(value: unknown): value is Refusal {
  return isObject(value) && typeof value['code'] === 'string' && typeof value['message'] === 'string';
}
