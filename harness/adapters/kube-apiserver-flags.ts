import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Options whose value is the name of a file: scenarios give the content. */
function namesFile(flag: string): boolean {
  return flag !== 'runtime-config' && /-(?:file|config|policy-file)$/.test(flag);
}

/** Where options that a scenario gives in its own words need what only this machine knows. */
export interface FlagFiles {
  readonly directory: string;
  /** Certificates that go into the file of an option besides what the scenario gives: `client-ca-file`. */
  readonly besides: Readonly<Record<string, string>>;
}

/**
 * Options as they stand on a command line, in the order given, but for those without a value; contents of files are written below
 * the directory. A mapping where such a file in turn names one, in a field whose name ends with `File`, is that one's content.
 */
export async function commandLine(
  flags: Readonly<Record<string, string>>,
  { directory, besides }: FlagFiles,
): Promise<readonly string[]> {
  await mkdir(directory, { recursive: true });
  const words: string[] = [];
  for (const [name, value] of Object.entries(flags)) {
    if (value === '') continue;
    if (!namesFile(name)) {
      words.push(`--${name}=${value}`);
      continue;
    }
    const file = join(directory, name);
    const nested: NestedFile[] = [];
    const text = withoutNested(value, file, nested);
    for (const { path, content } of nested) await writeFile(path, content, { mode: 0o600 });
    const more = besides[name];
    await writeFile(file, more === undefined ? text : `${text}\n${more}`, { mode: 0o600 });
    words.push(`--${name}=${file}`);
  }
  return words;
}

interface NestedFile {
  readonly path: string;
  readonly content: string;
}

/** The text of a file with the paths of nested ones in place of their contents, which are added to `nested`. */
function withoutNested(text: string, file: string, nested: NestedFile[]): string {
  if (!text.startsWith('{')) return text;
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return text;
  }
  return JSON.stringify(document, (field, value: unknown) => {
    if (!field.endsWith('File') || typeof value !== 'object' || value === null) return value;
    const path = `${file}-${nested.length}`;
    nested.push({ path, content: JSON.stringify(value) });
    return path;
  });
}
