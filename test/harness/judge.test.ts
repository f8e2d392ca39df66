import type { Envelope } from '@cucumber/messages';
import { expect, test } from 'vitest';
import { judge } from '../../harness/runner/judge.ts';
import { verdictMediaType } from '../../harness/verdict.ts';

interface Canned {
  readonly status: string;
  readonly attached?: string;
  readonly exception?: string;
  readonly ended?: boolean;
}

const time = (nanos: number): { seconds: number; nanos: number } => ({ seconds: 1, nanos });

/** The messages that cucumber writes for one scenario with one step. */
function messages({ status, attached, exception, ended = true }: Canned): readonly Envelope[] {
  const failure =
    exception === undefined ? {} : { message: exception, exception: { type: exception, message: 'because' } };
  const all: unknown[] = [
    {
      pickle: {
        id: 'p',
        uri: 'features/a.feature',
        location: { line: 3 },
        name: 'it works',
        language: 'en',
        steps: [],
        tags: [],
        astNodeIds: [],
      },
    },
    { testCase: { id: 'c', pickleId: 'p', testSteps: [] } },
    { testCaseStarted: { id: 's', testCaseId: 'c', attempt: 0, timestamp: time(0) } },
    {
      testStepFinished: {
        testCaseStartedId: 's',
        testStepId: 't',
        timestamp: time(5),
        testStepResult: { status, duration: time(0), ...failure },
      },
    },
    ...(attached === undefined
      ? []
      : [
          {
            attachment: {
              body: attached,
              mediaType: verdictMediaType,
              contentEncoding: 'IDENTITY',
              testCaseStartedId: 's',
            },
          },
        ]),
    ...(ended
      ? [{ testCaseFinished: { testCaseStartedId: 's', timestamp: time(12_000_000), willBeRetried: false } }]
      : []),
  ];
  return all as readonly Envelope[];
}

test.each<[string, Canned, string]>([
  ['passed', { status: 'PASSED', attached: '{"verdict":"passed"}' }, 'passed'],
  ['failed', { status: 'FAILED', attached: '{"verdict":"failed","reason":"no"}' }, 'failed'],
  ['unmet', { status: 'FAILED', attached: '{"verdict":"unmet"}' }, 'unmet'],
  [
    'not applicable',
    { status: 'SKIPPED', attached: '{"verdict":"notApplicable","reason":"no port"}' },
    'notApplicable',
  ],
  [
    'passed by its own word, but a step failed',
    { status: 'FAILED', attached: '{"verdict":"passed"}' },
    'error',
  ],
  [
    'failed by its own word, but every step passed',
    { status: 'PASSED', attached: '{"verdict":"failed"}' },
    'error',
  ],
  [
    'not applicable by its own word, but every step passed',
    { status: 'PASSED', attached: '{"verdict":"notApplicable"}' },
    'error',
  ],
  ['without a readable verdict', { status: 'PASSED', attached: 'nonsense' }, 'error'],
  ['with a verdict that there is not', { status: 'PASSED', attached: '{"verdict":"fine"}' }, 'error'],
  ['undefined', { status: 'UNDEFINED', attached: '{"verdict":"passed"}' }, 'error'],
  ['ambiguous', { status: 'AMBIGUOUS' }, 'error'],
  ['pending', { status: 'PENDING' }, 'error'],
  ['skipped without a word', { status: 'SKIPPED' }, 'error'],
  ['never ended', { status: 'PASSED', attached: '{"verdict":"passed"}', ended: false }, 'error'],
  ['without a verdict, an assertion', { status: 'FAILED', exception: 'AssertionError' }, 'failed'],
  ['without a verdict, a crash', { status: 'FAILED', exception: 'TypeError' }, 'error'],
  ['without a verdict, all passed', { status: 'PASSED' }, 'passed'],
])('a scenario %s', (_title, canned, verdict) => {
  const [judged] = judge(messages(canned));
  expect(judged).toMatchObject({ verdict, place: 'features/a.feature:3', name: 'it works' });
  if (verdict === 'error') expect(judged?.reason).toBeTruthy();
  if (canned.ended !== false) expect(judged?.durationMs).toBeCloseTo(12);
});
