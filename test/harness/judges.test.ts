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
  'store-appears-and-vanishes': [5, 'no order explains 4 operations on k: 3 fit one, after line 4 (get k)'],
  'store-cas-two-winners': [4, 'no order explains 3 operations on n: 2 fit one, after line 3'],
  'store-delete-undone': [5, 'no order explains 4 operations on k: 3 fit one, after line 4 (put k = y)'],
  'store-lease-early': [6, 'l/7 is gone 1095 ms before the time of lease 7 was over (renewed at line 4)'],
  'store-lease-for-ever': [6, 'l/7 is still there 26400 ms after the time of lease 7 was over'],
  'store-lease-forgotten': [5, 'lease 7 is gone 495 ms before its time was over (renewed at line 4)'],
  'store-lost-write': [7, 'no order explains 3 operations on k: 2 fit one, after line 3 (put k = y)'],
  'store-one-revision-two-writes': [3, 'revision 2 is that of two transactions: this one and line 2'],
  'store-own-write-unseen': [3, 'get k is answered with revision 1, after line 2 had been answered with 2'],
  'store-put-again-later': [4, 'cannot come c at member 3: get k → revision 3, k = y @3'],
  'store-put-twice': [3, 'cannot come b at member 2: get k → revision 3, k = x @3'],
  'store-readers-disagree': [5, 'k at revision 2 is "y", create revision 2, version 1, for line 4 "x"'],
  'store-refused-write-appears': [3, 'k is "p1" at revision 2, which line 2 had been told was not written'],
  'store-stale-read': [5, 'get k is answered with revision 2, after line 4 had been answered with 3'],
  'store-stale-read-new-header': [4, 'misses the write of k at 3 (line 3)'],
  'store-torn-read': [4, 'misses the write of g/2 at 3 (line 3)'],
  'store-write-at-two-revisions': [5, 'k is "x" at revision 4, and was so at 2 (line 3): it was put once'],
  'store-watch-before-start': [6, 'the PUT of g/2 at revision 3 is from before the start of the watch, 4'],
  'store-watch-early-bookmark': [7, 'comes although line 6 had told progress up to 4 (bookmarkable)'],
  'store-watch-gap': [10, 'the PUT of g/2 at revision 3 (line 4) never came, though the watch has come to 4'],
  'store-watch-half': [5, 'the PUT of g/2 at revision 2 (line 3) never came'],
  'store-watch-order': [7, 'the PUT of g/1 at revision 2 comes after revision 3 (ordered)'],
  'store-watch-silent': [
    7,
    'the PUT of g/1 at revision 4 (line 5) never came, though the watch has come to 4',
  ],
  'store-watch-torn': [5, 'in another response than the rest of its revision (atomic)'],
  'store-watch-twice': [9, 'the PUT of g/2 at revision 3 comes a second time (unique), first at line 6'],
};

test.each(names('bad'))('the bad history %s is caught at its line', (name) => {
  const [line, message] = expected[name] ?? [0, 'an expectation is missing in this test'];
  const breaches = read('bad', name).flatMap(({ judgements }) =>
    judgements.flatMap((judgement) => judgement.breaches),
  );
  const told = breaches.filter((breach) => breach.line === line).map((breach) => breach.message);
  expect(told.join('\n')).toContain(message);
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
