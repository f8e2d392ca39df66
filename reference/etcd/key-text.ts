import type { Bytes, EtcdKeyRange } from '../../schemas/types/etcd.ts';

/**
 * A key as text, one character per byte, so that JavaScript's own comparison of strings is etcd's order of keys
 * (bytewise) and a `Map` finds a key without help.
 */
export type KeyText = string & { readonly brand: 'KeyText' };

const chunkLength = 4096;

export function keyText(bytes: Bytes): KeyText {
  if (bytes.length <= chunkLength) return characters(bytes) as KeyText;
  let text = '';
  for (let start = 0; start < bytes.length; start += chunkLength) {
    text += characters(bytes.subarray(start, start + chunkLength));
  }
  return text as KeyText;
}

export function keyBytes(text: KeyText): Bytes {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}

/** Spreading the bytes as arguments would walk an iterator, which takes six times as long. */
function characters(bytes: Bytes): string {
  return Reflect.apply(String.fromCharCode, undefined, bytes) as string;
}

/** The keys from `from` on, up to and without `to`; `to` undefined: to the end of the key space. */
export interface KeySpan {
  readonly from: KeyText;
  readonly to: KeyText | undefined;
}

/** The span that a request means. A single key is the span up to the next possible key, which is it and a zero byte. */
export function spanOf(range: EtcdKeyRange): KeySpan {
  const from = keyText(range.key);
  const end = range.rangeEnd;
  if (end === undefined || end.length === 0) return { from, to: `${from}\u0000` as KeyText };
  if (end.length === 1 && end[0] === 0) return { from, to: undefined };
  return { from, to: keyText(end) };
}

export function spanContains(span: KeySpan, key: KeyText): boolean {
  return key >= span.from && (span.to === undefined || key < span.to);
}

/** True where no key can lie in the span. */
export function spanIsEmpty(span: KeySpan): boolean {
  return span.to !== undefined && span.to <= span.from;
}
