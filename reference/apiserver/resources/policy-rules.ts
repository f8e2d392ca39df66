import { defaultPriorityClass, defaultRoleBinding } from '../defaults/group-defaults.ts';
import { ensureObject, objectAt, setOrRemove } from '../fields.ts';
import type { Draft, KubeObject, Writer } from '../resource-definition.ts';
import * as access from '../validation/access-validation.ts';
import * as autoscaler from '../validation/autoscaler-validation.ts';
import { validateDisruptionBudget, validateDisruptionBudgetStatus } from '../validation/budget-validation.ts';
import {
  validateSigningRequest,
  validateSigningRequestApproval,
  validateSigningRequestUpdate,
} from '../validation/certificate-validation.ts';
import * as classes from '../validation/class-validation.ts';
import { pathSegmentProblems } from '../validation/names.ts';
import { checked, conditionalOnly, type KindRule, type KindRules } from './kind-rule.ts';

/** Upstream looks at the beginning of a name as at a whole one. */
const byPathSegment: KindRule = {
  nameProblems: (name) => pathSegmentProblems(name, false),
  allowCreateOnUpdate: true,
};

const role: KindRule = { validate: access.validateRole, validateUpdate: access.validateRoleUpdate };

const binding: KindRule = {
  ...byPathSegment,
  applyDefaults: defaultRoleBinding,
  validate: access.validateRoleBinding,
  validateUpdate: access.validateRoleBindingUpdate,
};

/** Coordinated leader election is not switched on: what belongs to it is not written. */
function dropCoordination(lease: Draft, before?: KubeObject): void {
  const spec = objectAt(lease, 'spec');
  const old = objectAt(before, 'spec');
  if (spec === undefined) return;
  for (const name of ['strategy', 'preferredHolder'])
    if (old?.[name] === undefined) setOrRemove(spec, name, undefined);
}

/** A request says who made it, and nobody is approved from the start. */
function prepareSigningRequest(request: Draft, writer: Writer): void {
  const spec = ensureObject(request, 'spec');
  spec['username'] = writer.user;
  setOrRemove(spec, 'uid', writer.uid);
  spec['groups'] = [...writer.groups];
  const extra = Object.entries(writer.extra ?? {});
  setOrRemove(spec, 'extra', extra.length === 0 ? undefined : Object.fromEntries(extra));
  request['status'] = {};
}

export const policyRules: KindRules = {
  CertificateSigningRequest: {
    nameProblems: pathSegmentProblems,
    prepareForCreate: prepareSigningRequest,
    // Nothing but metadata changes through the main endpoint.
    prepareForUpdate: (draft, before) => {
      setOrRemove(draft, 'spec', before['spec']);
    },
    validate: validateSigningRequest,
    validateUpdate: validateSigningRequestUpdate,
    validateStatusUpdate: validateSigningRequestUpdate,
    validateApproval: validateSigningRequestApproval,
  },
  ClusterRole: { ...byPathSegment, ...role },
  ClusterRoleBinding: binding,
  HorizontalPodAutoscaler: {
    validate: autoscaler.validateAutoscaler,
    validateUpdate: autoscaler.validateAutoscalerUpdate,
    validateStatusUpdate: autoscaler.validateAutoscalerStatus,
  },
  Lease: {
    allowCreateOnUpdate: true,
    ...conditionalOnly,
    prepareForCreate: (draft) => {
      dropCoordination(draft);
    },
    prepareForUpdate: dropCoordination,
    ...checked(classes.validateLease),
  },
  PodDisruptionBudget: {
    ...conditionalOnly,
    nameProblems: pathSegmentProblems,
    ...checked(validateDisruptionBudget),
    validateStatusUpdate: validateDisruptionBudgetStatus,
    countsGeneration: true,
  },
  PriorityClass: {
    applyDefaults: defaultPriorityClass,
    validate: classes.validatePriorityClass,
    validateUpdate: classes.validatePriorityClassUpdate,
    countsGeneration: true,
  },
  Role: { ...byPathSegment, ...role },
  RoleBinding: binding,
  RuntimeClass: {
    allowCreateOnUpdate: true,
    ...conditionalOnly,
    validate: classes.validateRuntimeClass,
    validateUpdate: classes.validateRuntimeClassUpdate,
  },
};
