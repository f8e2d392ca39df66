/** What a client asks a proxy for. */
export interface ProxyTarget {
  /** As on the wire, without the query. */
  readonly rawPath: string;
  /** Decoded. */
  readonly path: string;
  /** With the question mark; '' where there is none. */
  readonly query: string;
  /** From the request line where it says so, else from the header. */
  readonly host: string;
}

/** Reads the request line's target; undefined where it is no path or is not encoded rightly. */
export function parseTarget(target: string, hostHeader: string): ProxyTarget | undefined {
  const absolute = /^https?:\/\/([^/?#]*)(.*)$/is.exec(target);
  const host = absolute === null ? hostHeader : (absolute[1] ?? '');
  const rest = absolute === null ? target : absolute[2] === '' ? '/' : (absolute[2] ?? '/');
  if (!rest.startsWith('/')) return undefined;
  const mark = rest.indexOf('?');
  const rawPath = mark < 0 ? rest : rest.slice(0, mark);
  const path = decoded(rawPath);
  if (path === undefined) return undefined;
  return { rawPath, path, query: mark < 0 ? '' : rest.slice(mark), host };
}

/** Bytes that are not UTF-8 are kept apart from each other, one character each: nothing is to be read as something else. */
function decoded(rawPath: string): string | undefined {
  if (/%(?![\da-f]{2})/i.test(rawPath)) return undefined;
  const bytes = rawPath.replaceAll(/%([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const text = Buffer.from(bytes, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? bytes : text;
}

/** Without empty parts and dots, as a path on the wire; what is percent-encoded stays as it is. */
export function cleanPath(rawPath: string): string {
  const parts: string[] = [];
  for (const part of rawPath.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const cleaned = `/${parts.join('/')}`;
  return rawPath.endsWith('/') && cleaned !== '/' ? `${cleaned}/` : cleaned;
}

/** A decoded path for the wire. */
export function encodedPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
