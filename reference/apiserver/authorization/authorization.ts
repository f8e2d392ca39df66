import type { Environment } from '../../sim/environment.ts';
import type { AdmissionPlugin } from '../admission/admission-chain.ts';
import { storeOf } from '../admission/plugin-catalogue.ts';
import type { Identity } from '../message.ts';
import type { ResourceCache } from '../watch-cache/resource-cache.ts';
import type { Registry } from '../registry/registry.ts';
import { Abac } from './abac.ts';
import type { AbacPolicy } from './abac-policy.ts';
import { allowAll, denyAll, inTurn, together, type Authorizer, type HeldRules } from './authorizer.ts';
import { escalationCheck } from './escalation.ts';
import { NodeAuthorizer } from './node-authorizer.ts';
import { NodeGraph } from './node-graph.ts';
import { everything } from './policy-rule.ts';
import { allowPrivileged } from './privileged.ts';
import { Rbac } from './rbac.ts';
import { WebhookAuthorizer, type WebhookOptions } from './webhook.ts';

export type AuthorizationMode = 'AlwaysAllow' | 'AlwaysDeny' | 'ABAC' | 'Webhook' | 'RBAC' | 'Node';

export const authorizationModes: readonly AuthorizationMode[] = [
  'AlwaysAllow',
  'AlwaysDeny',
  'ABAC',
  'Webhook',
  'RBAC',
  'Node',
];

/** What modes need to be told. */
export interface AuthorizationOptions {
  /** For ABAC; absent: none, so that it never allows anything. */
  readonly policies?: readonly AbacPolicy[];
  /** For each mode Webhook in turn, which is the only one that may be there more than once. */
  readonly webhooks?: readonly WebhookOptions[];
}

/** Who may, by the configured modes. */
export interface Authorization {
  readonly authorizer: Authorizer;
  /** Keeps people from giving away what they do not have. */
  readonly escalationCheck: AdmissionPlugin;
  /** Everything that the modes allow the user in the namespace. */
  rulesFor(identity: Identity, namespace: string): HeldRules;
}

/** One mode at work. */
interface Mode {
  readonly authorizer: Authorizer;
  rulesFor(identity: Identity, namespace: string): HeldRules;
}

export interface AuthorizationParts {
  readonly environment: Environment;
  /** Serves its resources already. */
  readonly registry: Registry;
}

/** The modes are asked in the order given. */
export function createAuthorization(
  parts: AuthorizationParts,
  modes: readonly AuthorizationMode[],
  options: AuthorizationOptions = {},
): Authorization {
  const rbac = rbacOf(parts.registry);
  const webhooks = (options.webhooks ?? []).values();
  const asked = modes.flatMap((mode) => createMode(mode, { ...parts, rbac, options, webhooks }));
  const authorizer =
    modes[0] === 'AlwaysAllow'
      ? allowAll
      : inTurn([allowPrivileged, ...asked.map((mode) => mode.authorizer)]);
  return {
    authorizer,
    escalationCheck: escalationCheck(rbac, authorizer),
    rulesFor: (identity, namespace) => joined(asked.map((mode) => mode.rulesFor(identity, namespace))),
  };
}

function createMode(
  mode: AuthorizationMode,
  parts: AuthorizationParts & {
    readonly rbac: Rbac;
    readonly options: AuthorizationOptions;
    readonly webhooks: Iterator<WebhookOptions, undefined>;
  },
): readonly Mode[] {
  const { environment, registry, rbac, options, webhooks } = parts;
  switch (mode) {
    case 'AlwaysAllow':
      return [{ authorizer: allowAll, rulesFor: () => ({ rules: everything, problem: '' }) }];
    case 'AlwaysDeny':
      return [{ authorizer: denyAll, rulesFor: () => ({ rules: [], problem: '' }) }];
    case 'ABAC':
      return [asMode(new Abac(options.policies ?? []))];
    case 'RBAC':
      return [asMode(rbac)];
    case 'Node':
      return [asMode(new NodeAuthorizer(nodeGraphOf(registry)))];
    case 'Webhook': {
      const next = webhooks.next();
      return next.done === true ? [] : [webhookMode(environment, next.value)];
    }
  }
}

function asMode(decider: {
  authorize: Authorizer;
  rulesFor(identity: Identity, namespace: string): HeldRules;
}): Mode {
  return {
    authorizer: (attributes) => decider.authorize(attributes),
    rulesFor: (identity, namespace) => decider.rulesFor(identity, namespace),
  };
}

function webhookMode(environment: Environment, options: WebhookOptions): Mode {
  const webhook = new WebhookAuthorizer(environment, options);
  const problem = 'webhook authorizer does not support user rule resolution';
  return {
    authorizer: (attributes) => webhook.authorize(attributes),
    rulesFor: () => ({ rules: [], isIncomplete: true, problem }),
  };
}

function joined(all: readonly HeldRules[]): HeldRules {
  return {
    rules: all.flatMap(({ rules }) => rules),
    isIncomplete: all.some(({ isIncomplete }) => isIncomplete === true),
    problem: together(all.map(({ problem }) => problem).filter((problem) => problem !== '')),
  };
}

function rbacOf(registry: Registry): Rbac {
  const group = 'rbac.authorization.k8s.io';
  return new Rbac({
    roles: storeOf(registry, group, 'roles'),
    clusterRoles: storeOf(registry, group, 'clusterroles'),
    roleBindings: storeOf(registry, group, 'rolebindings'),
    clusterRoleBindings: storeOf(registry, group, 'clusterrolebindings'),
  });
}

function nodeGraphOf(registry: Registry): NodeGraph {
  const cacheOf = (group: string, plural: string): ResourceCache => storeOf(registry, group, plural).cache;
  return new NodeGraph({
    pods: cacheOf('', 'pods'),
    persistentVolumes: cacheOf('', 'persistentvolumes'),
    volumeAttachments: cacheOf('storage.k8s.io', 'volumeattachments'),
  });
}
