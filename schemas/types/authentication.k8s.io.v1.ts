// Generated from schemas/kubernetes/authentication.k8s.io.v1.json by schemas/generate-types.ts; change the schema, not this file.

import type { ObjectMeta, Time } from './meta.v1.ts';

export interface BoundObjectReference {
  apiVersion?: string;
  kind?: string;
  name?: string;
  uid?: string;
}

/**
 * Asks the server who it takes the caller for. Answered, not stored.
 */
export interface SelfSubjectReview {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * What was observed. Written by controllers through the status subresource; may lag behind the spec.
   */
  status?: SelfSubjectReviewStatus;
}

export interface SelfSubjectReviewStatus {
  userInfo?: UserInfo;
}

/**
 * Asks for a token of a service account. Created through the account's token subresource.
 */
export interface TokenRequest {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * What is wanted. Written by users, acted upon by controllers.
   */
  spec: TokenRequestSpec;
  /**
   * What was observed. Written by controllers through the status subresource; may lag behind the spec.
   */
  status?: TokenRequestStatus;
}

export interface TokenRequestSpec {
  audiences: string[];
  boundObjectRef?: BoundObjectReference | null;
  expirationSeconds?: number;
}

export interface TokenRequestStatus {
  expirationTimestamp: Time;
  token: string;
}

/**
 * Asks who a token belongs to. Answered, not stored.
 */
export interface TokenReview {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * What is wanted. Written by users, acted upon by controllers.
   */
  spec: TokenReviewSpec;
  /**
   * What was observed. Written by controllers through the status subresource; may lag behind the spec.
   */
  status?: TokenReviewStatus;
}

export interface TokenReviewSpec {
  audiences?: string[];
  token?: string;
}

export interface TokenReviewStatus {
  audiences?: string[];
  authenticated?: boolean;
  error?: string;
  user?: UserInfo;
}

/**
 * An authenticated user.
 */
export interface UserInfo {
  extra?: {
    [k: string]: string[];
  };
  /**
   * The groups.
   */
  groups?: string[];
  /**
   * An identity that a later user of the same name does not share.
   */
  uid?: string;
  /**
   * The name.
   */
  username?: string;
}
