const encoder = new TextEncoder();

export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The end of the range of all keys that begin with `prefix`. The prefix ends in an ASCII character. */
export function prefixEnd(prefix: string): Uint8Array {
  const bytes = encoder.encode(prefix);
  const last = bytes.length - 1;
  bytes[last] = (bytes[last] ?? 0) + 1;
  return bytes;
}
