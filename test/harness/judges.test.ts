import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { historyText, parseHistory } from '../../harness/history/history.ts';
import { HistoryRecorder } from '../../harness/history/recorder.ts';
import { judgeHistory } from '../../harness/judges/index.ts';

const folder = join(import.meta.dirname, 'histories');

function read(kind: string, name: string): ReturnType<typeof judgeHistory> {
  const file = join(folder, kind, `${name}.ndjson`);
  return judgeHistory(parseHistory(readFileSync(file, 'utf8'), file));
}

function names(kind: string): readonly string[] {
  return readdirSync(join(folder, kind)).map((file) => file.replace('.ndjson', ''));
}

test.each(names('good'))('the good history %s has no breach, and something was judged', (name) => {
  const judgements = read('good', name).flatMap((found) => found.judgements);
  expect(judgements.flatMap(({ breaches }) => breaches)).toEqual([]);
  expect(judgements.some(({ judged }) => judged > 0)).toBe(true);
});

const expected: Readonly<Record<string, readonly [number, string]>> = {
  'watch-gap': [9, 'no event for the create of pods/y at revision 13 (line 5)'],
  'watch-repeated': [9, 'the event of pods/x at revision 12 comes twice'],
  'watch-order': [9, 'the event of pods/x at revision 12 comes after one at 13'],
  'watch-type': [10, 'revision 14 is pods/x, the event says pods/y'],
  'watch-resumed-late': [8, 'the watch resumes after 12, but had only come to 11'],
  'watch-bookmark-back': [11, 'a bookmark at 12 after an event at 14'],
  'revision-back': [3, 'revision 2 is below 3, which line 2 had before this write began'],
  'revision-shared': [3, 'revision 3 was already given to the write of line 2'],
  'store-goes-back': [4, 'b sees the store at 2 after 3 (line 3)'],
  'locking-two-winners': [3, 'b also won configmaps/c from revision 5, which line 2 had already won'],
  'locking-no-winner': [3, 'nobody won configmaps/c from revision 5'],
  'locking-stale-winner': [3, 'b replaced configmaps/c from revision 5 although line 2 had seen 6'],
};

test.each(names('bad'))('the bad history %s is caught at its line', (name) => {
  const [line, message] = expected[name] ?? [0, 'an expectation is missing in this test'];
  const breaches = read('bad', name).flatMap(({ judgements }) =>
    judgements.flatMap((judgement) => judgement.breaches),
  );
  expect(breaches.map((breach) => `${breach.line}: ${breach.message}`).join('\n')).toContain(
    `${line}: ${message}`,
  );
});

test('what a recorder wrote reads back as it was', () => {
  let now = 100;
  const recorder = new HistoryRecorder({ requirements: ['LOCK-3'], seed: 7 }, () => now);
  now = 105;
  recorder.record({ kind: 'operation', client: 'a', op: 'put', object: 'k', outcome: 'ok', revision: 2 });
  recorder.record({ kind: 'operation', client: 'a', op: 'get', object: 'k', outcome: 'ok', at: 2, end: 5 });
  const history = recorder.history();
  expect(history.records.map(({ record }) => record.at)).toEqual([5, 2]);
  expect(parseHistory(historyText(history), 'recorded')).toEqual(history);
});

test.each([
  ['', 'x:1: the first line is not a header'],
  ['{"kind":"history","version":1,"requirements":["LOCK-1"]}\nnonsense', 'x:2: not JSON'],
  [
    '{"kind":"history","version":1,"requirements":["LOCK-1"]}\n{"kind":"operation","client":"a","at":1,"op":"sing","object":"k","outcome":"ok"}',
    'x:2: op must be equal to one of the allowed values',
  ],
  ['{"kind":"history","version":2,"requirements":["LOCK-1"]}', 'x:1: '],
])('a history that is none is refused with its line: %#', (text, message) => {
  expect(() => parseHistory(text, 'x')).toThrow(message);
});
