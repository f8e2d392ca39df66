export type QueryValues = Readonly<Record<string, string | number | boolean | undefined>>;

/** `?a=b&c=d`, percent-encoded, without the values that are undefined; '' where none is left. */
export function queryText(values: QueryValues): string {
  let text = '';
  for (const key in values) {
    const value = values[key];
    if (value === undefined) continue;
    text += `${text === '' ? '?' : '&'}${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`;
  }
  return text;
}
