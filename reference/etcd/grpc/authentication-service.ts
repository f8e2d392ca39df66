import { GrpcFailure } from './grpc-status.ts';
import { unary } from './method.ts';
import type { Service } from './method.ts';

/**
 * There are no users here. A client that was given a name and a password hears what an etcd says where authentication is not
 * enabled, and goes on without; the rest of the service is not there.
 */
export function authenticationService(): Service {
  return {
    Authenticate: unary({
      decode: () => undefined,
      answer: () =>
        Promise.reject(new GrpcFailure('FAILED_PRECONDITION', 'etcdserver: authentication is not enabled')),
      write: () => undefined,
    }),
  };
}
