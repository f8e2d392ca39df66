import type { AdmissionPlugin } from '../admission/admission-chain.ts';
import { invariant } from '../invariant.ts';
import type { Identity } from '../message.ts';
import type { ObjectStore } from '../registry/object-store.ts';
import type { Registry } from '../registry/registry.ts';
import { allowAll, inTurn, type Authorizer } from './authorizer.ts';
import { escalationCheck } from './escalation.ts';
import { everything } from './policy-rule.ts';
import { allowPrivileged } from './privileged.ts';
import { Rbac, type HeldRules } from './rbac.ts';

export type AuthorizationMode = 'AlwaysAllow' | 'AlwaysDeny' | 'RBAC';

export const authorizationModes: readonly AuthorizationMode[] = ['AlwaysAllow', 'AlwaysDeny', 'RBAC'];

/** Who may, by the configured modes. */
export interface Authorization {
  readonly authorizer: Authorizer;
  /** Keeps people from giving away what they do not have. */
  readonly escalationCheck: AdmissionPlugin;
  /** Everything that the modes allow the user in the namespace. */
  rulesFor(identity: Identity, namespace: string): HeldRules;
}

const noRules: HeldRules = { rules: [], problem: '' };

const denyAll: Authorizer = () => ({ allowed: false, why: 'Everything is forbidden.' });

/** The modes are asked in the order given. The registry serves its resources already. */
export function createAuthorization(registry: Registry, modes: readonly AuthorizationMode[]): Authorization {
  const rbac = new Rbac({
    roles: storeOf(registry, 'roles'),
    clusterRoles: storeOf(registry, 'clusterroles'),
    roleBindings: storeOf(registry, 'rolebindings'),
    clusterRoleBindings: storeOf(registry, 'clusterrolebindings'),
  });
  const byMode: Readonly<Record<AuthorizationMode, Authorizer>> = {
    AlwaysAllow: allowAll,
    AlwaysDeny: denyAll,
    RBAC: (attributes) => rbac.authorize(attributes),
  };
  const asked = modes.map((mode) => byMode[mode]);
  const authorizer = modes[0] === 'AlwaysAllow' ? allowAll : inTurn([allowPrivileged, ...asked]);
  return {
    authorizer,
    escalationCheck: escalationCheck(rbac, authorizer),
    rulesFor: (identity, namespace) => {
      const held = modes.includes('RBAC') ? rbac.rulesFor(identity, namespace) : noRules;
      return modes.includes('AlwaysAllow') ? { ...held, rules: [...held.rules, ...everything] } : held;
    },
  };
}

function storeOf(registry: Registry, plural: string): ObjectStore {
  const entry = registry.find('rbac.authorization.k8s.io', 'v1', plural);
  invariant(entry !== undefined, `${plural} are always served`);
  return entry.store;
}
