import type { Agent } from 'undici';
import type { ReviewEndpoint } from '../apiserver/authorization/webhook.ts';
import type { ServerAccess } from '../client/http/kubeconfig.ts';
import { createHostEnvironment } from '../sim/host-environment.ts';

/** No review is longer; what goes on is cut off as a failure. */
const longestAnswer = 3 * 1024 * 1024;

/** The webhook that a kubeconfig names, reached over a real network and in real time. */
export function createReviewEndpoint(access: ServerAccess, timeoutMs: number): ReviewEndpoint {
  const { origin, pathname } = new URL(access.server);
  const { timers } = createHostEnvironment();
  let opening: Promise<Agent> | undefined;
  return {
    send: async (review) => {
      const agent = await (opening ??= openAgent(access, timeoutMs));
      const answer = await agent.request({
        origin,
        path: `${pathname}?timeout=${timeoutMs / 1000}s`,
        method: 'POST',
        headers: {
          accept: 'application/json, */*',
          'content-type': 'application/json',
          ...(access.token === undefined ? {} : { authorization: `Bearer ${access.token}` }),
        },
        body: review,
      });
      return { status: answer.statusCode, text: await answer.body.text() };
    },
    wait: (lengthMs) =>
      new Promise((resolve) => {
        timers.after(lengthMs, resolve);
      }),
  };
}

/** Loaded when the first question is asked, since most servers ask none. */
async function openAgent(access: ServerAccess, timeoutMs: number): Promise<Agent> {
  const undici = await import('undici');
  return new undici.Agent({
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: longestAnswer,
    connect: {
      timeout: timeoutMs,
      rejectUnauthorized: !access.skipVerification,
      ...(access.certificateAuthority === undefined ? {} : { ca: access.certificateAuthority }),
      ...(access.clientCertificate === undefined ? {} : { cert: access.clientCertificate }),
      ...(access.clientKey === undefined ? {} : { key: access.clientKey }),
    },
  });
}
