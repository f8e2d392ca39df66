/** Seconds for which a shared cache may keep an answer, as `Cache-Control` says; 0 where it says nothing. */
export function freshSeconds(headers: Readonly<Record<string, string>>): number {
  const directives = directivesIn(headers['cache-control'] ?? '');
  const age = directives.get('s-maxage') ?? directives.get('max-age');
  return age !== undefined && /^\d+$/.test(age) ? Number(age) : 0;
}

function directivesIn(header: string): ReadonlyMap<string, string> {
  const directives = new Map<string, string>();
  for (const part of header.split(',')) {
    const [name = '', value = ''] = part.trim().split('=');
    directives.set(name.toLowerCase(), value.replaceAll('"', ''));
  }
  return directives;
}
