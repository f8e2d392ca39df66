const tailLines = 60;

/** The end of a long text, with a word on how much stood before it. */
export function tail(text: string): string {
  const lines = text.trimEnd().split('\n');
  const cut = lines.length > tailLines ? [`… ${lines.length - tailLines} lines before`] : [];
  return [...cut, ...lines.slice(-tailLines)].join('\n');
}
