import type { Authorizer } from '../../authorization/authorizer.ts';
import type { ObjectStore } from '../../registry/object-store.ts';
import type { Registry } from '../../registry/registry.ts';
import { forbidden, Refusal, type Status, type StatusReason } from '../../status.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-chain.ts';
import type { MatchedResource, RequestMatching } from '../webhooks/request-matching.ts';
import { bindingsOf, policiesOf, type AdmissionPolicy, type PolicyBinding } from './admission-policy.ts';
import { evaluatePolicy, type PolicyFindings } from './policy-evaluation.ts';
import { Misconfigured, parametersOf } from './policy-parameters.ts';

export interface PolicyPluginParts {
  readonly registry: Registry;
  readonly authorizer: Authorizer;
  readonly matching: RequestMatching;
  readonly policies: () => ObjectStore;
  readonly bindings: () => ObjectStore;
}

/** Rules in CEL that objects of the API state, and others bind to what they are to hold for. */
export function validatingAdmissionPolicy(parts: PolicyPluginParts): AdmissionPlugin {
  return {
    name: 'ValidatingAdmissionPolicy',
    operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'],
    validate: (request) => {
      const bindings = parts.bindings();
      if (bindings.cache.objects.size === 0 || isExcluded(request)) return undefined;
      return new PolicyRound(parts, request).run(bindingsOf(bindings));
    },
  };
}

const reviewGroups: ReadonlySet<string> = new Set(['authentication.k8s.io', 'authorization.k8s.io']);

/**
 * Policies have no say in policies, or nobody could mend one that refuses everything; and questions about users and rights are not
 * stored, and a cluster in which nobody may ask them would not work.
 */
function isExcluded({ definition: { group, plural } }: AdmissionRequest): boolean {
  return reviewGroups.has(group) || plural.startsWith('validatingadmissionpolic');
}

/** What makes a request fail. */
interface Denial {
  readonly policy: AdmissionPolicy;
  readonly binding?: PolicyBinding;
  readonly message: string;
  readonly reason: string;
}

class PolicyRound {
  readonly #parts: PolicyPluginParts;
  readonly #request: AdmissionRequest;
  readonly #denials: Denial[] = [];

  constructor(parts: PolicyPluginParts, request: AdmissionRequest) {
    this.#parts = parts;
    this.#request = request;
  }

  /** Every policy that is bound is judged; the first denial is told. */
  async run(bindings: readonly PolicyBinding[]): Promise<Refusal | undefined> {
    for (const policy of policiesOf(this.#parts.policies())) {
      const bound = bindings.filter(({ policyName }) => policyName === policy.name);
      if (bound.length > 0) await this.#judge(policy, bound);
    }
    const [first] = this.#denials;
    return first === undefined ? undefined : refusalOf(first, this.#request);
  }

  async #judge(policy: AdmissionPolicy, bindings: readonly PolicyBinding[]): Promise<void> {
    const matched = await this.#parts.matching.match(policy.terms, this.#request);
    if (matched instanceof Refusal)
      this.#misconfigured({ policy, message: `failed to configure policy: ${matched.status.message ?? ''}` });
    if (matched === undefined || matched instanceof Refusal) return;
    const annotations = new Map<string, Set<string>>();
    for (const binding of bindings)
      for (const findings of await this.#findings(policy, binding, matched)) {
        this.#act({ policy, binding }, findings);
        for (const [key, value] of findings.annotations)
          annotations.set(key, (annotations.get(key) ?? new Set()).add(value));
      }
    for (const [key, values] of annotations)
      this.#request.annotations.set(`${policy.name}/${key}`, [...values].join(', '));
  }

  /** One set of findings per parameter. */
  async #findings(
    policy: AdmissionPolicy,
    binding: PolicyBinding,
    matched: MatchedResource,
  ): Promise<readonly PolicyFindings[]> {
    const { matching, registry, authorizer } = this.#parts;
    const request = this.#request;
    const failed = (why: string): readonly PolicyFindings[] => {
      this.#misconfigured({ policy, binding, message: `failed to configure binding: ${why}` });
      return [];
    };
    const meant = binding.terms === undefined ? matched : await matching.match(binding.terms, request);
    if (meant === undefined) return [];
    if (meant instanceof Refusal) return failed(meant.status.message ?? '');
    const parameters = parametersOf(registry, { policy, binding }, request.namespace);
    if (parameters instanceof Misconfigured) return failed(parameters.why);
    const isNamespace = request.kind.kind === 'Namespace' && request.kind.group === '';
    const namespace =
      request.namespace === '' || isNamespace ? undefined : await matching.namespace(request.namespace);
    const findings: PolicyFindings[] = [];
    for (const params of parameters)
      findings.push(await evaluatePolicy(policy, { request, matched }, { authorizer, namespace, params }));
    return findings;
  }

  #act(
    { policy, binding }: { readonly policy: AdmissionPolicy; readonly binding: PolicyBinding },
    { violations, failures }: PolicyFindings,
  ): void {
    for (const { index, message, reason } of violations) {
      if (binding.actions.includes('Deny')) this.#denials.push({ policy, binding, message, reason });
      if (binding.actions.includes('Warn')) {
        const names = `ValidatingAdmissionPolicy '${policy.name}' with binding '${binding.name}'`;
        this.#request.warnings.push(`Validation failed for ${names}: ${message}`);
      }
      if (binding.actions.includes('Audit')) this.#audit(binding, index, message);
    }
    for (const message of failures) this.#denials.push({ policy, binding, message, reason: '' });
  }

  #audit({ name, policyName, actions }: PolicyBinding, expressionIndex: number, message: string): void {
    const failure = {
      message,
      policy: policyName,
      binding: name,
      expressionIndex,
      validationActions: actions,
    };
    this.#request.annotations.set(
      'validation.policy.admission.k8s.io/validation_failure',
      JSON.stringify([failure]),
    );
  }

  #misconfigured(denial: Omit<Denial, 'reason'>): void {
    if (denial.policy.failurePolicy !== 'Ignore') this.#denials.push({ ...denial, reason: '' });
  }
}

const codes: Readonly<Record<string, number>> = { Forbidden: 403, RequestEntityTooLarge: 413 };

function refusalOf({ policy, binding, message, reason }: Denial, request: AdmissionRequest): Refusal {
  const { definition } = request;
  const by = binding === undefined ? '' : ` with binding '${binding.name}'`;
  const why = `ValidatingAdmissionPolicy '${policy.name}'${by} denied request: ${message}`;
  const name =
    request.name || (request.object?.['metadata'] as { generateName?: string } | undefined)?.generateName;
  const { status } = forbidden({ group: definition.group, resource: definition.plural }, name ?? '', why);
  const changed: Status = {
    ...status,
    reason: (reason || 'Invalid') as StatusReason,
    details: { ...status.details, causes: [{ message: why }] },
    code: codes[reason] ?? 422,
  };
  return new Refusal(changed);
}
