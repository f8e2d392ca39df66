import type { ReviewEndpoint } from '../apiserver/authorization/webhook.ts';
import { WebhookConnections } from '../apiserver/outbound/webhook-connections.ts';
import { NoReply, type WebhookAddress } from '../apiserver/outbound/webhook-message.ts';
import type { ServerAccess } from '../client/http/kubeconfig.ts';
import { createHostEnvironment } from '../sim/host-environment.ts';

/** The webhook that a kubeconfig names, reached over a real network and in real time. Failures are told in the words of Go's client. */
export function createReviewEndpoint(access: ServerAccess, timeoutMs: number): ReviewEndpoint {
  const { timers } = createHostEnvironment();
  const connections = new WebhookConnections();
  const address: WebhookAddress = {
    url: access.server,
    authority: access.certificateAuthority ?? '',
    credentials: access,
    skipVerification: access.skipVerification,
    ...(access.serverName === undefined ? {} : { serverName: access.serverName }),
  };
  return {
    send: async (review) => {
      const reply = await connections.post({ address, body: review, timeoutMs, userAgent: 'kube-apiserver' });
      if (reply instanceof NoReply) throw new Error(reply.why);
      return reply;
    },
    wait: (lengthMs) =>
      new Promise((resolve) => {
        timers.after(lengthMs, resolve);
      }),
  };
}
