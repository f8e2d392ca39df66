/** `npm run build`: compiles what is published into `dist/` and puts the data beside it that the code reads. */
import { cp, glob, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root, runCommand } from './part.ts';

const target = join(root, 'dist');
await rm(target, { recursive: true, force: true });
const { ok } = await runCommand(['tsc', '-p', 'tsconfig.build.json'], true);
await cp(join(root, 'schemas', 'kubernetes'), join(target, 'schemas', 'kubernetes'), { recursive: true });
// The protocol descriptions are read at run time, from beside the code.
for await (const file of glob('schemas/etcd/*.proto', { cwd: root }))
  await cp(join(root, file), join(target, file));
process.exitCode = ok ? 0 : 1;
