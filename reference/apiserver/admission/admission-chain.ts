import { objectAt, textAt, type Fields } from '../fields.ts';
import type { Identity } from '../message.ts';
import type { Draft, KubeObject, ResourceDefinition } from '../resource-definition.ts';
import { forbidden, type Refusal } from '../status.ts';

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** One request as admission sees it. Plugins are shown one after the other the same value. */
export interface AdmissionRequest {
  readonly operation: Operation;
  /** The resource that the path names. */
  readonly definition: ResourceDefinition;
  /** '' for the object itself. */
  readonly subresource: string;
  /** What `object` and `oldObject` are: the resource's own kind, or that of the subresource: `Scale`, `Binding`, `PodExecOptions`. */
  readonly kind: GroupVersionKind;
  /** '' for what lies in no namespace; a namespace is told to lie in itself, as upstream has it. */
  readonly namespace: string;
  /** '' where a name is still to be generated, until validation, and for every object of a collection that is deleted. */
  readonly name: string;
  /**
   * What is about to be stored; mutating plugins change it in place. Absent for deletions; for a connection its options. Updates
   * show it as the writer sent it: what he may not change through this door is put back only afterwards.
   */
  readonly object?: Draft;
  /** What is stored now; absent for creations and connections. */
  readonly oldObject?: KubeObject;
  /** How the writer wants it, as an object of `meta.k8s.io/v1`: CreateOptions, UpdateOptions, PatchOptions, DeleteOptions. */
  readonly options?: Readonly<Fields>;
  readonly dryRun: boolean;
  readonly identity: Identity;
  /** Plugins add texts for the `Warning` header. */
  readonly warnings: string[];
  /** Plugins add what the audit log should tell: `pod-security.kubernetes.io/enforce-policy` → `baseline:latest`. */
  readonly annotations: Map<string, string>;
  readonly reinvocation: Reinvocation;
}

/** Memory of one request's way through the mutating plugins, which may take two rounds. */
export interface Reinvocation {
  /** True in the second round. */
  isSecondRound: boolean;
  /** A plugin sets it where plugins that ran before should look again at what was changed since. */
  isWanted: boolean;
  /** What a plugin keeps from the first round to the second, under its name. */
  readonly memory: Map<string, unknown>;
}

type Answer = Promise<Refusal | undefined> | Refusal | undefined;

/** One admission plugin. A refusal ends the request; plugins after it do not run. */
export interface AdmissionPlugin {
  readonly name: string;
  readonly operations: readonly Operation[];
  /** May change `request.object`. Runs before any plugin validates. */
  mutate?(request: AdmissionRequest): Answer;
  /** Sees the object after all changes, and must not change it. */
  validate?(request: AdmissionRequest): Answer;
}

type Phase = (request: AdmissionRequest) => Answer;

/** The plugins in the configured order. */
export class AdmissionChain {
  readonly #mutating: ReadonlyMap<Operation, readonly Phase[]>;
  readonly #validating: ReadonlyMap<Operation, readonly Phase[]>;

  constructor(plugins: readonly AdmissionPlugin[]) {
    this.#mutating = phasesOf(plugins, (plugin) => plugin.mutate?.bind(plugin));
    this.#validating = phasesOf(plugins, (plugin) => plugin.validate?.bind(plugin));
  }

  /** Every mutating plugin in turn, and once more where one of them wants it. The first refusal ends it. */
  async mutate(request: AdmissionRequest): Promise<Refusal | undefined> {
    const phases = this.#mutating.get(request.operation);
    if (phases === undefined) return undefined;
    const refusal = await firstRefusal(phases, request);
    const { reinvocation } = request;
    if (refusal !== undefined || !reinvocation.isWanted) return refusal;
    reinvocation.isSecondRound = true;
    return firstRefusal(phases, request);
  }

  /** Every validating plugin in turn, upon the object as it will be stored. */
  async validate(request: AdmissionRequest): Promise<Refusal | undefined> {
    const phases = this.#validating.get(request.operation);
    return phases === undefined ? undefined : firstRefusal(phases, request);
  }
}

function phasesOf(
  plugins: readonly AdmissionPlugin[],
  phaseOf: (plugin: AdmissionPlugin) => Phase | undefined,
): ReadonlyMap<Operation, readonly Phase[]> {
  const phases = new Map<Operation, Phase[]>();
  for (const plugin of plugins) {
    const phase = phaseOf(plugin);
    if (phase === undefined) continue;
    for (const operation of plugin.operations) {
      phases.set(operation, [...(phases.get(operation) ?? []), phase]);
    }
  }
  return phases;
}

async function firstRefusal(
  phases: readonly Phase[],
  request: AdmissionRequest,
): Promise<Refusal | undefined> {
  for (const phase of phases) {
    const answer = phase(request);
    const refusal = answer instanceof Promise ? await answer : answer;
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** The refusal of a plugin, in the words in which upstream names what it refuses. */
export function notAdmitted(request: AdmissionRequest, why: string): Refusal {
  const { definition } = request;
  return forbidden({ group: definition.group, resource: definition.plural }, nameTold(request), why);
}

function nameTold({ name, object }: AdmissionRequest): string {
  if (name !== '') return name;
  if (object === undefined) return 'Unknown';
  const metadata = objectAt(object, 'metadata');
  return textAt(metadata, 'name') || textAt(metadata, 'generateName') || 'Unknown';
}

/** Whether the request is about objects of the resource themselves, and none of their subresources. */
export function isAbout(request: AdmissionRequest, group: string, plural: string): boolean {
  const { definition, subresource } = request;
  return subresource === '' && definition.plural === plural && definition.group === group;
}
