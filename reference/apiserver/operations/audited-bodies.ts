import { parse } from 'yaml';
import { isFields, objectAt, objectsAt, textAt, without, type Fields } from '../fields.ts';
import type { ApiAnswer, ApiRequest } from '../message.ts';
import type { ObjectReference } from './audit-event.ts';

const decoder = new TextDecoder();

/** What was sent, as parsed JSON; undefined where it is none. */
export function requestObjectOf({ body, headers }: ApiRequest): unknown {
  if (body === undefined || body.length === 0) return undefined;
  return parsed(body, headers['content-type'] ?? '');
}

/** What was answered; undefined for a stream and for what is no JSON. */
export function responseObjectOf({ body, headers }: ApiAnswer): unknown {
  if (!(body instanceof Uint8Array) || body.length === 0) return undefined;
  const type = headers['content-type'] ?? '';
  return type.includes('json') || type.includes('yaml') ? parsed(body, type) : undefined;
}

function parsed(body: Uint8Array, mediaType: string): unknown {
  const text = decoder.decode(body);
  try {
    return mediaType.includes('yaml') ? parse(text, { maxAliasCount: 100 }) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What an event says of the answer: its code, and of a `Status` what it says. */
export function responseStatusOf(answer: ApiAnswer): Readonly<Fields> {
  const status = looksLikeStatus(answer) ? responseObjectOf(answer) : undefined;
  if (!isFields(status) || status['kind'] !== 'Status') return { metadata: {}, code: answer.status };
  const said = Object.fromEntries(
    ['status', 'message', 'reason', 'details'].flatMap((name) =>
      status[name] === undefined ? [] : [[name, status[name]]],
    ),
  );
  return { metadata: {}, ...said, code: answer.status };
}

/** Reads no more of the body than its beginning: lists can be large. */
function looksLikeStatus({ body, headers }: ApiAnswer): boolean {
  if (!(body instanceof Uint8Array)) return false;
  if (headers['content-type'] === 'application/yaml') return body.length < 65_536;
  return /^\{\s*"kind":\s*"Status"/.test(decoder.decode(body.subarray(0, 40)));
}

/** A reference completed from the object that was sent. */
export function completedReference(
  reference: ObjectReference | undefined,
  sent: unknown,
): ObjectReference | undefined {
  if (reference === undefined || !isFields(sent)) return reference;
  const metadata = objectAt(sent, 'metadata');
  const given = (name: 'namespace' | 'name' | 'uid' | 'resourceVersion'): Fields => {
    const value = textAt(metadata, name);
    return value === '' || reference[name] !== undefined ? {} : { [name]: value };
  };
  const { resource, ...others } = reference;
  return {
    resource,
    ...given('namespace'),
    ...given('name'),
    ...given('uid'),
    ...others,
    ...given('resourceVersion'),
  };
}

/** The same object, list or table without anybody's `managedFields`. */
export function withoutManagedFields(object: unknown): unknown {
  if (!isFields(object)) return object;
  const metadata = objectAt(object, 'metadata');
  const bare =
    metadata === undefined ? object : { ...object, metadata: without(metadata, ['managedFields']) };
  if (Array.isArray(object['items']))
    return { ...bare, items: objectsAt(object, 'items').map(withoutManagedFields) };
  if (!Array.isArray(object['rows'])) return bare;
  const rows = objectsAt(object, 'rows').map((row) => ({
    ...row,
    object: withoutManagedFields(row['object']),
  }));
  return { ...bare, rows };
}
