import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { replayTrace } from './trace-commands.ts';

const folder = new URL('./golden/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));

/** `UPDATE_GOLDEN=1` writes down what happens; the difference is to be read before it is kept. */
describe('golden traces', () => {
  test.each(files)('%s', (name) => {
    const file = new URL(name, folder);
    const expected = readFileSync(file, 'utf8');
    expect(expected).toMatch(/^# [A-Z].*/);
    const actual = replayTrace(expected);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, actual);
    else expect(actual).toBe(expected);
  });

  test('there are enough of them', () => {
    expect(files.length).toBeGreaterThanOrEqual(15);
  });
});
