export type QueryValues = Readonly<Record<string, string | number | boolean | undefined>>;

/** `?a=b&c=d`, percent-encoded, without the values that are undefined; '' where none is left. */
export function queryText(values: QueryValues): string {
  const pairs = Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
