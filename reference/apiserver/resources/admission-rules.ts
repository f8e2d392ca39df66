import {
  defaultAdmissionPolicy,
  defaultAdmissionPolicyBinding,
  defaultWebhookConfiguration,
} from '../defaults/admission-defaults.ts';
import type { ResourceStrategy } from '../resource-definition.ts';
import {
  validateAdmissionPolicy,
  validateAdmissionPolicyBinding,
} from '../validation/admission-policy-validation.ts';
import { validateWebhookConfiguration } from '../validation/webhook-configuration-validation.ts';
import { checked, conditionalOnly, keepMetadata, type KindRule, type KindRules } from './kind-rule.ts';

type Parts = Pick<ResourceStrategy, 'validate' | 'applyDefaults'>;

function rule({ validate, applyDefaults }: Parts): KindRule {
  return { ...checked(validate), applyDefaults, countsGeneration: true, ...conditionalOnly };
}

const webhooks: KindRule = {
  ...rule({ validate: validateWebhookConfiguration, applyDefaults: defaultWebhookConfiguration }),
  countedField: 'webhooks',
};

/** Webhooks and policies of admission. */
export const admissionRules: KindRules = {
  MutatingWebhookConfiguration: webhooks,
  ValidatingAdmissionPolicy: {
    ...rule({ validate: validateAdmissionPolicy, applyDefaults: defaultAdmissionPolicy }),
    prepareForStatusUpdate: keepMetadata,
  },
  ValidatingAdmissionPolicyBinding: rule({
    validate: validateAdmissionPolicyBinding,
    applyDefaults: defaultAdmissionPolicyBinding,
  }),
  ValidatingWebhookConfiguration: webhooks,
};
