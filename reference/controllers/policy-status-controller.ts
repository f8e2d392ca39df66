import { createInformer, type Informer, type InformerSource } from '../client/informer.ts';
import type { KubeClient } from '../client/kube-client.ts';
import type { ObjectsByKind } from '../client/kinds.ts';
import { keyOf } from '../client/object-cache.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { Environment } from '../sim/environment.ts';
import { discoverKinds, KindSchemas, type NamedKind } from './kind-schemas.ts';
import { kindsNamed, kindsOf, ruledResources } from './policy-kinds.ts';
import { declareKind, type DeclaredKind } from './schema-types.ts';

type Policy = ObjectsByKind['ValidatingAdmissionPolicy'];
type NamedOnly = Pick<NamedKind, 'group' | 'version' | 'kind'>;

/** What this controller does with the API. */
export type PolicyStatusApi = InformerSource & Pick<KubeClient, 'patch' | 'raw'>;

const fieldManager = 'validatingadmissionpolicy-status';

/**
 * Tells in the status of each policy which of its validations do not fit the types of the kinds that its rules name. The kinds and
 * their schemas are asked for when there is a policy, and not before.
 */
export class PolicyStatusController {
  readonly #environment: Environment;
  readonly #api: PolicyStatusApi;
  readonly #informer: Informer<Policy>;
  readonly #queue: WorkQueue;
  #known: readonly NamedKind[] | undefined;

  constructor(environment: Environment, api: PolicyStatusApi) {
    this.#environment = environment;
    this.#api = api;
    this.#informer = createInformer(environment, { client: api, target: 'ValidatingAdmissionPolicy' });
    this.#queue = new WorkQueue(environment, { work: (key) => this.#sync(key), workers: 5 });
    const look = (policy: Policy): void => {
      if (isUnchecked(policy)) this.#queue.add(keyOf(policy));
    };
    this.#informer.addHandler({
      added: look,
      updated: (_before, after) => {
        look(after);
      },
    });
  }

  start(): void {
    this.#informer.start();
  }

  stop(): void {
    this.#informer.stop();
    this.#queue.stop();
  }

  async #sync(name: string): Promise<void> {
    const policy = this.#informer.get(name);
    if (policy === undefined || !isUnchecked(policy)) return;
    const { warningsOf } = await import('./policy-type-check.ts');
    const schemas = new KindSchemas(this.#api);
    const kinds = await this.#kindsOf(policy, schemas);
    const expressionWarnings = warningsOf(policy, kinds, await this.#paramsOf(policy, schemas));
    const status = {
      observedGeneration: policy.metadata?.generation,
      typeChecking: typeChecking(expressionWarnings, policy),
    };
    const patch = { type: 'merge', subresource: 'status', fieldManager, patch: { status } } as const;
    await this.#api.patch('ValidatingAdmissionPolicy', name, patch);
  }

  async #kindsOf(policy: Policy, schemas: KindSchemas): Promise<readonly (NamedKind & DeclaredKind)[]> {
    const rules = ruledResources(policy);
    if (rules.every((rule) => rule.length === 0)) return [];
    const declared = await Promise.all(
      kindsOf(rules, await this.#knownFor(rules)).map(async (kind) => {
        const types = await this.#declared(kind, schemas);
        return types === undefined ? undefined : { ...kind, ...types };
      }),
    );
    return declared.filter((kind) => kind !== undefined);
  }

  /** Asks anew where something is named that was not there when this was last asked. */
  async #knownFor(rules: ReturnType<typeof ruledResources>): Promise<readonly NamedKind[]> {
    const known = this.#known;
    if (known !== undefined && rules.flat().every((resource) => kindsNamed(resource, known).length > 0))
      return known;
    const fresh = await discoverKinds(this.#api);
    this.#known = fresh;
    return fresh;
  }

  async #paramsOf({ spec }: Policy, schemas: KindSchemas): Promise<DeclaredKind | undefined> {
    if (spec?.paramKind === undefined) return undefined;
    const { apiVersion = '', kind = '' } = spec.paramKind;
    const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    return this.#declared({ group, version, kind }, schemas);
  }

  /** Types get names that no other check gives them. */
  async #declared(named: NamedOnly, schemas: KindSchemas): Promise<DeclaredKind | undefined> {
    const found = await schemas.of(named);
    const number = this.#environment.random(fieldManager).below(1_000_000_000);
    return found === undefined
      ? undefined
      : declareKind(found.schema, `${named.kind}${number}`, found.resolve);
  }
}

/** Upstream applies what it found: with the last warnings all that held them goes. */
function typeChecking(
  expressionWarnings: readonly unknown[],
  { status }: Policy,
): Readonly<Record<string, unknown>> | null {
  if (expressionWarnings.length > 0) return { expressionWarnings };
  return status?.typeChecking?.expressionWarnings === undefined ? {} : null;
}

function isUnchecked({ metadata, status }: Policy): boolean {
  return (metadata?.generation ?? 0) > (status?.observedGeneration ?? 0);
}
