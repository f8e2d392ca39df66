import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import type { RunOptions } from '../runner/run.ts';
import type { RunCommand } from './run-command.ts';

/** What commander makes of the options that `run`, `list` and `prove` share. */
export interface GivenOptions {
  readonly adapter?: readonly string[];
  readonly profile?: string;
  readonly requirement?: readonly string[];
  readonly tags?: string;
  readonly seed?: number;
  readonly runs?: number;
  readonly parallel?: number;
  readonly shard?: string;
  readonly knownFailures?: string;
  readonly patience?: number;
  readonly out?: string;
  readonly confirm?: boolean;
  readonly show?: boolean;
}

function collected(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`"${text}" is not a whole number from ${least} to ${most}.`);
  };
}

export function withAdapter(command: Command): Command {
  const text =
    'what to test: NAME, PATH, package or exec:COMMAND, with ?option=value&…; may be given again (default: reference)';
  return command.option('--adapter <spec>', text, collected);
}

export function withSelection(command: Command): Command {
  return command
    .option('--profile <name>', 'the requirements of a profile (spec/profiles.json)')
    .option(
      '--requirement <id>',
      'one requirement, or a whole area such as LOCK; may be given again',
      collected,
    )
    .option('--tags <expression>', 'only scenarios whose tags fit, for example "@LOCK-2a and not @slow"')
    .option('--shard <i/n>', 'the I-th of N parts of the run');
}

export function withSeed(command: Command): Command {
  return command.option('--seed <n>', 'seed of everything that is generated', wholeNumber(0, 2 ** 31 - 1));
}

export function withRun(command: Command): Command {
  const cores = availableParallelism();
  return command
    .option('--runs <n>', 'so many times the ordinary number of generated cases', wholeNumber(1, 10_000))
    .option(
      '--parallel <n>',
      `worker threads for scenarios (this machine has ${cores} cores)`,
      wholeNumber(1, 256),
    )
    .option(
      '--known-failures <file>',
      'checks that are known to fail (YAML or JSON); a stale one fails the run',
    )
    .option(
      '--patience <minutes>',
      'wait so long for a real clock where scenarios let time pass (default: those that wait longer than 45 s are not judged)',
      wholeNumber(1, 600),
    )
    .option('--out <dir>', `where the reports go (default: ${join('.plimsoll', 'run')})`)
    .option('--confirm', 'record what passes in spec/confirmations.json')
    .option('--show', 'open the report in the browser when it is written');
}

/** The seed of a run that names none: another one each time, so that properties see new cases; it is printed. */
function freshSeed(): number {
  return randomInt(2 ** 31 - 1);
}

export function runOptions(given: GivenOptions): RunOptions {
  return {
    adapters: given.adapter ?? ['reference'],
    selection: {
      ...(given.profile === undefined ? {} : { profile: given.profile }),
      ...(given.requirement === undefined ? {} : { requirements: given.requirement }),
      ...(given.tags === undefined ? {} : { tags: given.tags }),
      ...(given.shard === undefined ? {} : { shard: given.shard }),
    },
    seed: given.seed ?? freshSeed(),
    runs: given.runs ?? 1,
    parallel: given.parallel ?? 1,
    ...(given.knownFailures === undefined ? {} : { knownFailures: given.knownFailures }),
    ...(given.patience === undefined ? {} : { patienceMs: given.patience * 60_000 }),
  };
}

export function runCommandOptions(given: GivenOptions): RunCommand {
  return {
    ...runOptions(given),
    out: given.out ?? join('.plimsoll', 'run'),
    confirm: given.confirm ?? false,
    show: given.show ?? false,
  };
}
