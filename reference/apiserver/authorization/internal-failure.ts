import type { ApiAnswer } from '../message.ts';
import { sanitized } from './request-attributes.ts';

/** 500 as plain text: what stands before the resources cannot say it as a Status. */
export function internalFailure(target: string, why: string): ApiAnswer {
  const text = sanitized(`Internal Server Error: ${JSON.stringify(target)}: ${why}`);
  return {
    status: 500,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    body: new TextEncoder().encode(`${text}\n`),
  };
}
