import type { Conversion } from '../resource-definition.ts';
import * as group from '../defaults/group-defaults.ts';
import * as workload from '../defaults/workload-defaults.ts';
import { admissionRules } from './admission-rules.ts';
import { autoscalerConversion } from './autoscaler-conversion.ts';
import { coreRules } from './core-rules.ts';
import { flowControlRules } from './flow-control-rules.ts';
import { conditionalOnly, type KindRule, type KindRules } from './kind-rule.ts';
import { networkRules } from './network-rules.ts';
import { policyRules } from './policy-rules.ts';
import { storageRules } from './storage-rules.ts';
import { workloadRules } from './workload-rules.ts';

const rulesByKind: KindRules = {
  ...admissionRules,
  ...coreRules,
  ...flowControlRules,
  ...networkRules,
  ...policyRules,
  ...storageRules,
  ...workloadRules,
  CustomResourceDefinition: {
    ...conditionalOnly,
    applyDefaults: group.defaultCustomResourceDefinition,
    countsGeneration: true,
  },
};

/** What is peculiar to one kind; an empty object where nothing is. */
export function rulesFor(kind: string): KindRule {
  return Object.hasOwn(rulesByKind, kind) ? (rulesByKind[kind] ?? {}) : {};
}

/** What is wrong is told of the stored form, whichever form was written. */
function asStored(rule: KindRule, conversion: Conversion): KindRule {
  const { validate, validateUpdate } = rule;
  return {
    ...rule,
    ...(validate === undefined ? {} : { validate: (object) => validate(conversion.toStorage(object)) }),
    ...(validateUpdate === undefined
      ? {}
      : {
          validateUpdate: (before, after) =>
            validateUpdate(conversion.toStorage(before), conversion.toStorage(after)),
        }),
  };
}

/** The two versions of an autoscaler leave different things to be filled in. */
export const autoscalerRules: Readonly<Record<'v1' | 'v2', KindRule>> = {
  v1: {
    ...asStored(rulesFor('HorizontalPodAutoscaler'), autoscalerConversion),
    applyDefaults: workload.defaultAutoscalerV1,
  },
  v2: { ...rulesFor('HorizontalPodAutoscaler'), applyDefaults: workload.defaultAutoscaler },
};
