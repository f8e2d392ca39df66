import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoadAnswers, LoadJob } from './load-job.ts';

/** No job takes so long, unless the store does not answer at all. */
const limitMs = 180_000;

interface Reply {
  readonly answer?: unknown;
  readonly problem?: string;
}

/** The process that puts load on a store: apart from the one that measures, so that its own work is known. */
export class LoadGenerator {
  readonly #child: ChildProcess;

  constructor() {
    const main = fileURLToPath(new URL('./load-process.ts', import.meta.url));
    this.#child = fork(main, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  }

  /** One job at a time. Rejects where the store did not do what was asked of it. */
  async run<Job extends LoadJob>(job: Job): Promise<LoadAnswers[Job['job']]> {
    const reply = await new Promise<Reply>((resolve, reject) => {
      const ended = (): void => {
        reject(new Error('the load generator has ended'));
      };
      const timer = setTimeout(() => {
        reject(new Error(`${job.job}: no answer within ${limitMs} ms`));
      }, limitMs);
      this.#child.once('exit', ended);
      this.#child.once('message', (message) => {
        this.#child.off('exit', ended);
        clearTimeout(timer);
        resolve(message as Reply);
      });
      this.#child.send(job);
    });
    if (reply.problem !== undefined) throw new Error(`${job.job}: ${reply.problem}`);
    return reply.answer as LoadAnswers[Job['job']];
  }

  close(): void {
    this.#child.disconnect();
  }
}
