/** A body that does not follow the encoding. */
export class MalformedProtobuf extends Error {
  override readonly name = 'MalformedProtobuf';
}

/** One field as it lies on the wire: a number, or bytes that the reader may keep. */
export interface WireField {
  readonly number: number;
  readonly value: bigint | number | Uint8Array;
}

/** The fields of one message in wire order. Throws `MalformedProtobuf` where the bytes end too soon or make no sense. */
export function* wireFields(bytes: Uint8Array): Generator<WireField> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at];
      if (byte === undefined) throw new MalformedProtobuf('unexpected end of a number');
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    throw new MalformedProtobuf('a number is too long');
  };
  const take = (length: number): number => {
    if (length < 0 || at + length > bytes.length) throw new MalformedProtobuf('unexpected end of a field');
    at += length;
    return at - length;
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const number = tag >>> 3;
    switch (tag & 7) {
      case 0:
        yield { number, value: varint() };
        break;
      case 1:
        yield { number, value: view.getFloat64(take(8), true) };
        break;
      case 2: {
        const length = Number(varint());
        const from = take(length);
        yield { number, value: bytes.subarray(from, from + length) };
        break;
      }
      case 5:
        yield { number, value: view.getFloat32(take(4), true) };
        break;
      default:
        throw new MalformedProtobuf(`unknown wire type ${tag & 7}`);
    }
  }
}
