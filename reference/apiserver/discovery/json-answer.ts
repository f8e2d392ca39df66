import type { ApiAnswer, ApiRequest } from '../message.ts';

const encoder = new TextEncoder();

/** A document that never changes while the server runs: encoded once. */
export function jsonAnswer(document: unknown, headers: Readonly<Record<string, string>> = {}): ApiAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-cache, private', ...headers },
    body: encoder.encode(JSON.stringify(document)),
  };
}

export function textAnswer(text: string, status = 200): ApiAnswer {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
  return {
    status,
    headers: { ...headers, 'cache-control': 'no-cache, private' },
    body: encoder.encode(text),
  };
}

/** 405 for anything but reading. */
export function methodRefusal(request: ApiRequest): ApiAnswer | undefined {
  if (request.method === 'GET' || request.method === 'HEAD') return undefined;
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'the server does not allow this method on the requested resource',
    reason: 'MethodNotAllowed',
    details: {},
    code: 405,
  };
  return { ...jsonAnswer(status), status: 405 };
}

export function notFoundStatus(): ApiAnswer {
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'the server could not find the requested resource',
    reason: 'NotFound',
    details: {},
    code: 404,
  };
  return { ...jsonAnswer(status), status: 404 };
}
