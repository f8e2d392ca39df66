import type { Environment } from '../../sim/environment.ts';
import type { MemberId } from '../raft/types.ts';
import { accepted, refusals, refused } from '../refusal.ts';
import type { Outcome } from '../refusal.ts';
import type { PeerMessage, Question, Reply } from './peer-link.ts';

export interface PeerQuestionsOptions {
  readonly id: MemberId;
  /** Who leads now, as far as this member knows. */
  readonly leader: () => MemberId | undefined;
  readonly send: (message: PeerMessage) => void;
  /** This member's own answer, as the leader. */
  readonly answer: (question: Question) => Promise<Reply>;
  readonly retryMs: number;
  readonly limitMs: number;
}

/** Questions to the leader: asked again, also of a new leader, until one answers or the time is over. */
export class PeerQuestions {
  readonly #environment: Environment;
  readonly #options: PeerQuestionsOptions;
  readonly #waiting = new Map<number, (reply: Reply | undefined) => void>();
  readonly #pauses = new Set<() => void>();
  #number = 0;
  #stopped = false;

  constructor(environment: Environment, options: PeerQuestionsOptions) {
    this.#environment = environment;
    this.#options = options;
  }

  async ask(question: Question): Promise<Outcome<number>> {
    const { id, leader, retryMs, limitMs } = this.#options;
    const until = this.#environment.clock.now() + limitMs;
    do {
      if (this.#stopped) return refused(refusals.stopped);
      const asked = leader();
      if (asked === undefined) {
        await this.#pause(retryMs);
        continue;
      }
      const reply =
        asked === id ? await this.#options.answer(question) : await this.#askOf(asked, question, retryMs);
      if (reply === undefined) continue;
      if (reply.accepted) return accepted(reply.value);
      if (reply.refusal.message !== refusals.notLeader.message) return refused(reply.refusal);
      await this.#pause(retryMs);
    } while (this.#environment.clock.now() < until);
    return refused(refusals.timeout);
  }

  /** Whoever waits is refused, and nothing is asked any more. */
  stop(): void {
    this.#stopped = true;
    for (const done of [...this.#waiting.values()]) done(undefined);
    for (const wake of [...this.#pauses]) wake();
  }

  receive(message: PeerMessage & { readonly kind: 'question' | 'reply' }): void {
    if (message.kind === 'reply') {
      this.#waiting.get(message.number)?.(message.reply);
      return;
    }
    const { from, to, number, question } = message;
    void this.#options.answer(question).then((reply) => {
      if (this.#stopped) return;
      this.#options.send({ kind: 'reply', from: to, to: from, number, reply });
    });
  }

  #askOf(to: MemberId, question: Question, limitMs: number): Promise<Reply | undefined> {
    this.#number += 1;
    const number = this.#number;
    return new Promise((resolve) => {
      const done = (reply: Reply | undefined): void => {
        this.#waiting.delete(number);
        timer.cancel();
        resolve(reply);
      };
      const timer = this.#environment.timers.after(limitMs, () => {
        done(undefined);
      });
      this.#waiting.set(number, done);
      this.#options.send({ kind: 'question', from: this.#options.id, to, number, question });
    });
  }

  #pause(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#pauses.delete(wake);
        timer.cancel();
        resolve();
      };
      const timer = this.#environment.timers.after(durationMs, wake);
      this.#pauses.add(wake);
    });
  }
}
