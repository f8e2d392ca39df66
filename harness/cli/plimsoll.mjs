#!/usr/bin/env node
// Starts the command line: the compiled one in the published package, else the sources as they stand.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const compiled = new URL('../../dist/harness/cli/main.js', import.meta.url);
const source = new URL('./main.ts', import.meta.url);
const ownNode = fileURLToPath(new URL('../../node_modules/node/bin/node', import.meta.url));
const recent = major > 22 || (major === 22 && minor >= 18);

if (!recent && existsSync(ownNode) && process.env.PLIMSOLL_NODE !== 'own') {
  const self = fileURLToPath(import.meta.url);
  const env = { ...process.env, PLIMSOLL_NODE: 'own' };
  const child = spawnSync(ownNode, [self, ...process.argv.slice(2)], { stdio: 'inherit', env });
  process.exitCode = child.status ?? 2;
} else if (recent) {
  // What was compiled or stripped of its types once is not worked out again: a start takes a third of the time.
  module.enableCompileCache();
  const { main } = await import(existsSync(source) ? source.href : compiled.href);
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write(`plimsoll needs Node 22.18 or later; this is ${process.version}\n`);
  process.exitCode = 2;
}
