import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Options whose value is the name of a file: scenarios give the content. */
function namesFile(flag: string): boolean {
  return /-(?:file|config|policy-file)$/.test(flag);
}

/** Where options that a scenario gives in its own words need what only this machine knows. */
export interface FlagFiles {
  readonly directory: string;
  /** Certificates that go into the file of an option besides what the scenario gives: `client-ca-file`. */
  readonly besides: Readonly<Record<string, string>>;
}

/**
 * Options as they stand on a command line, in the order given; contents of files are written below the directory. What the
 * AdmissionConfiguration and alike name as further files must be inline.
 */
export async function commandLine(
  flags: Readonly<Record<string, string>>,
  { directory, besides }: FlagFiles,
): Promise<readonly string[]> {
  await mkdir(directory, { recursive: true });
  const words: string[] = [];
  for (const [name, value] of Object.entries(flags)) {
    if (!namesFile(name)) {
      words.push(`--${name}=${value}`);
      continue;
    }
    const file = join(directory, name);
    const more = besides[name];
    await writeFile(file, more === undefined ? value : `${value}\n${more}`, { mode: 0o600 });
    words.push(`--${name}=${file}`);
  }
  return words;
}
