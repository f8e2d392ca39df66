import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import type { AuditEvent } from '../apiserver/operations/audit-event.ts';
import type { AuditLogOptions } from '../apiserver/operations/operations.ts';
import { microTime } from '../apiserver/timestamp.ts';
import { StartError } from './start-error.ts';

const dayMs = 86_400_000;

/**
 * An audit log as kube-apiserver writes it: a line of JSON for each event, on disk before the request goes on. A file that
 * would grow too large is put aside with the time in its name. Events that cannot be written are lost, and requests go on.
 */
export class AuditLogFile {
  readonly #options: AuditLogOptions;
  readonly #now: () => number;
  readonly #onFault: (fault: string) => void;
  #descriptor: number;
  #size: number;
  /** The file ends in the middle of a line. */
  #isTorn = false;
  #isFailing = false;

  /**
   * Throws a `StartError` where the file cannot be opened. `now` is in milliseconds since the epoch; `onFault` is told when events
   * begin to be lost, once until one can be written again.
   */
  constructor(options: AuditLogOptions, now: () => number, onFault: (fault: string) => void) {
    this.#options = options;
    this.#now = now;
    this.#onFault = onFault;
    this.#descriptor = this.#opened();
    this.#size = options.path === '-' ? 0 : fstatSync(this.#descriptor).size;
  }

  /** Never throws. */
  write(event: AuditEvent): void {
    const line = Buffer.from(`${this.#isTorn ? '\n' : ''}${JSON.stringify(event)}\n`);
    const { maxSizeBytes, path } = this.#options;
    const isFull =
      path !== '-' && maxSizeBytes > 0 && this.#size > 0 && this.#size + line.length > maxSizeBytes;
    const isAside =
      !isFull ||
      this.#tried(() => {
        this.#putAside();
      });
    if (
      this.#tried(() => {
        this.#append(line);
      }) &&
      isAside
    )
      this.#isFailing = false;
  }

  #tried(step: () => void): boolean {
    try {
      step();
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!this.#isFailing) this.#onFault(`the audit log ${this.#options.path} cannot be written: ${reason}`);
      this.#isFailing = true;
      return false;
    }
  }

  /** A disk may take a part of a line and then nothing more. */
  #append(line: Buffer): void {
    for (let written = 0; written < line.length;) {
      const count = writeSync(this.#descriptor, line, written);
      written += count;
      this.#size += count;
      this.#isTorn = written < line.length;
    }
  }

  close(): void {
    if (this.#options.path !== '-') closeSync(this.#descriptor);
  }

  #opened(): number {
    const { path } = this.#options;
    if (path === '-') return process.stdout.fd;
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      return openSync(path, 'a', 0o600);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new StartError(`--audit-log-path ${path} cannot be used: ${reason}`, { cause: error });
    }
  }

  /** The old file stays open until there is a new one: whatever goes wrong, events have a place of their own. */
  #putAside(): void {
    const { path } = this.#options;
    const time = microTime(this.#now()).replaceAll(':', '-').replace('Z', '');
    const extension = extname(path);
    if (existsSync(path))
      renameSync(path, `${path.slice(0, path.length - extension.length)}-${time}${extension}`);
    const old = this.#descriptor;
    this.#descriptor = this.#opened();
    closeSync(old);
    this.#size = 0;
    this.#isTorn = false;
    this.#removeOld();
  }

  #removeOld(): void {
    const { path, maxBackups, maxAgeDays } = this.#options;
    const extension = extname(path);
    const start = `${basename(path, extension)}-`;
    const old = readdirSync(dirname(path))
      .filter((name) => name.startsWith(start) && name.endsWith(extension) && /\d{4}-\d\d-\d\dT/.test(name))
      .sort()
      .reverse()
      .map((name) => join(dirname(path), name));
    const surplus = old.filter(
      (file, index) =>
        (maxBackups > 0 && index >= maxBackups) ||
        (maxAgeDays > 0 && this.#now() - statSync(file).mtimeMs > maxAgeDays * dayMs),
    );
    for (const file of surplus) unlinkSync(file);
  }
}
