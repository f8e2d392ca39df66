import type { ResourceStrategy } from '../resource-definition.ts';
import { pathSegmentProblems, label1035Problems, labelProblems } from '../validation/names.ts';

type Rules = Partial<ResourceStrategy>;

const rulesByKind: Readonly<Record<string, Rules>> = {
  Namespace: { nameProblems: labelProblems },
  Service: { nameProblems: label1035Problems, allowCreateOnUpdate: true },
  Endpoints: { allowCreateOnUpdate: true },
  Event: { allowCreateOnUpdate: true },
  LimitRange: { allowCreateOnUpdate: true },
  Lease: { allowCreateOnUpdate: true, allowUnconditionalUpdate: false },
  RuntimeClass: { allowCreateOnUpdate: true, allowUnconditionalUpdate: false },
  PodDisruptionBudget: { allowUnconditionalUpdate: false },
  CSIDriver: { allowUnconditionalUpdate: false },
  CSINode: { allowUnconditionalUpdate: false },
  CSIStorageCapacity: { allowUnconditionalUpdate: false },
  VolumeAttachment: { allowUnconditionalUpdate: false },
  ClusterRole: { nameProblems: pathSegmentProblems, allowCreateOnUpdate: true },
  ClusterRoleBinding: { nameProblems: pathSegmentProblems, allowCreateOnUpdate: true },
  Role: { nameProblems: pathSegmentProblems, allowCreateOnUpdate: true },
  RoleBinding: { nameProblems: pathSegmentProblems, allowCreateOnUpdate: true },
};

/** What is peculiar to one kind; an empty object where nothing is. */
export function rulesFor(kind: string): Rules {
  return Object.hasOwn(rulesByKind, kind) ? (rulesByKind[kind] ?? {}) : {};
}
