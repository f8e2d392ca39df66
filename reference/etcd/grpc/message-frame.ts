import { ProtoWriter } from '../../../schemas/etcd/proto-writer.ts';
import type { WriteMessage } from './method.ts';

const prefixBytes = 5;
const prefix = new Uint8Array(prefixBytes);
const writer = new ProtoWriter();

/** A message with the prefix that gRPC puts before it. The bytes hold until the next call of this function. */
export function framedMessage<Message>(write: WriteMessage<Message>, message: Message): Uint8Array {
  writer.reset();
  write(writer, message);
  const { length } = writer;
  prefix[1] = length >>> 24;
  prefix[2] = (length >>> 16) & 0xff;
  prefix[3] = (length >>> 8) & 0xff;
  prefix[4] = length & 0xff;
  writer.raw(prefix);
  return writer.finish();
}
