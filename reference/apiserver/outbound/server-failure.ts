import type { WebhookReply } from './webhook-message.ts';

const serverFailures: Readonly<Record<number, string>> = {
  400: 'the server rejected our request for an unknown reason',
  401: 'the server has asked for the client to provide credentials',
  404: 'the server could not find the requested resource',
  405: 'the server does not allow this method on the requested resource',
  409: 'the server reported a conflict',
  422: 'the server rejected our request due to an error in our request',
  429: 'the server has received too many requests and has asked us to try again later',
  503: 'the server is currently unable to handle the request',
  504: 'the server was unable to return a response in the time allotted, but may still be processing the request',
};

/** What upstream's client makes of an answer that is no success. */
export function serverFailure({ status: code, text, contentType }: WebhookReply): string {
  const known = serverFailures[code];
  if (known !== undefined) return known;
  const told = contentType.startsWith('text/') && text.trim() !== '' ? text.trim() : 'unknown';
  if (code === 403 || code === 406 || code === 415) return told;
  return code >= 500
    ? `an error on the server (${JSON.stringify(told)}) has prevented the request from succeeding`
    : `the server responded with the status code ${code} but did not return more information`;
}
