import type { ClientCertificate, HttpRequest, KubeApi } from '../../harness/ports/ports.ts';
import type { ApiRequest, HandleApiRequest } from '../apiserver/message.ts';
import { hasProtobufBody, withJsonBody } from '../apiserver/protobuf/json-request.ts';
import { StreamBody, wholeBody } from './answer-body.ts';

/** Sends a request over TLS, with the certificate that it asks for. */
export type SendWithCertificate = (
  request: HttpRequest,
  certificate: ClientCertificate,
) => ReturnType<KubeApi['send']>;

/**
 * The API as plain HTTP messages without a socket, but for those that show a certificate. Every user but `anonymous` may do
 * everything; where they are `plainUsers`, only `admin` may.
 */
export function createInProcessApi(
  handle: () => Promise<HandleApiRequest>,
  plainUsers: boolean,
  sendWithCertificate?: SendWithCertificate,
): KubeApi {
  return {
    send: async (request) => {
      const { certificate } = request;
      if (certificate !== undefined && sendWithCertificate !== undefined)
        return sendWithCertificate(request, certificate);
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
