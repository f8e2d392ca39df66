import { defaultFlowSchema, defaultPriorityLevel } from '../defaults/flow-control-defaults.ts';
import { cloneJson } from '../fields.ts';
import type { Draft, KubeObject } from '../resource-definition.ts';
import { validateFlowSchema, validateFlowSchemaStatus } from '../validation/flow-schema-validation.ts';
import {
  validatePriorityLevel,
  validatePriorityLevelStatus,
} from '../validation/priority-level-validation.ts';
import { checked, type KindRules } from './kind-rule.ts';

/** A status comes with whatever metadata: all of them stay as they are. */
function keepAllMetadata(draft: Draft, before: KubeObject): void {
  draft['metadata'] = cloneJson(before.metadata);
}

/** Priority and fairness. */
export const flowControlRules: KindRules = {
  FlowSchema: {
    ...checked(validateFlowSchema),
    prepareForStatusUpdate: keepAllMetadata,
    validateStatusUpdate: validateFlowSchemaStatus,
    applyDefaults: defaultFlowSchema,
    countsGeneration: true,
  },
  PriorityLevelConfiguration: {
    ...checked(validatePriorityLevel),
    prepareForStatusUpdate: keepAllMetadata,
    validateStatusUpdate: validatePriorityLevelStatus,
    applyDefaults: defaultPriorityLevel,
    countsGeneration: true,
  },
};
