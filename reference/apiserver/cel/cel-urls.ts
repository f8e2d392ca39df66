import type { Environment } from '@marcbachmann/cel-js';
import { registerFunctions, registerOpaque } from './cel-functions.ts';

/** Parts of an absolute URL, or of a path that begins with a slash. */
export class UrlValue {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly text: string;

  constructor(text: string, [scheme, host, path, query]: readonly string[]) {
    this.text = text;
    this.scheme = scheme ?? '';
    this.host = host ?? '';
    this.path = path ?? '';
    this.query = query ?? '';
  }
}

const pattern = /^(?:([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/(?:[^/?@]*@)?([^/?]*))?)?([^?]*)(?:\?(.*))?$/s;

function parse(text: string): UrlValue | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, scheme = '', host = '', path = '', query = ''] = match;
  const isPath = scheme === '' && path.startsWith('/');
  const isPortFine = /^(?:\[[^\]]*\]|[^:[\]]*)(?::\d*)?$/.test(host);

  const isClean = !/[\u0000-\u001f\u007f]/.test(text) && !/%(?![0-9A-Fa-f]{2})/.test(path);
  if ((scheme === '' && !isPath) || !isPortFine || !isClean) return undefined;
  return new UrlValue(text, [scheme.toLowerCase(), host, path, query]);
}

function url(text: string): UrlValue {
  const parsed = parse(text);
  if (parsed === undefined)
    throw new Error(`URL parse error during conversion from string: parse ${JSON.stringify(text)}`);
  return parsed;
}

export function isUrl(text: string): boolean {
  return parse(text) !== undefined;
}

function queryOf({ query }: UrlValue): Readonly<Record<string, readonly string[]>> {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query))
    values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}

const type = 'kubernetes.URL';

/** The URL functions of Kubernetes' CEL. */
export function registerUrls(environment: Environment): void {
  registerOpaque(environment, type, UrlValue);
  environment.registerOperator(`${type} == ${type}`, (a: UrlValue, b: UrlValue) => a.text === b.text);
  registerFunctions(environment, {
    [`url(string): ${type}`]: url,
    'isURL(string): bool': isUrl,
    [`${type}.getScheme(): string`]: ({ scheme }: UrlValue) => scheme,
    [`${type}.getHost(): string`]: ({ host }: UrlValue) => host,
    [`${type}.getHostname(): string`]: ({ host }: UrlValue) =>
      host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1'),
    [`${type}.getPort(): string`]: ({ host }: UrlValue) => /:(\d*)$/.exec(host)?.[1] ?? '',
    [`${type}.getEscapedPath(): string`]: ({ path }: UrlValue) => encodeURI(decodeURI(path)),
    [`${type}.getQuery(): map<string, list<string>>`]: queryOf,
  });
}
