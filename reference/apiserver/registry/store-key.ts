export function utf8(text: string): Uint8Array {
  return Buffer.from(text);
}

const slabBytes = 64 * 1024;
let slab = Buffer.allocUnsafeSlow(slabBytes);
let slabUsed = 0;

/**
 * Bytes that will stay in the store. They lie close together in memory of their own: what a pool gave them would hold
 * on to the short-lived answers beside them.
 */
export function lastingUtf8(text: string): Uint8Array {
  const length = Buffer.byteLength(text);
  if (length > slabBytes / 8) {
    const own = Buffer.allocUnsafeSlow(length);
    own.write(text);
    return own;
  }
  if (slabUsed + length > slabBytes) {
    slab = Buffer.allocUnsafeSlow(slabBytes);
    slabUsed = 0;
  }
  const bytes = slab.subarray(slabUsed, slabUsed + length);
  bytes.write(text);
  slabUsed += length;
  return bytes;
}

/** The end of the range of all keys that begin with `prefix`. The prefix ends in an ASCII character. */
export function prefixEnd(prefix: string): Uint8Array {
  const bytes = Buffer.from(prefix);
  const last = bytes.length - 1;
  bytes[last] = (bytes[last] ?? 0) + 1;
  return bytes;
}
