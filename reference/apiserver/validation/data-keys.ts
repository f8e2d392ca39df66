import { regexProblem } from './names.ts';

/** What is wrong with a key of a ConfigMap or Secret: keys become file names. */
export function dataKeyProblems(key: string): readonly string[] {
  const problems: string[] = [];
  if (key.length > 253) problems.push('must be no more than 253 characters');
  if (!/^[-._a-zA-Z0-9]+$/.test(key)) {
    const text = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
    problems.push(regexProblem(text, '[-._a-zA-Z0-9]+', 'key.name', 'KEY_NAME', 'key-name'));
  }
  if (key === '.') problems.push("must not be '.'");
  else if (key === '..') problems.push("must not be '..'");
  else if (key.startsWith('..')) problems.push("must not start with '..'");
  return problems;
}
