import type { Identity } from '../message.ts';
import type { Draft, KubeObject, ResourceDefinition } from '../resource-definition.ts';
import type { Refusal } from '../status.ts';

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** One write as admission sees it. */
export interface AdmissionRequest {
  readonly operation: Operation;
  readonly definition: ResourceDefinition;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** What is about to be stored; mutating plugins change it in place. Absent for deletions. */
  readonly object?: Draft;
  /** What is stored now; absent for creations, and for the deletion of a collection. */
  readonly oldObject?: KubeObject;
  readonly dryRun: boolean;
  readonly identity: Identity;
  /** Plugins add texts for the `Warning` header. */
  readonly warnings: string[];
}

/** One admission plugin. A refusal ends the request; plugins after it do not run. */
export interface AdmissionPlugin {
  readonly name: string;
  readonly operations: readonly Operation[];
  /** May change `request.object`. Runs before any plugin validates. */
  mutate?(request: AdmissionRequest): Promise<Refusal | undefined> | Refusal | undefined;
  /** Sees the object after all changes, and must not change it. */
  validate?(request: AdmissionRequest): Promise<Refusal | undefined> | Refusal | undefined;
}

/** The plugins in the configured order. */
export class AdmissionChain {
  readonly #plugins: readonly AdmissionPlugin[];

  constructor(plugins: readonly AdmissionPlugin[]) {
    this.#plugins = plugins;
  }

  async mutate(request: AdmissionRequest): Promise<Refusal | undefined> {
    for (const plugin of this.#plugins) {
      if (plugin.mutate === undefined || !plugin.operations.includes(request.operation)) continue;
      const answer = plugin.mutate(request);
      const refusal = answer instanceof Promise ? await answer : answer;
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  async validate(request: AdmissionRequest): Promise<Refusal | undefined> {
    for (const plugin of this.#plugins) {
      if (plugin.validate === undefined || !plugin.operations.includes(request.operation)) continue;
      const answer = plugin.validate(request);
      const refusal = answer instanceof Promise ? await answer : answer;
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }
}
