import assert from 'node:assert/strict';
import { Given, Then, type DataTable } from '@cucumber/cucumber';
import { proxyFlagsStep, serverFlagsStep } from '../catalogue/server-flags.ts';
import type { Connection } from '../ports/ports.ts';
import { mismatches, parseExpectation } from '../world/matcher.ts';
import { PrerequisiteUnmet } from '../verdict.ts';
import type { PlimsollWorld } from '../world/plimsoll-world.ts';

function fits(row: Readonly<Record<string, string>>, connection: Connection): boolean {
  return (
    mismatches(parseExpectation(`{from: ${row['from'] ?? '!any'}, to: ${row['to'] ?? '!any'}}`), connection)
      .length === 0
  );
}

/**
 * Who holds connections of this protocol to whom: every connection fits a row, and every row has one. What a component
 * says to itself is nobody else's business. Columns `from` and `to`.
 */
Then('the {name} connections are:', async function (this: PlimsollWorld, protocol: string, table: DataTable) {
  const all = await this.need('controlPlane').connections();
  const held = all.filter(({ from, to, protocol: spoken }) => spoken === protocol && from !== to);
  const rows = table.hashes();
  const surplus = held.filter((connection) => !rows.some((row) => fits(row, connection)));
  assert.deepEqual(surplus, [], `${protocol} connections that nothing allows`);
  const missing = rows.filter((row) => !held.some((connection) => fits(row, connection)));
  assert.deepEqual(missing, [], `${protocol} connections that nobody holds`);
});

/** The hooks have read the options beforehand, since a session is opened before its first step; see `serverFlagsOf`. */
Given(serverFlagsStep, function (this: PlimsollWorld, options: string) {
  this.need('kubeApi');
  if (options.trim() === '') throw new PrerequisiteUnmet(`"${serverFlagsStep}" says nothing`);
});

/** As above; see `proxyFlagsOf`. */
Given(proxyFlagsStep, function (this: PlimsollWorld, options: string) {
  this.need('proxyKubeApi');
  if (options.trim() === '') throw new PrerequisiteUnmet(`"${proxyFlagsStep}" says nothing`);
});
