import { UsageError } from '../catalogue/problem.ts';
import type { AdapterOptions } from '../ports/adapter.ts';

/** What the user wrote after `--adapter`, taken apart. */
export type AdapterSpecification =
  | { readonly kind: 'program'; readonly command: string }
  | { readonly kind: 'module'; readonly name: string; readonly options: AdapterOptions };

const programPrefix = 'exec:';

/**
 * `NAME?option=value&…`, `PATH?…` or `exec:COMMAND`. A command is taken as it stands, question marks and all; elsewhere
 * values are percent-decoded as in a URL.
 */
export function parseSpecification(text: string): AdapterSpecification {
  if (text.startsWith(programPrefix)) {
    const command = text.slice(programPrefix.length).trim();
    if (command === '')
      throw new UsageError('"exec:" names no program; write for example exec:"python3 adapter.py"');
    return { kind: 'program', command };
  }
  const mark = text.indexOf('?');
  const name = mark < 0 ? text : text.slice(0, mark);
  if (name === '') throw new UsageError(`"${text}" names no adapter; write a name, a path or exec:COMMAND`);
  return { kind: 'module', name, options: parseOptions(text, mark < 0 ? '' : text.slice(mark + 1)) };
}

function parseOptions(text: string, query: string): AdapterOptions {
  const options: Record<string, string> = {};
  for (const part of query.split('&').filter((piece) => piece !== '')) {
    const [name = '', ...rest] = part.split('=');
    if (name === '' || rest.length === 0)
      throw new UsageError(`"${text}": "${part}" is not an option; write name=value`);
    if (name in options) throw new UsageError(`"${text}": the option ${name} stands twice`);
    options[name] = decoded(rest.join('='), text);
  }
  return options;
}

function decoded(value: string, text: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new UsageError(`"${text}": "${value}" is not percent-encoded text; write % as %25`);
  }
}
