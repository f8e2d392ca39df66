import { hash, timingSafeEqual } from 'node:crypto';
import type { Identity } from '../message.ts';
import { Rejected, type RequestAuthenticator, type TokenAuthenticator } from './authenticator.ts';
import { parseCsv } from './csv.ts';

/** Tokens and who they stand for, or passwords by the name of their user. */
export type CredentialTable = ReadonlyMap<string, CredentialRow>;

interface CredentialRow {
  /** The token or the password. */
  readonly secret: string;
  readonly identity: Identity;
}

/** Told of what is odd in a file and does not hinder; never with a secret in it. */
export type Warn = (text: string) => void;

const nobody: Warn = () => undefined;

/**
 * A static token file: a line for each token, `token,user,uid` and perhaps the groups, which stand in quotes where they are
 * several. Later lines with the same token win, and those without a token are passed over, each with a warning. Throws where a
 * line has less than three columns.
 */
export function parseTokenFile(text: string, warn: Warn = nobody): CredentialTable {
  const table = new Map<string, CredentialRow>();
  for (const { line, ...row } of credentialRows(text, 'token')) {
    if (row.secret === '') {
      warn(`line ${line} has an empty token and is passed over`);
      continue;
    }
    if (table.has(row.secret))
      warn(`the token on line ${line} stands on an earlier line too: the later one holds`);
    table.set(row.secret, row);
  }
  return table;
}

/** A basic authentication file: as a token file, with a password in the place of the token; one for each user. */
export function parsePasswordFile(text: string, warn: Warn = nobody): CredentialTable {
  const table = new Map<string, CredentialRow>();
  for (const { line, ...row } of credentialRows(text, 'password')) {
    const { user } = row.identity;
    if (table.has(user)) warn(`the user on line ${line} stands on an earlier line too: the later one holds`);
    table.set(user, row);
  }
  return table;
}

function credentialRows(text: string, first: string): readonly (CredentialRow & { readonly line: number })[] {
  return parseCsv(text).map(({ line, fields }) => {
    const [secret = '', user = '', uid = '', groups] = fields;
    if (fields.length < 3)
      throw new Error(
        `line ${line}: at least 3 columns are needed (${first}, user, uid), there are ${fields.length}`,
      );
    return { line, secret, identity: { user, uid, groups: groups?.split(',') ?? [] } };
  });
}

export function tokenFileAuthenticator(tokens: CredentialTable): TokenAuthenticator {
  return (token) => tokens.get(token);
}

/** HTTP basic authentication. */
export function passwordAuthenticator(passwords: CredentialTable): RequestAuthenticator {
  return ({ headers }) => {
    const given = basicCredentials(headers['authorization']);
    if (given === undefined) return undefined;
    const row = passwords.get(given.user);
    return row !== undefined && isSame(row.secret, given.password)
      ? row
      : new Rejected('invalid username/password combination');
  };
}

function basicCredentials(
  header: string | undefined,
): { readonly user: string; readonly password: string } | undefined {
  const encoded = /^basic ([A-Za-z0-9+/]+={0,2})$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Takes as long for a password that is nearly right as for any other. */
function isSame(left: string, right: string): boolean {
  return timingSafeEqual(hash('sha256', left, 'buffer'), hash('sha256', right, 'buffer'));
}
