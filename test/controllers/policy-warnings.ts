import { fileURLToPath } from 'node:url';

/** Where the policies are kept with what the real controller says of them. */
export const warningsFile: string = fileURLToPath(new URL('policy-warnings.json', import.meta.url));

export interface RecordedPolicy {
  readonly name: string;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly typeChecking: unknown;
}

/** What a controller says, without the numbers that it gives to types. */
export function withoutNumbers(typeChecking: unknown): unknown {
  const text = JSON.stringify(typeChecking ?? null);
  return JSON.parse(text.replaceAll(/\b([A-Z][A-Za-z]+)\d{3,}(?=[.,) ])/g, '$1')) as unknown;
}
