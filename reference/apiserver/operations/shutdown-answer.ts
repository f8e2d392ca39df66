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
