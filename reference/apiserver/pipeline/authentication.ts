import type { ApiRequest, Identity } from '../message.ts';
import type { ResourceRequest } from '../request-info.ts';

/** Recognises the caller, or leaves the request to the next authenticator. `refused`: the credential is wrong. */
export type Authenticator = (request: ApiRequest) => Authentication | Promise<Authentication>;
export type Authentication = Identity | 'refused' | undefined;

export interface AuthorizationRequest {
  readonly identity: Identity;
  /** A verb of resources, or the HTTP method in lower case. */
  readonly verb: string;
  /** Absent for paths that name no resource. */
  readonly resource?: ResourceRequest;
  readonly path: string;
}

/** Allows, or says why it has no opinion. Asked in turn until one allows. */
export type Authorizer = (request: AuthorizationRequest) => Authorization | Promise<Authorization>;

export interface Authorization {
  readonly allowed: boolean;
  readonly why: string;
}

export const anonymous: Identity = { user: 'system:anonymous', groups: ['system:unauthenticated'] };

/** What the transport has established already. */
export const transportAuthenticator: Authenticator = (request) => request.peer;

export const allowAll: Authorizer = () => ({ allowed: true, why: '' });
