// Generated from schemas/kubernetes/admission.k8s.io.v1.json by schemas/generate-types.ts; change the schema, not this file.

import type { UserInfo } from './authentication.k8s.io.v1.ts';

import type { GroupVersionKind, GroupVersionResource, RawExtension, Status } from './meta.v1.ts';

export interface AdmissionRequest {
  uid: string;
  kind: GroupVersionKind;
  resource: GroupVersionResource;
  subResource?: string;
  requestKind?: GroupVersionKind;
  requestResource?: GroupVersionResource;
  requestSubResource?: string;
  name?: string;
  namespace?: string;
  operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  userInfo: UserInfo;
  object?: RawExtension;
  oldObject?: RawExtension;
  dryRun?: boolean;
  options?: RawExtension;
}

export interface AdmissionResponse {
  uid: string;
  allowed: boolean;
  status?: Status;
  patch?: string;
  patchType?: 'JSONPatch';
  auditAnnotations?: {
    [k: string]: string;
  };
  warnings?: string[];
}

/**
 * The message between the API server and an admission webhook, both ways.
 */
export interface AdmissionReview {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * What is asked.
   */
  request?: AdmissionRequest;
  /**
   * What the webhook answers.
   */
  response?: AdmissionResponse;
}
