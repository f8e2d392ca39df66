import colors from 'picocolors';

/** Where a command writes. Tests give their own. */
export interface Console {
  out(text: string): void;
  err(text: string): void;
  /** A terminal that can rewrite its last line. */
  readonly terminal: boolean;
  readonly color: boolean;
}

export function processConsole(): Console {
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    terminal: process.stdout.isTTY && process.env.CI === undefined,
    color: colors.isColorSupported,
  };
}

export type Palette = ReturnType<typeof colors.createColors>;

/** Colours, or none: `NO_COLOR`, `FORCE_COLOR` and pipes are honoured. */
export function palette({ color }: Console): Palette {
  return colors.createColors(color);
}

/** Rewrites one line on a terminal; elsewhere prints a line now and then, at most about twenty in all. */
export class Progress {
  readonly #console: Console;
  readonly #total: number;
  #done = 0;
  #printed = 0;

  constructor(console: Console, total: number) {
    this.#console = console;
    this.#total = total;
  }

  step(text: string): void {
    this.#done += 1;
    if (this.#console.terminal) this.#rewrite(text);
    else if (this.#done === this.#total || this.#done - this.#printed >= Math.ceil(this.#total / 10)) {
      this.#printed = this.#done;
      this.#console.out(`${this.#done}/${this.#total}`);
    }
  }

  /** Leaves the line clean for what comes next. */
  end(): void {
    if (this.#console.terminal) process.stdout.write('\r\u001b[2K');
  }

  #rewrite(text: string): void {
    const width = process.stdout.columns;
    const filled = Math.round((this.#done / Math.max(1, this.#total)) * 24);
    const line = `${'█'.repeat(filled)}${'░'.repeat(24 - filled)} ${this.#done}/${this.#total} ${text}`;
    process.stdout.write(`\r\u001b[2K${line.slice(0, width - 1)}`);
  }
}
