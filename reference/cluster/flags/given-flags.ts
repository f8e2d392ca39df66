import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StartError } from '../start-error.ts';

/** Options by name, as texts. */
export type FlagValues = Readonly<Record<string, string>>;

/**
 * How options that name a file are given: by its `path`, as on a command line, or by its `content`, as in a test that has no
 * files.
 */
export type FileForm = 'path' | 'content';

/** The options that were given to a server, read by name. What cannot be read is a `StartError` that names the option. */
export class GivenFlags {
  readonly #values: FlagValues;
  readonly #files: FileForm;

  constructor(values: FlagValues, files: FileForm) {
    this.#values = values;
    this.#files = files;
  }

  text(name: string): string | undefined {
    return this.#values[name];
  }

  /** The content of the file that the option names. */
  file(name: string): string | undefined {
    const value = this.#values[name];
    if (value === undefined || this.#files === 'content') return value;
    try {
      return readFileSync(value, 'utf8');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new StartError(`--${name} ${value} cannot be used: ${reason}`, { cause: error });
    }
  }

  /** The content of another file, which the option's file names relative to itself. */
  fileBeside(name: string, path: string): string {
    if (this.#files === 'content')
      throw new StartError(
        `--${name} names the file ${path}: where there are no files, write what it holds in its place`,
      );
    try {
      return readFileSync(resolve(dirname(this.#values[name] ?? ''), path), 'utf8');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new StartError(`--${name} names a file that cannot be used: ${reason}`, { cause: error });
    }
  }

  /** How the file of an option is called where other files are looked for beside it; its content is nobody's name. */
  fileName(name: string): string {
    return this.#files === 'path' ? (this.#values[name] ?? '') : `--${name}`;
  }

  /** Parted by commas, without empty parts. */
  list(name: string): readonly string[] | undefined {
    return this.#values[name]
      ?.split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  }

  boolean(name: string): boolean | undefined {
    const value = this.#values[name];
    if (value === undefined || value === 'true') return value === undefined ? undefined : true;
    if (value === 'false') return false;
    throw new StartError(`--${name} is true or false, not ${JSON.stringify(value)}`);
  }

  wholeNumber(name: string, most: number): number | undefined {
    const value = this.#values[name];
    if (value === undefined) return undefined;
    if (/^\d+$/.test(value) && Number(value) <= most) return Number(value);
    throw new StartError(`--${name} must be a whole number from 0 to ${most}, not ${JSON.stringify(value)}`);
  }

  /** What the parser makes of the file's content; its error becomes one that names the option. */
  async parsedFile<T>(name: string, parse: (content: string) => T | Promise<T>): Promise<T | undefined> {
    const content = this.file(name);
    if (content === undefined) return undefined;
    try {
      return await parse(content);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const which = this.#files === 'path' ? ` ${this.#values[name] ?? ''}` : '';
      throw new StartError(`--${name}${which} cannot be used: ${reason}`, { cause: error });
    }
  }
}
