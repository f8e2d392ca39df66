import type { HttpRequest, KubeApi } from '../../harness/ports/ports.ts';
import type { ApiRequest, HandleApiRequest } from '../apiserver/message.ts';
import { hasProtobufBody, withJsonBody } from '../apiserver/protobuf/json-request.ts';
import { StreamBody, wholeBody } from './answer-body.ts';

/**
 * The API as plain HTTP messages without a socket. Every user but `anonymous` may do everything; where they are `plainUsers`,
 * only `admin` may.
 */
export function createInProcessApi(handle: () => Promise<HandleApiRequest>, plainUsers: boolean): KubeApi {
  return {
    send: async (request) => {
      const given = apiRequest(request, plainUsers);
      const readable = hasProtobufBody(given) ? await withJsonBody(given) : given;
      const answer = 'status' in readable ? readable : await (await handle())(readable);
      if (answer.body instanceof Uint8Array) {
        return { ...answer, body: wholeBody(answer.body), close: () => undefined };
      }
      const body = new StreamBody(answer.body);
      return {
        ...answer,
        body,
        close: () => {
          body.close();
        },
      };
    },
  };
}

function apiRequest({ user, method, path, headers, body }: HttpRequest, plainUsers: boolean): ApiRequest {
  const groups = plainUsers && user !== 'admin' ? [] : ['system:masters'];
  return {
    method,
    path,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(user === 'anonymous' ? {} : { peer: { user, groups: [...groups, 'system:authenticated'] } }),
  };
}
