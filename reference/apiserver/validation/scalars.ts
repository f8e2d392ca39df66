import { parseIp } from './ip-address.ts';
import { labelProblems, subdomainProblems, label1035Problems } from './names.ts';
import type { Problems } from './problems.ts';

/** Reports every violation of a name rule at `field`. */
export function checkName(
  problems: Problems,
  field: string,
  name: string,
  rule: 'label' | 'label1035' | 'subdomain',
): void {
  const rules = { label: labelProblems, label1035: label1035Problems, subdomain: subdomainProblems };
  for (const text of rules[rule](name, false)) problems.invalid(field, name, text);
}

export function checkNonNegative(problems: Problems, field: string, value: number | undefined): void {
  if (value !== undefined && value < 0) problems.invalid(field, value, 'must be greater than or equal to 0');
}

/** A number within bounds, both included. */
export function checkNumberRange(
  problems: Problems,
  field: string,
  value: number,
  [low, high]: readonly [number, number],
): void {
  if (value < low || value > high)
    problems.invalid(field, value, `must be between ${low} and ${high}, inclusive`);
}

/** One of a closed set, where it is given at all. */
export function checkTextOf(
  problems: Problems,
  field: string,
  value: string,
  supported: readonly string[],
): void {
  if (value !== '' && !supported.includes(value)) problems.notSupported(field, value, supported);
}

/** The same, where giving nothing is told from giving an empty text. */
export function checkOptionalEnum(
  problems: Problems,
  field: string,
  value: unknown,
  supported: readonly string[],
): void {
  if (typeof value === 'string' && !supported.includes(value)) problems.notSupported(field, value, supported);
}

export function checkPullPolicy(problems: Problems, field: string, policy: string): void {
  checkEnum(problems, field, policy, ['Always', 'IfNotPresent', 'Never']);
}

export function checkIp(problems: Problems, field: string, address: string): void {
  if (!isIp(address)) problems.invalid(field, address, notAnIp);
}

export function checkPort(problems: Problems, field: string, port: number): void {
  if (port < 1 || port > 65_535 || !Number.isInteger(port)) {
    problems.invalid(field, port, 'must be between 1 and 65535, inclusive');
  }
}

/** A port by number or by name. */
export function checkPortNumOrName(problems: Problems, field: string, port: unknown): void {
  if (typeof port === 'number' || port === undefined) checkPort(problems, field, port ?? 0);
  else
    for (const text of portNameProblems(typeof port === 'string' ? port : ''))
      problems.invalid(field, port, text);
}

/** The name of a port: at most 15 characters, a letter among them. */
export function portNameProblems(name: string): readonly string[] {
  const problems: string[] = [];
  if (name.length > 15) problems.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(name))
    problems.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) problems.push('must contain at least one letter (a-z)');
  if (name.includes('--')) problems.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-')) problems.push('must not begin or end with a hyphen');
  return problems;
}

/** One of a closed set; missing values are told apart from wrong ones. */
export function checkEnum(
  problems: Problems,
  field: string,
  value: string,
  supported: readonly string[],
): void {
  if (value === '') problems.required(field);
  else if (!supported.includes(value)) problems.notSupported(field, value, supported);
}

/** As `checkEnum`, where the empty value is refused like any other. */
export function checkEnumStrictly(
  problems: Problems,
  field: string,
  value: string,
  supported: readonly string[],
): void {
  if (!supported.includes(value)) problems.notSupported(field, value, supported);
}

/** `25%` or a whole number, not negative. */
export function checkIntOrPercent(problems: Problems, field: string, value: unknown): void {
  if (typeof value === 'number') checkNonNegative(problems, field, value);
  else if (typeof value === 'string' && !/^[0-9]+%$/.test(value)) {
    const text =
      "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for " +
      "validation is '[0-9]+%')";
    problems.invalid(field, value, text);
  }
}

export function isIpv4(text: string): boolean {
  return parseIp(text)?.family === 'IPv4';
}

export function isIp(text: string): boolean {
  return parseIp(text) !== undefined;
}

export const notAnIp = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
