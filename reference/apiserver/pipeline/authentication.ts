import type { ApiRequest, Identity } from '../message.ts';

/** Recognises the caller, or leaves the request to the next authenticator. `refused`: the credential is wrong. */
export type Authenticator = (request: ApiRequest) => Authentication | Promise<Authentication>;
export type Authentication = Identity | 'refused' | undefined;

export const anonymous: Identity = { user: 'system:anonymous', groups: ['system:unauthenticated'] };

/** What the transport has established already. */
export const transportAuthenticator: Authenticator = (request) => request.peer;
