import { createInformer, type Informer, type InformerSource } from '../client/informer.ts';
import type { KubeClient } from '../client/kube-client.ts';
import type { ObjectsByKind } from '../client/kinds.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { Environment } from '../sim/environment.ts';
import { isSelected } from './label-selection.ts';

type ClusterRole = ObjectsByKind['ClusterRole'];
type Rule = NonNullable<ClusterRole['rules']>[number];

/** What this controller does with the API. */
export type AggregationApi = InformerSource & Pick<KubeClient, 'patch'>;

/**
 * Gives every ClusterRole with an `aggregationRule` the rules of those that its selectors choose: selector by selector, within
 * one by name, each rule once; whatever else was written there is lost. Roles may gather roles that gather others.
 */
export class ClusterRoleAggregationController {
  readonly #api: AggregationApi;
  readonly #informer: Informer<ClusterRole>;
  readonly #queue: WorkQueue;

  constructor(environment: Environment, api: AggregationApi) {
    this.#api = api;
    this.#informer = createInformer(environment, { client: api, target: 'ClusterRole' });
    this.#queue = new WorkQueue(environment, { work: (name) => this.#sync(name), workers: 5 });
    // A role says nothing of who gathers it, and there are few: all that gather are looked at.
    const look = (): void => {
      if (this.#informer.hasSynced) this.#lookAtAll();
    };
    this.#informer.addHandler({ added: look, updated: look, deleted: look });
  }

  start(): void {
    this.#informer.start();
    void this.#informer.synced().then(() => {
      this.#lookAtAll();
    });
  }

  stop(): void {
    this.#informer.stop();
    this.#queue.stop();
  }

  #lookAtAll(): void {
    for (const { aggregationRule, metadata } of this.#informer.list()) {
      if (aggregationRule !== undefined) this.#queue.add(metadata?.name ?? '');
    }
  }

  async #sync(name: string): Promise<void> {
    const role = this.#informer.get(name);
    if (role?.aggregationRule === undefined) return;
    const rules = gathered(role, this.#informer.list());
    if (identityOf(rules) === identityOf(role.rules ?? [])) return;
    const patch = { metadata: { resourceVersion: role.metadata?.resourceVersion }, rules };
    await this.#api.patch('ClusterRole', name, { type: 'merge', patch });
  }
}

function gathered(role: ClusterRole, all: readonly ClusterRole[]): readonly Rule[] {
  const others = all
    .filter(({ metadata }) => metadata?.name !== role.metadata?.name)
    .sort((left, right) => ((left.metadata?.name ?? '') < (right.metadata?.name ?? '') ? -1 : 1));
  const rules = new Map<string, Rule>();
  for (const selector of role.aggregationRule?.clusterRoleSelectors ?? []) {
    for (const part of others.filter(({ metadata }) => isSelected(selector, metadata?.labels ?? {}))) {
      for (const rule of part.rules ?? []) {
        const key = identityOf([rule]);
        if (!rules.has(key)) rules.set(key, rule);
      }
    }
  }
  return [...rules.values()];
}

/** What is empty counts as not there. */
function identityOf(rules: readonly Rule[]): string {
  return JSON.stringify(
    rules.map(({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }) => [
      verbs,
      apiGroups,
      resources,
      resourceNames,
      nonResourceURLs,
    ]),
  );
}
