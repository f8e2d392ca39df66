import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';

/** What is needed to reach and be known to a server. */
export interface ServerAccess {
  /** `https://127.0.0.1:6443`. */
  readonly server: string;
  /** PEM texts. */
  readonly certificateAuthority?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly token?: string;
  readonly skipVerification: boolean;
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
  let document: KubeconfigDocument | null;
  try {
    document = parse(text) as KubeconfigDocument | null;
  } catch (error) {
    throw unreadable(file, error);
  }
  return accessOf(document ?? {}, { file, contextName });
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
  const optional = {
    certificateAuthority: pem(cluster, 'certificate-authority', folder),
    clientCertificate: pem(user, 'client-certificate', folder),
    clientKey: pem(user, 'client-key', folder),
    token: typeof user['token'] === 'string' ? user['token'] : undefined,
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return {
    server: cluster['server'],
    skipVerification: cluster['insecure-skip-tls-verify'] === true,
    ...given,
  };
}

function entry(entries: readonly NamedEntry[] | undefined, name: unknown): NamedEntry | undefined {
  return entries?.find((candidate) => candidate.name === name);
}

function pem(fields: Readonly<Record<string, unknown>>, name: string, folder: string): string | undefined {
  const data = fields[`${name}-data`];
  if (typeof data === 'string') return Buffer.from(data, 'base64').toString('utf8');
  const file = fields[name];
  return typeof file === 'string' ? readFileSync(resolve(folder, file), 'utf8') : undefined;
}
