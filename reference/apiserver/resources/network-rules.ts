import { defaultEndpoints, defaultEndpointSlice, defaultService } from '../defaults/core-defaults.ts';
import { defaultIngressClass, defaultNetworkPolicy } from '../defaults/group-defaults.ts';
import { ensureObject, equalJson, objectAt, objectsAt, setOrRemove, textAt, valueAt } from '../fields.ts';
import type { Draft, KubeObject } from '../resource-definition.ts';
import {
  validateEndpoints,
  validateEndpointSlice,
  validateEndpointSliceUpdate,
} from '../validation/endpoints-validation.ts';
import {
  validateIngress,
  validateIngressClass,
  validateIngressClassUpdate,
  validateIngressStatus,
  validateIngressUpdate,
} from '../validation/ingress-validation.ts';
import { ingressWarnings } from '../validation/ingress-warnings.ts';
import { label1035Problems } from '../validation/names.ts';
import { validateNetworkPolicy } from '../validation/network-policy-validation.ts';
import {
  validateService,
  validateServiceStatus,
  validateServiceUpdate,
} from '../validation/service-validation.ts';
import { serviceWarnings } from '../validation/service-warnings.ts';
import { checked, type KindRules } from './kind-rule.ts';

const hostname = 'kubernetes.io/hostname';

/** The topology of an older version: the node that it names becomes the endpoint's, the rest is not written anew. */
function dropTopology(slice: Draft, before?: KubeObject): void {
  if (before !== undefined && equalJson(before['endpoints'], slice['endpoints'])) return;
  const known = new Set(objectsAt(before, 'endpoints').map((endpoint) => topologyNode(endpoint)));
  for (const endpoint of objectsAt(slice, 'endpoints')) {
    const node = topologyNode(endpoint);
    if (endpoint['nodeName'] === undefined && node !== '' && known.has(node)) endpoint['nodeName'] = node;
    setOrRemove(endpoint, 'deprecatedTopology', undefined);
  }
}

function topologyNode(endpoint: Draft): string {
  const topology = valueAt(endpoint, 'deprecatedTopology');
  return textAt(topology as Draft | undefined, hostname);
}

/** Of a slice everything counts, and its labels too. */
function countSlice(slice: Draft, before: KubeObject): void {
  const content = ({ metadata, ...rest }: Draft): unknown => [
    rest,
    objectAt({ metadata }, 'metadata')?.['labels'] ?? {},
  ];
  if (equalJson(content(slice), content(before))) return;
  ensureObject(slice, 'metadata')['generation'] = (before.metadata?.generation ?? 0) + 1;
}

export const networkRules: KindRules = {
  Endpoints: {
    applyDefaults: defaultEndpoints,
    allowCreateOnUpdate: true,
    ...checked(validateEndpoints),
  },
  EndpointSlice: {
    applyDefaults: defaultEndpointSlice,
    prepareForCreate: (draft) => {
      dropTopology(draft);
    },
    prepareForUpdate: (draft, before) => {
      countSlice(draft, before);
      dropTopology(draft, before);
    },
    validate: validateEndpointSlice,
    validateUpdate: validateEndpointSliceUpdate,
    warnings: (slice, before) =>
      before === undefined && textAt(slice, 'addressType') === 'FQDN'
        ? ['spec.addressType: FQDN endpoints are deprecated']
        : [],
    countsGeneration: true,
  },
  Ingress: {
    validate: validateIngress,
    validateUpdate: validateIngressUpdate,
    validateStatusUpdate: validateIngressStatus,
    warnings: ingressWarnings,
    countsGeneration: true,
  },
  IngressClass: {
    applyDefaults: defaultIngressClass,
    validate: validateIngressClass,
    validateUpdate: validateIngressClassUpdate,
    countsGeneration: true,
  },
  NetworkPolicy: {
    applyDefaults: defaultNetworkPolicy,
    validate: validateNetworkPolicy,
    // Upstream looks twice, and tells twice.
    validateUpdate: (_before, after) => [...validateNetworkPolicy(after), ...validateNetworkPolicy(after)],
    countsGeneration: true,
  },
  Service: {
    nameProblems: label1035Problems,
    allowCreateOnUpdate: true,
    applyDefaults: defaultService,
    validate: validateService,
    validateUpdate: validateServiceUpdate,
    validateStatusUpdate: validateServiceStatus,
    warnings: serviceWarnings,
  },
};
