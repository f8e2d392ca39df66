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
import type { AuthorizationMode } from './authorization-mode.ts';
import {
  AuthorizersReload,
  type AuthorizerOrder,
  type AuthorizersSource,
  type ReloadResult,
} from './authorizers-reload.ts';
import { allowPrivileged } from './privileged.ts';
import { Rbac } from './rbac.ts';
import { WebhookAuthorizer, type WebhookOptions } from './webhook.ts';

export { authorizationModes, type AuthorizationMode } from './authorization-mode.ts';

/** What modes need to be told. */
export interface AuthorizationOptions {
  /** For ABAC; absent: none, so that it never allows anything. */
  readonly policies?: readonly AbacPolicy[];
  /** For each mode Webhook in turn, which is the only one that may be there more than once. */
  readonly webhooks?: readonly WebhookOptions[];
  /** Where the modes and the webhooks come from, and are looked for again while the server runs; absent: nowhere. */
  readonly source?: AuthorizersSource;
}

/** Who may, by the configured modes. */
export interface Authorization {
  readonly authorizer: Authorizer;
  /** Keeps people from giving away what they do not have. */
  readonly escalationCheck: AdmissionPlugin;
  /** Everything that the modes allow the user in the namespace. */
  rulesFor(identity: Identity, namespace: string): HeldRules;
  /** Looks from now on whether others are to be asked. `tell`: what became of it, the first time at once. */
  start(tell: (result: ReloadResult) => void): void;
  stop(): void;
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
  const lasting = lastingModes(parts.registry, modes, options);
  const make = ({ modes: order, webhooks }: AuthorizerOrder): OrderedModes =>
    orderedModes(parts.environment, { modes: order, webhooks }, lasting);
  let current = make({ modes, webhooks: options.webhooks ?? [] });
  const authorizer: Authorizer = (attributes) => current.authorizer(attributes);
  const reload =
    options.source === undefined
      ? undefined
      : new AuthorizersReload(parts.environment, options.source, {
          modes,
          use: (order) => {
            current = make(order);
          },
        });
  return {
    authorizer,
    escalationCheck: escalationCheck(lasting.rbac, authorizer),
    rulesFor: (identity, namespace) =>
      joined(current.modes.map((mode) => mode.rulesFor(identity, namespace))),
    start: (tell) => reload?.start(tell),
    stop: () => reload?.stop(),
  };
}

/** The modes at work in their order. */
interface OrderedModes {
  readonly modes: readonly Mode[];
  readonly authorizer: Authorizer;
}

function orderedModes(
  environment: Environment,
  { modes, webhooks }: AuthorizerOrder,
  lasting: LastingModes,
): OrderedModes {
  const waiting = webhooks.values();
  const asked = modes.flatMap((mode) => {
    if (mode !== 'Webhook') return [lasting.modeOf(mode)];
    const next = waiting.next();
    return next.done === true ? [] : [webhookMode(environment, next.value)];
  });
  const authorizer =
    modes[0] === 'AlwaysAllow'
      ? allowAll
      : inTurn([allowPrivileged, ...asked.map((mode) => mode.authorizer)]);
  return { modes: asked, authorizer };
}

/** What is made once, however often the order changes. */
interface LastingModes {
  readonly rbac: Rbac;
  modeOf(mode: Exclude<AuthorizationMode, 'Webhook'>): Mode;
}

function lastingModes(
  registry: Registry,
  modes: readonly AuthorizationMode[],
  { policies }: AuthorizationOptions,
): LastingModes {
  const rbac = rbacOf(registry);
  const abac = new Abac(policies ?? []);
  // It follows the pods, which costs something where nobody needs it.
  const node = modes.includes('Node') ? new NodeAuthorizer(nodeGraphOf(registry)) : undefined;
  const made: Readonly<Record<Exclude<AuthorizationMode, 'Webhook'>, Mode>> = {
    AlwaysAllow: { authorizer: allowAll, rulesFor: () => ({ rules: everything, problem: '' }) },
    AlwaysDeny: nobody,
    ABAC: asMode(abac),
    RBAC: asMode(rbac),
    Node: node === undefined ? nobody : asMode(node),
  };
  return { rbac, modeOf: (mode) => made[mode] };
}

const nobody: Mode = { authorizer: denyAll, rulesFor: () => ({ rules: [], problem: '' }) };

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
