import { enableCompileCache } from 'node:module';
import type { CommandOptions } from '../cluster/foreground.ts';

/**
 * The main module of a component that runs as a process of its own: its name and its options, as JSON, are the
 * arguments.
 */
// Compiled once, and not at every start: half of the time in which a component starts.
enableCompileCache();
const [name = '', options = '{}'] = process.argv.slice(2);
const extension = import.meta.filename.endsWith('.ts') ? '.ts' : '.js';
const component = (await import(`../cluster/component/${name}${extension}`)) as {
  runComponent(options: CommandOptions): Promise<void>;
};
// The pipe closes when the process that started this one is gone, however it ended: nothing is left behind.
process.stdin.once('end', () => process.exit(0)).resume();
try {
  await component.runComponent(JSON.parse(options) as CommandOptions);
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
}
