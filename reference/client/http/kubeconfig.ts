import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';

/** What is needed to be known to a server. */
export interface Credentials {
  /** PEM texts. */
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly token?: string;
  readonly username?: string;
  readonly password?: string;
  /** As whom to ask instead. */
  readonly impersonated?: Impersonated;
}

export interface Impersonated {
  readonly user: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** What is needed to reach and be known to a server. */
export interface ServerAccess extends Credentials {
  /** `https://127.0.0.1:6443`. */
  readonly server: string;
  /** PEM text. */
  readonly certificateAuthority?: string;
  /** Whose certificate the server shows, where that is not the host of `server`. */
  readonly serverName?: string;
  readonly skipVerification: boolean;
}

/** Who one is to whom: by the names of a kubeconfig's users. */
export interface KubeconfigUsers {
  readonly byName: ReadonlyMap<string, Credentials>;
  /** The user of the current context. */
  readonly current: Credentials | undefined;
}

interface NamedEntry {
  readonly name?: string;
  readonly cluster?: Readonly<Record<string, unknown>>;
  readonly user?: Readonly<Record<string, unknown>>;
  readonly context?: Readonly<Record<string, unknown>>;
}

interface KubeconfigDocument {
  readonly clusters?: readonly NamedEntry[];
  readonly users?: readonly NamedEntry[];
  readonly contexts?: readonly NamedEntry[];
  readonly 'current-context'?: string;
}

/**
 * The access that a kubeconfig file gives by its current context, or by the one named. Knows embedded data, files
 * beside it, and tokens. Throws an `Error` that names the file and what is missing in it.
 */
export function readKubeconfig(file: string, contextName?: string): ServerAccess {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
  return parseKubeconfig(text, file, contextName);
}

/** The same for the text of a kubeconfig; files beside it are looked for from `file` on. */
export function parseKubeconfig(text: string, file: string, contextName?: string): ServerAccess {
  return accessOf(documentOf(text, file), { file, contextName });
}

/** Everybody whom the text of a kubeconfig knows; files beside it are looked for from `file` on. Throws as above. */
export function parseKubeconfigUsers(text: string, file: string): KubeconfigUsers {
  const document = documentOf(text, file);
  const folder = dirname(file);
  const byName = new Map(
    (document.users ?? []).map(({ name = '', user = {} }) => [name, credentialsOf(user, folder)] as const),
  );
  const context = entry(document.contexts, document['current-context'])?.context;
  return { byName, current: byName.get(textOf(context?.['user']) ?? '') };
}

function documentOf(text: string, file: string): KubeconfigDocument {
  try {
    return (parse(text) as KubeconfigDocument | null) ?? {};
  } catch (error) {
    throw unreadable(file, error);
  }
}

function withoutContext({ contexts = [] }: KubeconfigDocument, file: string, wanted: string): string {
  const names = contexts.map(({ name }) => name).join(', ');
  if (names === '') return `kubeconfig ${file} is no kubeconfig: it has no contexts`;
  return wanted === ''
    ? `kubeconfig ${file} has no current-context; name one of ${names}`
    : `kubeconfig ${file} has no context "${wanted}"; it has ${names}`;
}

function unreadable(file: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(`kubeconfig ${file} cannot be read: ${reason}`, { cause: error });
}

function accessOf(
  document: KubeconfigDocument,
  origin: { readonly file: string; readonly contextName: string | undefined },
): ServerAccess {
  const wanted = origin.contextName ?? document['current-context'] ?? '';
  const context = entry(document.contexts, wanted)?.context;
  if (context === undefined) throw new Error(withoutContext(document, origin.file, wanted));
  const cluster = entry(document.clusters, context['cluster'])?.cluster;
  if (typeof cluster?.['server'] !== 'string') {
    throw new Error(`kubeconfig ${origin.file} has no server for the context "${wanted}"`);
  }
  const user = entry(document.users, context['user'])?.user ?? {};
  const folder = dirname(origin.file);
  return {
    server: cluster['server'],
    skipVerification: cluster['insecure-skip-tls-verify'] === true,
    ...given({
      certificateAuthority: pem(cluster, 'certificate-authority', folder),
      serverName: textOf(cluster['tls-server-name']),
    }),
    ...credentialsOf(user, folder),
  };
}

function credentialsOf(user: Readonly<Record<string, unknown>>, folder: string): Credentials {
  for (const unknown of ['exec', 'auth-provider'])
    if (user[unknown] !== undefined && user[unknown] !== null)
      throw new Error(`users: ${unknown} is not supported: give a certificate, a token or a password`);
  const tokenFile = textOf(user['tokenFile']);
  return given({
    clientCertificate: pem(user, 'client-certificate', folder),
    clientKey: pem(user, 'client-key', folder),
    token: textOf(user['token']) ?? (tokenFile === undefined ? undefined : fileIn(folder, tokenFile).trim()),
    username: textOf(user['username']),
    password: textOf(user['password']),
    impersonated: impersonatedBy(user),
  });
}

function impersonatedBy(user: Readonly<Record<string, unknown>>): Impersonated | undefined {
  const name = textOf(user['as']);
  if (name === undefined) return undefined;
  return {
    user: name,
    uid: textOf(user['as-uid']) ?? '',
    groups: (user['as-groups'] ?? []) as readonly string[],
    extra: (user['as-user-extra'] ?? {}) as Impersonated['extra'],
  };
}

/** Without what is absent. */
function given<T extends object>(optional: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function entry(entries: readonly NamedEntry[] | undefined, name: unknown): NamedEntry | undefined {
  return entries?.find((candidate) => candidate.name === name);
}

function pem(fields: Readonly<Record<string, unknown>>, name: string, folder: string): string | undefined {
  const data = fields[`${name}-data`];
  if (typeof data === 'string') return Buffer.from(data, 'base64').toString('utf8');
  const file = fields[name];
  return typeof file === 'string' ? fileIn(folder, file) : undefined;
}

function fileIn(folder: string, file: string): string {
  return readFileSync(resolve(folder, file), 'utf8');
}
