import type { ApiAnswer, ApiRequest } from '../message.ts';
import { answerRefusal } from '../pipeline/answer.ts';
import { badRequest } from '../status.ts';

export const protobufType = 'application/vnd.kubernetes.protobuf';

export function hasProtobufBody(request: ApiRequest): boolean {
  return request.body !== undefined && (request.headers['content-type'] ?? '').startsWith(protobufType);
}

/** The same request with a JSON body, or the refusal of a body that cannot be read. Loads the decoder when needed. */
export async function withJsonBody(request: ApiRequest): Promise<ApiRequest | ApiAnswer> {
  const { jsonOfProtobuf, MalformedProtobuf } = await import('./protobuf-body.ts');
  try {
    const object = jsonOfProtobuf(request.body ?? new Uint8Array());
    const headers = { ...request.headers, 'content-type': 'application/json' };
    return { ...request, headers, body: new TextEncoder().encode(JSON.stringify(object)) };
  } catch (error) {
    if (error instanceof MalformedProtobuf)
      return answerRefusal(badRequest(`the protobuf body is malformed: ${error.message}`));
    throw error;
  }
}
