/** What a priority level could have used since the last look. */
export interface DemandFigures {
  readonly seconds: number;
  readonly average: number;
  readonly deviation: number;
  readonly most: number;
}

/** Half of what was is forgotten after five minutes of looks every ten seconds. */
const smoothing = 0.977;

/** Follows the seats that a level uses and those that are waited for, weighted by time. */
export class SeatDemand {
  #lastMs: number;
  #seats = 0;
  #most = 0;
  #seconds = 0;
  #sum = 0;
  #squares = 0;
  figures: DemandFigures = { seconds: 0, average: 0, deviation: 0, most: 0 };
  /** Follows a rise at once and a fall slowly. */
  smoothed = 0;

  constructor(nowMs: number) {
    this.#lastMs = nowMs;
  }

  note(nowMs: number, seats: number): void {
    if (nowMs !== this.#lastMs) this.#pass(nowMs);
    this.#seats = seats;
    if (seats > this.#most) this.#most = seats;
  }

  /** Settles the figures of the time since the last look, and begins anew. */
  look(nowMs: number): void {
    this.#pass(nowMs);
    const seconds = this.#seconds;
    const average = seconds > 0 ? this.#sum / seconds : this.figures.average;
    const variance = seconds > 0 ? this.#squares / seconds - average * average : 0;
    const deviation = seconds > 0 ? Math.sqrt(Math.max(0, variance)) : this.figures.deviation;
    this.figures = { seconds, average, deviation, most: Math.round(this.#most) };
    if (seconds > 0) {
      const envelope = average + deviation;
      this.smoothed = Math.max(envelope, smoothing * this.smoothed + (1 - smoothing) * envelope);
    }
    this.#seconds = this.#sum = this.#squares = 0;
    this.#most = this.#seats;
  }

  #pass(nowMs: number): void {
    const seconds = (nowMs - this.#lastMs) / 1000;
    this.#lastMs = nowMs;
    this.#seconds += seconds;
    this.#sum += this.#seats * seconds;
    this.#squares += this.#seats * this.#seats * seconds;
  }
}
