import type { ExecMessage } from '../../schemas/types/plimsoll.ts';
import { documentErrors } from '../catalogue/document-schema.ts';

/** Byte strings become `{ "base64": "…" }`, wherever they stand; everything else is JSON as it is. */
export function encodeBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(encodeBytes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, encodeBytes(field)]));
}

/** The other way round. */
export function decodeBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeBytes);
  if (typeof value !== 'object' || value === null) return value;
  if ('base64' in value && typeof value.base64 === 'string')
    return new Uint8Array(Buffer.from(value.base64, 'base64'));
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, decodeBytes(field)]));
}

/** One message as a line of JSON, checked against the schema. */
export function writeMessage(message: unknown): string {
  const encoded = encodeBytes(message);
  const errors = documentErrors('exec-message', encoded);
  if (errors.length > 0) throw new Error(`not a valid message: ${errors.join('; ')}`);
  return `${JSON.stringify(encoded)}\n`;
}

/** A line as a message, or what is wrong with it. Bytes are still encoded. */
export function readMessage(line: string): ExecMessage | { readonly wrong: string } {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch (error) {
    return { wrong: `not JSON (${error instanceof Error ? error.message : String(error)})` };
  }
  const errors = documentErrors('exec-message', message);
  return errors.length > 0 ? { wrong: errors.slice(0, 3).join('; ') } : (message as ExecMessage);
}
