import { expect, test } from 'vitest';
import type { Body, HistoryOperation, HistoryWatchEvent } from '../../harness/history/history.ts';
import { watchSequenceProblems } from '../../harness/judges/watch-sequence.ts';

type Type = HistoryWatchEvent['type'];

function write(op: HistoryOperation['op'], name: string, revision?: number): Body {
  const told = revision === undefined ? {} : { revision, value: `at ${revision}` };
  return {
    kind: 'operation',
    client: 'writer',
    at: 0,
    end: 1,
    op,
    object: `pods/ns/${name}`,
    outcome: 'ok',
    ...told,
  };
}

function start(watch: string, fromRevision?: number): Body {
  const from = fromRevision === undefined ? {} : { fromRevision };
  return { kind: 'watchStart', client: watch, at: 0, watch, scope: 'pods/ns/', ...from };
}

function event(
  watch: string,
  type: Type,
  [name, revision, writtenAt = revision]: readonly [string, number, number?],
): Body {
  const value = `at ${writtenAt}`;
  return {
    kind: 'watchEvent',
    client: watch,
    at: 0,
    watch,
    type,
    object: `pods/ns/${name}`,
    revision,
    value,
  };
}

const end = (watch: string): Body => ({ kind: 'watchEnd', client: watch, at: 0, watch });

/** x is created at 3, y at 4, x is changed at 6, y is deleted at 7. */
const writes: readonly Body[] = [
  write('create', 'x', 3),
  write('create', 'y', 4),
  write('update', 'x', 6),
  write('delete', 'y'),
];

const whole = (watch: string): Body[] => [
  event(watch, 'ADDED', ['x', 3]),
  event(watch, 'ADDED', ['y', 4]),
  event(watch, 'MODIFIED', ['x', 6]),
  event(watch, 'DELETED', ['y', 7, 4]),
];

test('watches that say every change once and in order are valid, whenever they began', () => {
  const history = [
    ...writes,
    ...[start('a', 2), ...whole('a')],
    ...[start('b', 4), event('b', 'MODIFIED', ['x', 6]), event('b', 'DELETED', ['y', 7, 4])],
    ...[
      start('c'),
      event('c', 'ADDED', ['y', 4]),
      event('c', 'ADDED', ['x', 6]),
      event('c', 'DELETED', ['y', 7, 4]),
    ],
    ...[start('d', 2), event('d', 'ADDED', ['x', 3]), end('d')],
    ...[
      start('e', 4),
      event('e', 'BOOKMARK', ['', 5]),
      event('e', 'MODIFIED', ['x', 6]),
      event('e', 'DELETED', ['y', 7, 4]),
    ],
  ];
  expect(watchSequenceProblems(history)).toEqual([]);
});

const broken: readonly (readonly [string, readonly Body[], string])[] = [
  ['one change is missing', whole('b').toSpliced(1, 1), 'event 1 is MODIFIED pods/ns/x at 6'],
  ['the last change is missing', whole('b').slice(0, 3), 'nothing came after event 3'],
  [
    'a change comes twice',
    whole('b').toSpliced(1, 0, event('b', 'ADDED', ['x', 3])),
    'event 1 is ADDED pods/ns/x at 3',
  ],
  [
    'two changes are swapped',
    whole('b').toSpliced(0, 2, event('b', 'ADDED', ['y', 4]), event('b', 'ADDED', ['x', 3])),
    'event 0',
  ],
  [
    'the content is old',
    whole('b').with(2, event('b', 'MODIFIED', ['x', 6, 3])),
    'event 2 is MODIFIED pods/ns/x at 6 with at 3',
  ],
  [
    'the type is wrong',
    whole('b').with(1, event('b', 'MODIFIED', ['y', 4])),
    'event 1 is MODIFIED pods/ns/y at 4',
  ],
  [
    'the deletion has a version of its own',
    whole('b').with(3, event('b', 'DELETED', ['y', 4, 4])),
    'tell of 2 deletions',
  ],
  ['something comes that nobody did', [...whole('b'), event('b', 'ADDED', ['z', 9])], 'is one too many'],
];

test.each(broken)('a watch is not valid where %s', (_what, events, problem) => {
  const history = [...writes, start('a', 2), ...whole('a'), start('b', 2), ...events];
  expect(watchSequenceProblems(history).join('\n')).toContain(problem);
});

test('a watch that ended may have stopped early, but not skipped', () => {
  const skipped = [event('b', 'ADDED', ['x', 3]), event('b', 'MODIFIED', ['x', 6]), end('b')];
  const history = [...writes, start('a', 2), ...whole('a'), start('b', 2), ...skipped];
  expect(watchSequenceProblems(history).join('\n')).toContain('event 1 is MODIFIED pods/ns/x at 6');
});

test('a deletion that no watch tells of is found', () => {
  const history = [...writes, start('a', 2), ...whole('a').slice(0, 3)];
  expect(watchSequenceProblems(history)).toContain(
    'pods/ns/y was deleted 1 times, the watches tell of 0 deletions',
  );
});

test('a history with a write of unknown outcome is not judged', () => {
  const unknown: Body = {
    kind: 'operation',
    client: 'w',
    at: 0,
    op: 'update',
    object: 'pods/ns/x',
    outcome: 'unknown',
  };
  expect(watchSequenceProblems([...writes, unknown])).toEqual([
    '1 writes have no known outcome; nothing can be judged',
  ]);
});
