import assert from 'node:assert/strict';
import type { DataTable } from '@cucumber/cucumber';
import { mismatches, parseExpectation } from '../world/matcher.ts';
import type { PlimsollWorld } from '../world/plimsoll-world.ts';

/** As many items as rows, and each as its row says; an empty cell says nothing. Columns are paths. */
export function assertRows(world: PlimsollWorld, table: DataTable, items: readonly unknown[]): void {
  const [columns = [], ...rows] = table.raw();
  assert.equal(items.length, rows.length, `expected ${rows.length}, there are ${JSON.stringify(items)}`);
  rows.forEach((row, index) => {
    columns.forEach((column, at) => {
      const cell = row[at] ?? '';
      if (cell === '') return;
      const expected = parseExpectation(world.variables.expand(cell));
      const actual = cellAt(items[index], column);
      const found = mismatches(isText(column) ? asText(expected) : expected, actual, column);
      assert.deepEqual(found, [], `row ${index + 1}, ${column}, of ${JSON.stringify(items)}`);
    });
  });
}

/** `prevKv.value` reaches into the previous state of an event. */
function cellAt(item: unknown, column: string): unknown {
  return column
    .split('.')
    .reduce<unknown>((value, field) => (value as Record<string, unknown> | undefined)?.[field], item);
}

function isText(column: string): boolean {
  return /(?:^|\.)(?:key|value)$/.test(column);
}

/** Keys and values are texts even where YAML reads a number. */
function asText(expected: unknown): unknown {
  return typeof expected === 'number' ? String(expected) : expected;
}
