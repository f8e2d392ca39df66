export function utf8(text: string): Uint8Array {
  return Buffer.from(text);
}

/** The end of the range of all keys that begin with `prefix`. The prefix ends in an ASCII character. */
export function prefixEnd(prefix: string): Uint8Array {
  const bytes = Buffer.from(prefix);
  const last = bytes.length - 1;
  bytes[last] = (bytes[last] ?? 0) + 1;
  return bytes;
}
