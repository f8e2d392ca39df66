import type { ApiAnswer } from '../message.ts';
import { answerStatus } from '../pipeline/answer.ts';

const answer = answerStatus({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'apiserver is shutting down',
  reason: 'ServiceUnavailable',
  code: 503,
});

/** To a request that came after the server was told to end: another server may take it. */
export const shuttingDown: ApiAnswer = {
  ...answer,
  headers: { ...answer.headers, 'retry-after': '1', connection: 'close' },
};

/** The same where the server takes connections until what has begun is answered. */
export const comeBack: ApiAnswer = {
  status: 429,
  headers: {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'retry-after': '5',
    connection: 'close',
  },
  body: new TextEncoder().encode('The apiserver is shutting down, please try again later.\n'),
};

/** Whether whoever watches over servers asks for it: he is answered to the last. */
export function isAlwaysAnswered(path: string): boolean {
  return ['/readyz', '/livez', '/healthz', '/metrics'].some((prefix) => path.startsWith(prefix));
}
