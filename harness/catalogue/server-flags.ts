import { parse } from 'yaml';

/** The step that says how the API server is started; its docstring is a mapping of options. */
export const serverFlagsStep: string = 'the API server runs with:';

/** Steps as pickles have them, as far as they matter here. */
export interface StepWithDocString {
  readonly text: string;
  readonly argument?: { readonly docString?: { readonly content: string } };
}

/**
 * What a scenario's steps ask of the API server, by the names of kube-apiserver's options; undefined where they ask nothing. Lists
 * are joined with commas, and a mapping is the content of a file. A later step adds to what earlier ones said. Throws where a
 * docstring is no mapping.
 */
export function serverFlagsOf(
  steps: readonly StepWithDocString[],
): Readonly<Record<string, string>> | undefined {
  return flagsOf(steps, serverFlagsStep);
}

/** The step that says how a proxy in front of the API server is started, in the options of `kubectl proxy`. */
export const proxyFlagsStep: string = 'the proxy runs with:';

/** What a scenario's steps ask of the proxy; undefined where they ask nothing. */
export function proxyFlagsOf(
  steps: readonly StepWithDocString[],
): Readonly<Record<string, string>> | undefined {
  return flagsOf(steps, proxyFlagsStep);
}

function flagsOf(
  steps: readonly StepWithDocString[],
  step: string,
): Readonly<Record<string, string>> | undefined {
  const asked = steps.filter(({ text }) => text === step);
  if (asked.length === 0) return undefined;
  const flags: Record<string, string> = {};
  for (const { argument } of asked) Object.assign(flags, flagsFrom(argument?.docString?.content ?? ''));
  return flags;
}

/** A docstring of options, with values as they stand on a command line. Throws where it is no mapping. */
export function flagsFrom(text: string): Readonly<Record<string, string>> {
  const given: unknown = parse(text);
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new Error('options of a server are a mapping');
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, flagText(value)]));
}

function flagText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(flagText).join(',');
  return JSON.stringify(value);
}
