import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { endWithHarness } from './local-machine.ts';

/** How long a process may take to answer its first request. */
const startLimitMs = 120_000;

/** Of what a process says only the end is kept. */
const keptCharacters = 20_000;

/** A server of somebody else's in a process of its own, which goes when the harness goes. */
export class ChildServer {
  readonly binary: string;
  readonly words: readonly string[];
  readonly #child: ChildProcess;
  #said = '';

  constructor(binary: string, words: readonly string[]) {
    this.binary = binary;
    this.words = words;
    this.#child = spawn(binary, words, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '' },
    });
    const { stderr } = this.#child;
    stderr?.on('data', (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString()).slice(-keptCharacters);
    });
    this.#child.once('error', (error) => {
      this.#said += error.message;
    });
    endWithHarness(this.#child);
    // A harness that forgets to close the adapter must still come to its end, and takes the server along.
    this.#child.unref();
    if (stderr instanceof Socket) stderr.unref();
  }

  /** What it wrote to standard error, the end of it. */
  get said(): string {
    return this.#said;
  }

  /** Undefined where it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isRunning(): boolean {
    return this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when the condition holds; `ended`: the process has ended before. Rejects after a long time. */
  async until(what: string, holds: () => Promise<boolean>): Promise<'ended' | 'ready'> {
    const until = performance.now() + startLimitMs;
    while (!(await holds())) {
      if (!this.isRunning) return 'ended';
      if (performance.now() > until)
        throw new Error(`${what} is not ready after a long time:\n${this.#said.slice(-3000)}`);
      await sleep(100);
    }
    return 'ready';
  }

  /** Asks it to end. Resolves when it is told. */
  terminate(): void {
    if (this.isRunning) this.#child.kill('SIGTERM');
  }

  /** Ends it at once. Resolves when it is gone. */
  async kill(): Promise<void> {
    if (!this.isRunning) return;
    const gone = once(this.#child, 'exit');
    this.#child.ref();
    this.#child.kill('SIGKILL');
    await gone;
  }
}
