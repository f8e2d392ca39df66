import { commandCodec } from '../codec/command-codec.ts';
import type { ProposedCommand } from '../command.ts';
import { createMessageCodec, type MessageCodec } from './message-codec.ts';

/** The messages of Raft as members of this kind of cluster write them. */
export const commandMessages: MessageCodec<ProposedCommand> = createMessageCodec(commandCodec);
