import type { Clock } from '../../sim/environment.ts';

interface Remembered<Answer> {
  readonly answer: Answer;
  readonly untilMs: number;
}

/** What somebody elsewhere has answered, by the question, each for its time; of too many the one longest unused goes. */
export class RememberedAnswers<Answer> {
  readonly #clock: Clock;
  readonly #most: number;
  /** The one longest unused first. */
  readonly #answers = new Map<string, Remembered<Answer>>();

  constructor(clock: Clock, most: number) {
    this.#clock = clock;
    this.#most = most;
  }

  recall(question: string): Answer | undefined {
    const known = this.#answers.get(question);
    if (known === undefined) return undefined;
    this.#answers.delete(question);
    if (known.untilMs <= this.#clock.now()) return undefined;
    this.#answers.set(question, known);
    return known.answer;
  }

  /** `ttlMs`: 0: not at all. */
  remember(question: string, answer: Answer, ttlMs: number): void {
    if (ttlMs <= 0) return;
    this.#answers.set(question, { answer, untilMs: this.#clock.now() + ttlMs });
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > this.#most && oldest !== undefined) this.#answers.delete(oldest);
  }
}
