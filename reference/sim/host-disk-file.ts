import * as fs from 'node:fs';
import { promisify } from 'node:util';
import type { DiskFile } from './disk.ts';
import { DiskError } from './disk.ts';
import { diskError } from './host-disk-error.ts';

const close = promisify(fs.close);
const fdatasync = promisify(fs.fdatasync);
const fstat = promisify(fs.fstat);
const ftruncate = promisify(fs.ftruncate);
const read = promisify(fs.read);
const writev = promisify(fs.writev);

/** What is shorter goes into the host's memory within the present turn; what is longer could take a while. */
const longAppendBytes = 512 * 1024;
/** Longer appends gain nothing from room that was written before, and would have it written twice. */
const reserveUpToBytes = 32 * 1024;

export interface HostDiskFileOptions {
  readonly handle: number;
  readonly path: string;
  readonly size: number;
  readonly reserveBytes: number;
}

export class HostDiskFile implements DiskFile {
  size: number;
  readonly #handle: number;
  readonly #path: string;
  readonly #zeros: Uint8Array;
  /** As the host has it: reserved zeros stand between `size` and here. */
  #hostSize: number;

  constructor({ handle, path, size, reserveBytes }: HostDiskFileOptions) {
    this.#handle = handle;
    this.#path = path;
    this.size = size;
    this.#hostSize = size;
    this.#zeros = new Uint8Array(reserveBytes);
  }

  async append(chunks: readonly Uint8Array[]): Promise<void> {
    let length = 0;
    for (const chunk of chunks) length += chunk.length;
    const end = this.size + length;
    try {
      if (end > this.#hostSize && length <= reserveUpToBytes && this.#zeros.length > 0) {
        this.#reserve(end);
      }
      if (length < longAppendBytes) this.#writeNow(chunks, length);
      else await this.#writeInTurn(chunks, length);
    } catch (error) {
      await this.#measure();
      throw diskError(error, this.#path);
    }
  }

  async readAt(position: number, length: number): Promise<Uint8Array> {
    const wanted = Math.max(0, Math.min(length, this.size - position));
    const bytes = new Uint8Array(wanted);
    if (wanted === 0) return bytes;
    try {
      const { bytesRead } = await read(this.#handle, bytes, 0, wanted, position);
      return bytes.subarray(0, bytesRead);
    } catch (error) {
      throw diskError(error, this.#path);
    }
  }

  async truncate(size: number): Promise<void> {
    try {
      await ftruncate(this.#handle, size);
    } catch (error) {
      throw diskError(error, this.#path);
    }
    this.size = size;
    this.#hostSize = size;
  }

  async sync(): Promise<void> {
    try {
      await fdatasync(this.#handle);
    } catch (error) {
      throw diskError(error, this.#path);
    }
  }

  async close(): Promise<void> {
    try {
      if (this.#hostSize > this.size) await ftruncate(this.#handle, this.size);
    } catch (error) {
      throw diskError(error, this.#path);
    } finally {
      await close(this.#handle);
    }
  }

  /** Room that cannot be had is no failure: the append itself may still fit. */
  #reserve(from: number): void {
    try {
      fs.writeSync(this.#handle, this.#zeros, 0, this.#zeros.length, from);
      this.#hostSize = from + this.#zeros.length;
    } catch (error) {
      if (diskError(error, this.#path).code !== 'FULL') throw error;
    }
  }

  #writeNow(chunks: readonly Uint8Array[], length: number): void {
    let written = fs.writevSync(this.#handle, chunks, this.size);
    this.#grow(written);
    while (written < length) {
      const more = fs.writevSync(this.#handle, skipped(chunks, written), this.size);
      this.#grow(more);
      written += more;
    }
  }

  async #writeInTurn(chunks: readonly Uint8Array[], length: number): Promise<void> {
    let written = 0;
    while (written < length) {
      const { bytesWritten } = await writev(this.#handle, skipped(chunks, written), this.size);
      this.#grow(bytesWritten);
      written += bytesWritten;
    }
  }

  #grow(bytes: number): void {
    if (bytes === 0) throw new DiskError('FULL', `${this.#path}: nothing more can be written`);
    this.size += bytes;
    this.#hostSize = Math.max(this.#hostSize, this.size);
  }

  /** After a failure the host may have written more than it has said. */
  async #measure(): Promise<void> {
    const stats = await fstat(this.#handle).catch(() => undefined);
    if (stats !== undefined) this.#hostSize = Math.max(this.size, stats.size);
  }
}

function skipped(chunks: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  const rest: Uint8Array[] = [];
  let toSkip = bytes;
  for (const chunk of chunks) {
    if (toSkip < chunk.length) rest.push(chunk.subarray(toSkip));
    toSkip = Math.max(0, toSkip - chunk.length);
  }
  return rest;
}
