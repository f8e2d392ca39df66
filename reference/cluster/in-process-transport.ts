import type { HandleApiRequest, Identity } from '../apiserver/message.ts';
import type { Transport, TransportAnswer, TransportRequest } from '../client/transport.ts';
import type { Environment } from '../sim/environment.ts';

export interface InProcessCaller {
  readonly identity: Identity;
  /** The name under which the caller stands in the trace. */
  readonly actor: string;
}

/**
 * Reaches an API server in the same process, as the identity given. Requests that write stand in the trace with their
 * answer's code; bytes are not copied.
 */
export function createInProcessTransport(
  environment: Environment,
  handle: HandleApiRequest,
  caller: InProcessCaller,
): Transport {
  return {
    send: async (request): Promise<TransportAnswer> => {
      const answer = await handle({ ...request, peer: caller.identity });
      if (request.method !== 'GET') record(environment, caller, request, answer.status);
      return answer;
    },
  };
}

const actions: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

function record(
  environment: Environment,
  caller: InProcessCaller,
  request: TransportRequest,
  status: number,
): void {
  const path = request.path.split('?', 1)[0] ?? '';
  environment.trace.record({
    actor: caller.actor,
    action: actions[request.method] ?? request.method.toLowerCase(),
    object: path.replace(/^\/apis?\//, ''),
    detail: String(status),
  });
}
