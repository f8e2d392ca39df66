/** What a look at JSON text finds that `JSON.parse` does not tell. */
export interface JsonScan {
  /** Keys in the text: more than the parsed value has where a key stands twice in one object. */
  readonly keys: number;
  readonly depth: number;
}

const quote = 0x22;
const backslash = 0x5c;

/** Counts keys and depth of text that need not be valid JSON. */
export function scanJson(text: string): JsonScan {
  let keys = 0;
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = endOfString(text, at);
        break;
      case 0x3a: // :
        keys += 1;
        break;
      case 0x7b: // {
      case 0x5b: // [
        depth += 1;
        if (depth > deepest) deepest = depth;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        depth -= 1;
        break;
      default:
    }
  }
  return { keys, depth: deepest };
}

/** The position of the closing quote, or the end of the text. */
function endOfString(text: string, opening: number): number {
  let at = text.indexOf('"', opening + 1);
  while (at >= 0) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === backslash) slashes += 1;
    if (slashes % 2 === 0) return at;
    at = text.indexOf('"', at + 1);
  }
  return text.length;
}

/** The keys of a parsed value, at all depths. */
export function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const entry of value) if (typeof entry === 'object') count += countKeys(entry);
    return count;
  }
  for (const name in value) {
    count += 1;
    const entry: unknown = (value as Record<string, unknown>)[name];
    if (typeof entry === 'object') count += countKeys(entry);
  }
  return count;
}

interface Frame {
  readonly path: string;
  /** Absent in a list. */
  readonly seen: Set<string> | undefined;
  key: string;
  index: number;
}

/**
 * The paths of keys that stand twice in one object (`data.a`, `spec.containers[0].name`), in the order of the text, each
 * once. The text is valid JSON.
 */
export function duplicateKeys(text: string): readonly string[] {
  const found = new Set<string>();
  const frames: Frame[] = [];
  let expectKey = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    const frame = frames.at(-1);
    if (character === '"') {
      const end = endOfString(text, at);
      if (expectKey && frame?.seen !== undefined) {
        frame.key = JSON.parse(text.slice(at, end + 1)) as string;
        if (frame.seen.has(frame.key)) found.add(pathOf(frame));
        frame.seen.add(frame.key);
        expectKey = false;
      }
      at = end;
    } else if (character === '{' || character === '[') {
      const path = frame === undefined ? '' : pathOf(frame);
      frames.push({ path, seen: character === '{' ? new Set() : undefined, key: '', index: 0 });
      expectKey = character === '{';
    } else if (character === '}' || character === ']') {
      frames.pop();
      expectKey = false;
    } else if (character === ',' && frame !== undefined) {
      frame.index += 1;
      expectKey = frame.seen !== undefined;
    }
  }
  return [...found];
}

function pathOf(frame: Frame): string {
  if (frame.seen === undefined) return `${frame.path}[${frame.index}]`;
  return frame.path === '' ? frame.key : `${frame.path}.${frame.key}`;
}
