import type { Part } from './part.ts';

const plimsoll = ['node', 'harness/cli/plimsoll.mjs'];

/** What can be said of the sources without running them. */
export const staticParts: readonly Part[] = [
  { name: 'types', command: ['tsc', '-p', 'tsconfig.json'] },
  { name: 'lint', command: ['eslint', '.'], repair: ['eslint', '.', '--fix'] },
  { name: 'format', command: ['prettier', '--check', '.'], repair: ['prettier', '--write', '.'] },
  { name: 'types of pure folders', command: ['tsc', '-p', 'test/check/tsconfig.pure.json'] },
  {
    name: 'dependencies',
    command: [
      'depcruise',
      '--output-type',
      'err-long',
      'reference',
      'harness',
      'schemas/types',
      'schemas/etcd',
    ],
  },
  { name: 'dead code', command: ['knip'] },
  {
    name: 'schemas',
    command: ['node', 'test/check/schemas.ts'],
    repair: ['node', 'test/check/plimsoll-types.ts'],
  },
  { name: 'specification', command: [...plimsoll, 'lint'] },
];

/** Everything that a change must pass; the long ones first, so that the machine is never idle. */
export const parts: readonly Part[] = [
  {
    name: 'unit tests',
    command: ['c8', '--reporter', 'text-summary', '--reporter', 'html', 'vitest', 'run'],
  },
  { name: 'run', command: [...plimsoll, 'run', '--seed', '1'] },
  { name: 'prove', command: [...plimsoll, 'prove', '--seed', '1'] },
  ...staticParts,
  { name: 'coverage', command: [...plimsoll, 'coverage', '--check'], after: ['run', 'prove'] },
];
