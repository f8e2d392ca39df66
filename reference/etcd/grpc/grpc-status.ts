import { EmptyOperation } from '../../../schemas/etcd/request-decoder.ts';
import { MalformedMessage } from '../../../schemas/etcd/malformed-message.ts';
import { refusals } from '../refusal.ts';
import { headerBlock } from './http2/header-block.ts';

/** The status codes of gRPC, by their names. */
export const grpcCode = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

export type GrpcCode = keyof typeof grpcCode;

/** How a call ends. */
export interface GrpcStatus {
  readonly code: GrpcCode;
  readonly message: string;
}

/** A failure with a status of its own. */
export class GrpcFailure extends Error implements GrpcStatus {
  readonly code: GrpcCode;

  constructor(code: GrpcCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Status and text of a failure as they go over the wire. */
export function statusOf(error: unknown): GrpcStatus {
  const code = codeOf(error);
  if (error instanceof Error && code !== undefined) return { code, message: error.message };
  if (error instanceof EmptyOperation) return refusals.keyNotFound;
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof MalformedMessage
    ? { code: 'INTERNAL', message: `grpc: error unmarshalling request: ${message}` }
    : { code: 'UNKNOWN', message };
}

/** An error says by its `code`, not by its class, what it is. */
function codeOf(error: unknown): GrpcCode | undefined {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return undefined;
  return Object.hasOwn(grpcCode, error.code) ? (error.code as GrpcCode) : undefined;
}

const answerFields = [
  { name: ':status', value: '200' },
  { name: 'content-type', value: 'application/grpc' },
];

/** The headers of every answer that has a message. */
export const answerHeaders: Uint8Array = headerBlock(answerFields);

export const trailersOfSuccess: Uint8Array = headerBlock([{ name: 'grpc-status', value: '0' }]);

/** Longer texts are cut, so that a block of headers fits one frame. */
const longestMessage = 4000;

/** `alone`: nothing was sent before, so that headers and trailers are one. */
export function trailersOf(status: GrpcStatus, alone: boolean): Uint8Array {
  return headerBlock([
    ...(alone ? answerFields : []),
    { name: 'grpc-status', value: String(grpcCode[status.code]) },
    ...(status.message === '' ? [] : [{ name: 'grpc-message', value: percentEncoded(status.message) }]),
  ]);
}

function percentEncoded(text: string): string {
  let encoded = '';
  for (const byte of Buffer.from(text.slice(0, longestMessage))) {
    const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x25;
    encoded += plain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}
