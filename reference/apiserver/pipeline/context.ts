import type { Environment } from '../../sim/environment.ts';
import type { AdmissionChain } from '../admission/admission-chain.ts';
import type { Authentication } from '../authentication/authentication.ts';
import type { Authorization } from '../authorization/authorization.ts';
import type { ApiRequest, Identity } from '../message.ts';
import type { AnswerFormat } from '../negotiation.ts';
import type { Registry } from '../registry/registry.ts';
import type { ResourceEntry } from '../registry/registry.ts';
import type { RequestPath, RequestVerb, ResourceRequest } from '../request-info.ts';
import type { KubeObject, ResourceDefinition } from '../resource-definition.ts';
import type { StoreFeed } from '../watch-cache/store-feed.ts';

/** What all requests of one server share. */
export interface ServerParts {
  readonly environment: Environment;
  readonly feed: StoreFeed;
  readonly registry: Registry;
  readonly admission: AdmissionChain;
  readonly authentication: Authentication;
  readonly authorization: Authorization;
  readonly printTable: TablePrinter | undefined;
  readonly bookmarkPeriodMs: number;
  /** Watches without a time of their own last between this and twice as long. */
  readonly minRequestTimeoutMs: number;
}

/** Which part of the objects goes along with the rows of a table. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** Turns objects into the rows that `kubectl get` shows: the JSON of a `meta.k8s.io/v1` Table. */
export type TablePrinter = (request: TableRequest) => Readonly<Record<string, unknown>>;

export interface TableRequest {
  readonly definition: ResourceDefinition;
  /** In the version that the definition shows. */
  readonly objects: readonly KubeObject[];
  /** resourceVersion, continue and remainingItemCount of a list; the object's resourceVersion otherwise. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly includeObject: IncludeObject;
  /** False for all but the first event of a watch. */
  readonly withColumns: boolean;
  readonly nowMs: number;
}

/** One request for a resource, after authentication and authorization. */
export interface RequestContext {
  readonly server: ServerParts;
  readonly request: ApiRequest;
  readonly path: RequestPath;
  readonly info: ResourceRequest;
  readonly verb: RequestVerb;
  readonly identity: Identity;
  readonly entry: ResourceEntry;
  readonly definition: ResourceDefinition;
  readonly format: AnswerFormat;
  /** Texts for the `Warning` headers of the answer, in order; stages add to it. */
  readonly warnings: string[];
  /** What the audit log should tell of the request; stages add to it. */
  readonly annotations: Map<string, string>;
}
