import type { Identity } from '../message.ts';

/** A service account and what its token is bound to. */
export interface ServiceAccountCredential {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** The id of the token, where it has one. */
  readonly credentialId?: string;
  readonly pod?: NamedObject;
  readonly node?: NamedObject;
}

export interface NamedObject {
  readonly name: string;
  readonly uid: string;
}

const prefix = 'system:serviceaccount:';
const about = 'authentication.kubernetes.io/';

/** The user name of a service account. */
export function serviceAccountUser(namespace: string, name: string): string {
  return `${prefix}${namespace}:${name}`;
}

/** The user that a service account is to the API. */
export function serviceAccountIdentity(credential: ServiceAccountCredential): Identity {
  const { namespace, name, uid, credentialId, pod, node } = credential;
  const extra = Object.fromEntries(
    [
      ['credential-id', credentialId === undefined ? undefined : `JTI=${credentialId}`],
      ['node-name', node?.name],
      ['node-uid', node?.uid],
      ['pod-name', pod?.name],
      ['pod-uid', pod?.uid],
    ].flatMap(([key, value]) =>
      value === undefined || value === '' ? [] : [[`${about}${key ?? ''}`, [value]]],
    ),
  ) as Readonly<Record<string, readonly string[]>>;
  return {
    user: serviceAccountUser(namespace, name),
    uid,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}
