/** A value as Go prints one that was read from JSON (`%v`): `map[a:1 b:[x y]]`, keys in order, texts as they are. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
    return `map[${entries.map(([name, entry]) => `${name}:${goText(entry)}`).join(' ')}]`;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What Go's reflection calls the kind of such a value. */
export function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'slice';
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) ? 'int64' : 'float64';
    default:
      return value === null || value === undefined ? 'nil' : 'map';
  }
}

/** What Go calls the type of such a value in a refusal. */
export function goTypeOf(value: unknown): string {
  const kind = goKind(value);
  if (kind === 'slice') return '[]interface {}';
  if (kind === 'map') return 'map[string]interface {}';
  return kind === 'nil' ? '%!s(<nil>)' : kind;
}
