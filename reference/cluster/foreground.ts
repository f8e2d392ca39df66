import { createHostEnvironment } from '../sim/host-environment.ts';
import { StartError } from './start-error.ts';

/** Resolves with the name of the first signal that asks the process to end. */
export function endSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve(signal);
      });
    }
  });
}

/** Prints lines, runs until a signal comes, also one that comes at the first line, then ends what was started. */
export async function runUntilSignal(
  running: { stop(): Promise<void> },
  lines: readonly string[],
): Promise<void> {
  const signalled = endSignal();
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  const signal = await signalled;
  process.stdout.write(`${signal}: ending\n`);
  // Nothing else may keep the process alive while the last answers are waited for.
  const lasting = createHostEnvironment({ timersKeepAlive: true });
  const keeper = lasting.timers.after(longestEndMs, () => undefined);
  await running.stop();
  keeper.cancel();
}

const longestEndMs = 600_000;

/** What the command line gives: texts, or values where a program calls. */
export type CommandOptions = Readonly<Record<string, unknown>>;

/** As the option is written on the command line. */
function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** A whole number of an option; undefined where it was not given. Throws a `StartError` that names the option. */
export function wholeNumber(options: CommandOptions, name: string, most: number): number | undefined {
  const value = options[name];
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isSafeInteger(number) && number >= 0 && number <= most && value !== '') return number;
  throw new StartError(
    `--${dashed(name)} must be a whole number from 0 to ${most}, not ${JSON.stringify(value)}`,
  );
}

/** The text of an option; undefined where it was not given. */
export function textOption(options: CommandOptions, name: string): string | undefined {
  const value = options[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value !== '') return value;
  throw new StartError(`--${dashed(name)} must be a text, not ${JSON.stringify(value)}`);
}

export const highestPort = 65_535;
