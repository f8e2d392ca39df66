import { TLSSocket } from 'node:tls';
import type { Identity } from '../message.ts';
import type { Incoming } from './exchange.ts';

const known = new WeakMap<object, { readonly identity: Identity | undefined }>();

/** The user that a verified client certificate names; undefined without one. Worked out once per connection. */
export function identityOf(incoming: Incoming): Identity | undefined {
  const connection = connectionOf(incoming);
  const found = known.get(connection);
  if (found !== undefined) return found.identity;
  const { socket } = incoming;
  const identity = socket instanceof TLSSocket ? certificateIdentity(socket) : undefined;
  known.set(connection, { identity });
  return identity;
}

/** Over HTTP/2 each request shows the socket through an object of its own: what stays the same is the session. */
function connectionOf(incoming: Incoming): object {
  return 'stream' in incoming ? (incoming.stream.session ?? incoming.socket) : incoming.socket;
}

function certificateIdentity(socket: TLSSocket): Identity | undefined {
  if (!socket.authorized) return undefined;
  const subject: Readonly<Record<string, string | readonly string[] | undefined>> = {
    ...socket.getPeerCertificate().subject,
  };
  const user = texts(subject['CN'])[0];
  if (user === undefined) return undefined;
  return { user, groups: [...texts(subject['O']), 'system:authenticated'] };
}

function texts(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
