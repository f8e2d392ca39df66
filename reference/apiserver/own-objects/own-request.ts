import { isFields, type Fields } from '../fields.ts';
import type { HandleApiRequest, Identity } from '../message.ts';
import { utf8 } from '../registry/store-key.ts';

/** Who the server is to itself. */
export const systemPeer: Identity = { user: 'system:apiserver', groups: ['system:masters'] };

export interface OwnRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly object?: Fields;
}

/** Sends a request of the server's own through its ordinary request path. Never rejects. */
export async function sendAsServer(
  handle: HandleApiRequest,
  { method, path, object }: OwnRequest,
): Promise<{ readonly status: number; readonly body: Fields }> {
  const { status, body } = await handle({
    method,
    path,
    headers: { 'content-type': 'application/json' },
    peer: systemPeer,
    ...(object === undefined ? {} : { body: utf8(JSON.stringify(object)) }),
  });
  return { status, body: body instanceof Uint8Array ? fieldsIn(new TextDecoder().decode(body)) : {} };
}

/** A refusal for want of seats is plain text. */
function fieldsIn(text: string): Fields {
  try {
    const parsed: unknown = JSON.parse(text);
    return isFields(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
