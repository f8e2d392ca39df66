import { parse } from 'yaml';
import { isFields, type Fields } from '../fields.ts';
import { keyLengths, type CipherName } from './ciphers.ts';

/** A key by name. The name stands in the store before every value that the key wrote. */
export interface EncryptionKey {
  readonly name: string;
  readonly secret: Uint8Array;
}

export type EncryptionProvider =
  | { readonly provider: 'identity' }
  | { readonly provider: CipherName; readonly keys: readonly EncryptionKey[] };

/** Which resources the providers are for: `secrets`, `deployments.apps`, `*.apps`, `*.`, `*.*`. */
export interface EncryptionRule {
  readonly resources: readonly string[];
  readonly providers: readonly EncryptionProvider[];
}

/** An `EncryptionConfiguration` (apiserver.config.k8s.io/v1), read and checked. */
export interface EncryptionConfiguration {
  readonly rules: readonly EncryptionRule[];
}

/** The file cannot be used; `message` names every field that is wrong, and never shows a secret. */
export class EncryptionConfigurationError extends Error {
  override readonly name = 'EncryptionConfigurationError';
}

const apiVersion = 'apiserver.config.k8s.io/v1';
const cipherNames = ['aescbc', 'aesgcm', 'secretbox'] as const;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Reads the text of a configuration, YAML or JSON. Throws an `EncryptionConfigurationError` that says all that is wrong. */
export function parseEncryptionConfiguration(text: string): EncryptionConfiguration {
  const reader = new ConfigurationReader();
  const configuration = reader.read(parsed(text));
  if (reader.problems.length > 0) throw new EncryptionConfigurationError(reader.problems.join('; '));
  return configuration;
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    // The parser's own words would quote the lines around the error, keys included.
    throw new EncryptionConfigurationError('the text is neither YAML nor JSON');
  }
}

/** Collects what is wrong while it reads, each problem with its field. */
class ConfigurationReader {
  readonly problems: string[] = [];
  readonly #seen = new Set<string>();

  read(document: unknown): EncryptionConfiguration {
    if (!isFields(document)) {
      this.#problem('the file', 'must hold an EncryptionConfiguration');
      return { rules: [] };
    }
    this.#only(document, ['apiVersion', 'kind', 'resources'], '');
    if (document['apiVersion'] !== apiVersion) this.#problem('apiVersion', `must be ${apiVersion}`);
    if (document['kind'] !== 'EncryptionConfiguration')
      this.#problem('kind', 'must be EncryptionConfiguration');
    const rules = this.#list(document['resources'], 'resources');
    return { rules: rules.map((rule, index) => this.#rule(rule, `resources[${index}]`)) };
  }

  #rule(rule: Fields, at: string): EncryptionRule {
    this.#only(rule, ['resources', 'providers'], at);
    const resources = this.#resources(rule['resources'], `${at}.resources`);
    const providers = this.#list(rule['providers'], `${at}.providers`).flatMap(
      (provider, index) => this.#provider(provider, `${at}.providers[${index}]`) ?? [],
    );
    return { resources, providers };
  }

  #resources(value: unknown, at: string): readonly string[] {
    if (!Array.isArray(value) || value.length === 0) {
      this.#problem(at, 'at least one resource is required');
      return [];
    }
    const names: readonly unknown[] = value;
    const texts = names.filter((name) => typeof name === 'string');
    if (texts.length < names.length) this.#problem(at, 'must be a list of texts');
    if (new Set(texts).size < texts.length)
      this.#problem(at, 'the same resource cannot be specified multiple times');
    for (const [index, name] of texts.entries()) {
      const why = resourceProblem(name) ?? this.#maskedBy(name) ?? overlapOf(name, texts);
      if (why !== undefined) this.#problem(`${at}[${index}]`, why);
    }
    for (const name of texts) this.#seen.add(name);
    return texts;
  }

  /** An earlier rule for more would always win. */
  #maskedBy(name: string): string | undefined {
    const wider = ['*.*', `*.${groupOf(name)}`].find((candidate) => this.#seen.has(candidate));
    return wider === undefined ? undefined : `resource "${name}" is masked by earlier rule "${wider}"`;
  }

  #provider(provider: Fields, at: string): EncryptionProvider | undefined {
    const named = Object.keys(provider);
    const [name] = named;
    if (name === undefined || named.length > 1) {
      this.#problem(at, 'must name exactly one provider: identity, aescbc, aesgcm or secretbox');
      return undefined;
    }
    if (name === 'identity') return { provider: 'identity' };
    const cipher = cipherNames.find((candidate) => candidate === name);
    if (cipher === undefined) {
      const why = name === 'kms' ? 'key management services are not supported' : 'is no known provider';
      this.#problem(`${at}.${name}`, `${why}; there are identity, aescbc, aesgcm and secretbox`);
      return undefined;
    }
    const configured = provider[name];
    const keys = this.#list(isFields(configured) ? configured['keys'] : undefined, `${at}.${name}.keys`);
    return {
      provider: cipher,
      keys: keys.flatMap((key, index) => this.#key(key, cipher, `${at}.${name}.keys[${index}]`) ?? []),
    };
  }

  #key(key: Fields, cipher: CipherName, at: string): EncryptionKey | undefined {
    this.#only(key, ['name', 'secret'], at);
    const { name, secret } = key;
    if (typeof name !== 'string' || name === '') this.#problem(`${at}.name`, 'is required');
    if (typeof secret !== 'string' || secret === '') {
      this.#problem(`${at}.secret`, 'is required');
      return undefined;
    }
    if (!base64.test(secret)) {
      this.#problem(`${at}.secret`, 'must be base64 encoded');
      return undefined;
    }
    const bytes = Buffer.from(secret, 'base64');
    if (!keyLengths[cipher].includes(bytes.length)) {
      const allowed = keyLengths[cipher].join(', ');
      this.#problem(`${at}.secret`, `is ${bytes.length} bytes long, and ${cipher} takes ${allowed}`);
    }
    return { name: typeof name === 'string' ? name : '', secret: bytes };
  }

  #list(value: unknown, at: string): readonly Fields[] {
    if (!Array.isArray(value) || value.length === 0) {
      this.#problem(at, 'at least one is required');
      return [];
    }
    const entries: readonly unknown[] = value;
    if (!entries.every(isFields)) this.#problem(at, 'must be a list of objects');
    return entries.filter(isFields);
  }

  #only(fields: Fields, known: readonly string[], at: string): void {
    for (const name of Object.keys(fields)) {
      if (!known.includes(name)) this.#problem(at === '' ? name : `${at}.${name}`, 'is no known field');
    }
  }

  #problem(field: string, why: string): void {
    this.problems.push(`${field}: ${why}`);
  }
}

function groupOf(resource: string): string {
  const dot = resource.indexOf('.');
  return dot < 0 ? '' : resource.slice(dot + 1);
}

const withoutApi = ['apiserveripinfo', 'serviceipallocations', 'servicenodeportallocations'];

function resourceProblem(name: string): string | undefined {
  const group = groupOf(name);
  if (/[A-Z]/.test(name)) return 'resource name should not contain capital letters';
  if (name === '*')
    return "use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources";
  if (withoutApi.includes(name)) return 'resources which do not have REST API/s cannot be encrypted';
  if (group === 'events.k8s.io') return "events are stored in the core group: use 'events'";
  if (group === 'extensions') return 'the group has been removed and cannot be used for encryption';
  if (group === '*' && name !== '*.*') return 'encrypting the same resource across groups is not supported';
  return undefined;
}

/** Within one list nothing may be covered twice. */
function overlapOf(name: string, all: readonly string[]): string | undefined {
  const others = all.filter((other) => other !== name);
  const group = groupOf(name);
  const covering = others.find((other) => other === '*.*' || other === `*.${group}`);
  return covering === undefined ? undefined : `is covered by "${covering}" in the same list`;
}
