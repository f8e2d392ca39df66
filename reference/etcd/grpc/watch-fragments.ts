import { ProtoWriter } from '../../../schemas/etcd/proto-writer.ts';
import { writeWatchResponse } from '../../../schemas/etcd/response-encoder.ts';
import type { WatchMessage } from '../../../schemas/etcd/response-encoder.ts';

const writer = new ProtoWriter();

function sizeOf(message: WatchMessage): number {
  writer.reset();
  writeWatchResponse(writer, message);
  return writer.length;
}

/**
 * A message in parts of less than `maxBytes` each, an event at least in each; all but the last say that more follows. A
 * message that is small enough stays whole.
 */
export function watchFragments(message: WatchMessage, maxBytes: number): readonly WatchMessage[] {
  if (message.events.length < 2 || sizeOf(message) < maxBytes) return [message];
  const emptyBytes = sizeOf({ ...message, events: [], fragment: true });
  const groups: WatchMessage['events'][number][][] = [];
  let bytes = maxBytes;
  for (const event of message.events) {
    const eventBytes = sizeOf({ ...message, events: [event], fragment: true }) - emptyBytes;
    const group = groups.at(-1);
    bytes += eventBytes;
    if (group !== undefined && bytes < maxBytes) group.push(event);
    else {
      groups.push([event]);
      bytes = emptyBytes + eventBytes;
    }
  }
  return groups.map((events, at) => ({ ...message, events, fragment: at < groups.length - 1 }));
}
