/** The program behind an `exec:` adapter: requests go to its standard input, answers come from its standard output. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { ExecChunk, ExecFailure, ExecReply, ExecRequest } from '../../schemas/types/plimsoll.ts';
import { NotApplicable } from '../verdict.ts';
import { decodeBytes, readMessage, writeMessage } from './exec-codec.ts';

/** A request that is not answered this long makes the adapter useless. */
const answerLimitMs = 30_000;
const shutdownLimitMs = 3_000;
const stderrLines = 12;

interface Pending {
  readonly method: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

type Call = Pick<ExecRequest, 'method'> & { readonly params: unknown };

/** A program that speaks Plimsoll's JSON lines. After it has ended or broken the protocol every request rejects. */
export class ExecProgram {
  readonly #command: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #pending = new Map<number, Pending>();
  readonly #streams = new Map<number, (chunk: ExecChunk) => void>();
  readonly #stderr: string[] = [];
  readonly #ended: Promise<void>;
  readonly #limitMs: number;
  #nextId = 1;
  #broken: Error | undefined;

  constructor(command: string, limitMs: number = answerLimitMs) {
    this.#command = command;
    this.#limitMs = limitMs;
    this.#child = spawn(command, { shell: true, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#ended = new Promise((resolve) =>
      this.#child.once('close', () => {
        resolve();
      }),
    );
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.#take(line);
    });
    createInterface({ input: this.#child.stderr }).on('line', (line) => {
      this.#stderr.push(line);
      if (this.#stderr.length > stderrLines) this.#stderr.shift();
    });
    this.#child.stdin.on('error', () => undefined);
    this.#child.once('close', (code, signal) => {
      this.#break(`it ended with ${signal ?? `exit code ${code ?? '?'}`}`);
    });
  }

  /** A number for a stream, a session or a connection; never used twice. */
  nextNumber(): number {
    this.#nextId += 1;
    return this.#nextId;
  }

  /** Sends one request and resolves to its result, bytes decoded. */
  async call({ method, params }: Call): Promise<unknown> {
    if (this.#broken) throw this.#broken;
    const id = this.nextNumber();
    const line = writeMessage({ id, method, params });
    const answered = new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(this.#complaint(`it did not answer ${method} within ${this.#limitMs / 1000} seconds`));
      }, this.#limitMs);
      this.#pending.set(id, { method, resolve, reject, timer });
    });
    this.#child.stdin.write(line);
    return answered;
  }

  /** Hands over the pieces of a stream until its end. */
  onStream(stream: number, take: (chunk: ExecChunk) => void): void {
    this.#streams.set(stream, take);
  }

  forgetStream(stream: number): void {
    this.#streams.delete(stream);
  }

  /** Asks the program to end, and ends it after a short while if it does not. */
  async stop(): Promise<void> {
    if (!this.#broken) {
      void this.call({ method: 'shutdown', params: {} }).catch(() => undefined);
      this.#child.stdin.end();
    }
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), shutdownLimitMs);
    await this.#ended;
    clearTimeout(timer);
  }

  #take(line: string): void {
    if (line.trim() === '' || this.#broken) return;
    const message = readMessage(line);
    if ('wrong' in message) this.#break(`it wrote "${line.slice(0, 160)}", which is ${message.wrong}`);
    else if ('stream' in message) this.#takeChunk(message);
    else if ('method' in message)
      this.#break(`it wrote a request (${message.method}); only the harness asks`);
    else this.#settle(message);
  }

  #takeChunk(chunk: ExecChunk): void {
    const take = this.#streams.get(chunk.stream);
    if (chunk.end === true || chunk.error !== undefined) this.#streams.delete(chunk.stream);
    take?.(chunk);
  }

  #settle(message: ExecReply | ExecFailure): void {
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    this.#pending.delete(message.id);
    clearTimeout(pending.timer);
    if ('result' in message) pending.resolve(decodeBytes(message.result));
    else pending.reject(failure(message.error));
  }

  #break(reason: string): void {
    if (this.#broken) return;
    this.#broken = this.#complaint(reason);
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(this.#broken);
    }
    this.#pending.clear();
    for (const [stream, take] of this.#streams) take({ stream, error: reason });
    this.#streams.clear();
    this.#child.kill();
  }

  #complaint(reason: string): Error {
    const tail =
      this.#stderr.length === 0 ? '' : `; the end of its standard error:\n  ${this.#stderr.join('\n  ')}`;
    return new Error(`the program "${this.#command}" broke off: ${reason}${tail}`);
  }
}

function failure(error: ExecFailure['error']): Error {
  if (error.notApplicable === true) return new NotApplicable(error.message);
  return error.code === undefined
    ? new Error(error.message)
    : Object.assign(new Error(error.message), { code: error.code });
}
