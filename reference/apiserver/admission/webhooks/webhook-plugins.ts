import type { Authorizer } from '../../authorization/authorizer.ts';
import type { KubeconfigUsers } from '../../../client/http/kubeconfig.ts';
import { WebhookConnections } from '../../outbound/webhook-connections.ts';
import type { Environment } from '../../../sim/environment.ts';
import type { ObjectStore } from '../../registry/object-store.ts';
import type { Registry } from '../../registry/registry.ts';
import type { AdmissionPlugin } from '../admission-chain.ts';
import { validatingAdmissionPolicy } from '../policies/validating-admission-policy.ts';
import { celMatchConditions } from './cel-match-conditions.ts';
import { mutatingWebhooks, type WebhookParts } from './mutating-webhooks.ts';
import { RequestMatching } from './request-matching.ts';
import { validatingWebhooks } from './validating-webhooks.ts';
import { WebhookSelection } from './webhook-selection.ts';

export interface WebhookPluginParts {
  readonly environment: Environment;
  readonly registry: Registry;
  readonly authorizer: Authorizer;
  /** The objects of a resource that every server has. */
  readonly storeOf: (group: string, plural: string) => ObjectStore;
  /** As whom webhooks are called. */
  readonly users: KubeconfigUsers;
}

const group = 'admissionregistration.k8s.io';

export function mutatingAdmissionWebhook(parts: WebhookPluginParts): AdmissionPlugin {
  return mutatingWebhooks(partsOf(parts, 'mutatingwebhookconfigurations'));
}

export function validatingAdmissionWebhook(parts: WebhookPluginParts): AdmissionPlugin {
  return validatingWebhooks(partsOf(parts, 'validatingwebhookconfigurations'));
}

export function admissionPolicyPlugin({
  registry,
  authorizer,
  storeOf,
}: Omit<WebhookPluginParts, 'users'>): AdmissionPlugin {
  return validatingAdmissionPolicy({
    registry,
    authorizer,
    matching: new RequestMatching(registry, () => storeOf('', 'namespaces')),
    policies: () => storeOf(group, 'validatingadmissionpolicies'),
    bindings: () => storeOf(group, 'validatingadmissionpolicybindings'),
  });
}

function partsOf(
  { environment, registry, authorizer, storeOf, users }: WebhookPluginParts,
  plural: string,
): WebhookParts {
  const matching = new RequestMatching(registry, () => storeOf('', 'namespaces'));
  return {
    environment,
    connections: new WebhookConnections(),
    services: () => storeOf('', 'services'),
    users,
    selection: new WebhookSelection(matching, celMatchConditions(authorizer)),
    configurations: () => storeOf(group, plural),
  };
}
