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
  readonly #warn: (text: string) => void;

  constructor(values: FlagValues, files: FileForm, warn: (text: string) => void = () => undefined) {
    this.#values = values;
    this.#files = files;
    this.#warn = warn;
  }

  /** For what is odd about an option and does not hinder the start. */
  warnAbout(name: string): (text: string) => void {
    return (text) => {
      this.#warn(`${this.#named(name)}: ${text}`);
    };
  }

  /** A server that was started by its options says what goes wrong in the background; a cluster in a test does not. */
  teller(name: string): { readonly tell?: (message: string) => void } {
    return this.path(name) === undefined ? {} : { tell: this.warnAbout(name) };
  }

  /** The option as it was given; what a file holds is not shown. */
  #named(name: string): string {
    return this.#files === 'path' ? `--${name} ${this.#values[name] ?? ''}` : `--${name}`;
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
      if (looksLikeContent(value)) {
        throw new StartError(
          `--${name} takes the name of a file, and what was given looks like what a file holds: write it into one`,
          { cause: error },
        );
      }
      throw new StartError(`${this.#named(name)} cannot be used: ${fileProblem(error)}`, { cause: error });
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
      throw new StartError(`--${name} names the file ${path}, which cannot be used: ${fileProblem(error)}`, {
        cause: error,
      });
    }
  }

  /**
   * A kubeconfig that the option's file names in one of its fields, by a path from where the server was started; where there are
   * no files, what it holds stands in its place.
   */
  nestedFile(name: string, named: unknown): { readonly text: string; readonly file: string } {
    if (this.#files === 'content' && typeof named === 'object' && named !== null)
      return { text: JSON.stringify(named), file: `--${name}` };
    if (typeof named !== 'string' || named === '')
      throw new StartError(`--${name} names no file where it must name one`);
    return { text: this.fileBeside(name, resolve(named)), file: resolve(named) };
  }

  /** Where the option's file lies; undefined where it is given by its content. */
  path(name: string): string | undefined {
    return this.#files === 'path' ? this.#values[name] : undefined;
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
      throw this.unusable(name, error);
    }
  }

  /** What is wrong with what the file of an option holds. */
  unusable(name: string, error: unknown): StartError {
    const reason = error instanceof Error ? error.message : String(error);
    const hint =
      this.#files === 'content' && looksLikePath(this.#values[name] ?? '')
        ? ' (files are given by their content here, and this looks like the name of one)'
        : '';
    return new StartError(`${this.#named(name)} cannot be used: ${reason}${hint}`, { cause: error });
  }
}

/** What hinders the reading of a file, in words; the name of the file stands before it. */
function fileProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a folder, not a file';
    case 'EACCES':
    case 'EPERM':
      return 'it may not be read by this user';
    default:
      return error.message;
  }
}

function looksLikeContent(value: string): boolean {
  return value.includes('\n') || /^\s*[{[]|^-----BEGIN|^apiVersion:/.test(value);
}

function looksLikePath(content: string): boolean {
  return /^(?:\.{0,2}\/|[A-Za-z]:\\)?[^\s:{}]+$/.test(content) && /[/\\]|\.[a-z]{2,5}$/i.test(content);
}
