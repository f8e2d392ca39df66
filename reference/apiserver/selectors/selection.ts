import type { KubeObject } from '../resource-definition.ts';

/** An equality that every selected object fulfils: what watchers are indexed by. */
export interface EqualityTerm {
  /** `label app` or `field spec.nodeName`; equal names read equal values. */
  readonly name: string;
  readonly value: string;
  readonly read: (object: KubeObject) => string;
}

/** Which objects of a resource a list or watch is about. */
export interface Selection {
  /** '' for all namespaces, and for cluster-scoped resources. */
  readonly namespace: string;
  /** Set where exactly one object is meant. */
  readonly name?: string;
  /** True where there is no selector: everything in the scope is selected. */
  readonly everything: boolean;
  readonly term?: EqualityTerm;
  /** Tells whether the selectors hold. The scope (namespace, name) is not looked at. */
  matches(object: KubeObject): boolean;
}
