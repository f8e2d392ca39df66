import type { Transport, TransportAnswer } from '../client/transport.ts';

const cause = 'serviceaccount "default" not found';
const hint =
  'this cluster was started without the service-account-controller, which makes the account: start it, create the account, or ' +
  'disable the admission plugin ServiceAccount';

/**
 * Says to users of a cluster in which nobody makes accounts why their Pods are refused, and what to do. The answer is
 * the server's own but for the end of its message.
 */
export function withAccountHint(transport: Transport): Transport {
  return {
    send: async (request): Promise<TransportAnswer> => {
      const answer = await transport.send(request);
      if (answer.status !== 403 || !(answer.body instanceof Uint8Array)) return answer;
      const text = new TextDecoder().decode(answer.body);
      if (!text.includes(JSON.stringify(cause).slice(1, -1))) return answer;
      const status = JSON.parse(text) as { readonly message?: string };
      const message = `${status.message ?? ''} (${hint})`;
      return { ...answer, body: new TextEncoder().encode(JSON.stringify({ ...status, message })) };
    },
  };
}
