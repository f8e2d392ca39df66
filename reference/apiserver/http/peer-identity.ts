import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Identity } from '../message.ts';

const known = new WeakMap<Socket, { readonly identity: Identity | undefined }>();

/** The user that a verified client certificate names; undefined without one. Worked out once per connection. */
export function identityOf(socket: Socket): Identity | undefined {
  const found = known.get(socket);
  if (found !== undefined) return found.identity;
  const identity = socket instanceof TLSSocket ? certificateIdentity(socket) : undefined;
  known.set(socket, { identity });
  return identity;
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
