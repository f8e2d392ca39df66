import { fieldAt, kubeApiSaboteur, withField } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { answers, forgets, on, overlooks } from './breach.ts';

const creates = (plurals: string): ReturnType<typeof on> => on('POST', new RegExp(`/(?:${plurals})$`));
const patches = (plurals: string): ReturnType<typeof on> => on('PATCH', new RegExp(`/(?:${plurals})/[^/]+$`));

/** Breaches of what API-17 and API-18 say about the kinds of the other groups. */
export const groupSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'ingress-to-anywhere', breaks: 'API-17t', title: 'accepts Ingresses that lead nowhere' },
    overlooks(/^spec\.(?:rules|defaultBackend)/, creates('ingresses')),
  ),
  kubeApiSaboteur(
    {
      id: 'policy-for-anybody',
      breaks: 'API-17t',
      title: 'accepts network policies for peers that are none',
    },
    overlooks(/\.(?:from|to)\[/, creates('networkpolicies')),
  ),
  kubeApiSaboteur(
    { id: 'class-without-controller', breaks: 'API-17t', title: 'accepts classes that nobody serves' },
    overlooks(/^spec\.(?:controller|parameters)/, creates('ingressclasses')),
  ),
  kubeApiSaboteur(
    { id: 'storage-of-any-sort', breaks: 'API-17u', title: 'accepts storage that no driver can serve' },
    overlooks(/./, creates('storageclasses|csidrivers|csinodes|volumeattachments|csistoragecapacities')),
  ),
  kubeApiSaboteur(
    { id: 'rules-for-nothing', breaks: 'API-17v', title: 'accepts rules that say nothing' },
    overlooks(/^rules\[/, creates('roles|clusterroles')),
  ),
  kubeApiSaboteur(
    { id: 'bindings-to-nobody', breaks: 'API-17v', title: 'accepts bindings to nobody' },
    overlooks(/^(?:subjects|roleRef)/, creates('rolebindings|clusterrolebindings')),
  ),
  kubeApiSaboteur(
    { id: 'role-of-a-binding-changes', breaks: 'API-17v', title: 'lets the role of a binding change' },
    overlooks(/^roleRef$/, patches('rolebindings')),
  ),
  kubeApiSaboteur(
    { id: 'scaling-without-bounds', breaks: 'API-17w', title: 'accepts autoscalers whose bounds do not fit' },
    overlooks(/Replicas$/, creates('horizontalpodautoscalers')),
  ),
  kubeApiSaboteur(
    { id: 'scaling-by-nothing', breaks: 'API-17w', title: 'accepts autoscalers whose metrics say nothing' },
    overlooks(/^spec\.(?:metrics|behavior)/, creates('horizontalpodautoscalers')),
  ),
  kubeApiSaboteur(
    { id: 'budget-of-more-than-all', breaks: 'API-17x', title: 'accepts budgets that nobody can keep' },
    overlooks(/^spec/, creates('poddisruptionbudgets')),
  ),
  kubeApiSaboteur(
    { id: 'priority-above-the-system', breaks: 'API-17x', title: 'lets users be above the system' },
    overlooks(/^value$/, creates('priorityclasses')),
  ),
  kubeApiSaboteur(
    {
      id: 'classes-change',
      breaks: 'API-17x',
      title: 'lets the value of a priority and the handler of a runtime change',
    },
    overlooks(/^(?:value|handler)$/, patches('priorityclasses|runtimeclasses')),
  ),
  kubeApiSaboteur(
    { id: 'endpoints-at-home', breaks: 'API-17y', title: 'accepts endpoints that nobody can reach' },
    overlooks(/addresses/, creates('endpoints|endpointslices')),
  ),
  kubeApiSaboteur(
    {
      id: 'slice-changes-family',
      breaks: 'API-17y',
      title: 'lets the addresses of a slice change their family',
    },
    overlooks(/^addressType$/, patches('endpointslices')),
  ),
  kubeApiSaboteur(
    {
      id: 'service-of-any-type',
      breaks: 'API-17z',
      title: 'accepts Services with parts that their type knows nothing of',
    },
    overlooks(/^spec/, creates('services')),
  ),
  kubeApiSaboteur(
    { id: 'policies-without-types', breaks: 'API-18t', title: 'leaves network policies incomplete' },
    forgets(creates('networkpolicies'), 'spec.policyTypes'),
  ),
  kubeApiSaboteur(
    { id: 'classes-without-policy', breaks: 'API-18t', title: 'leaves storage classes incomplete' },
    forgets(creates('storageclasses'), 'reclaimPolicy'),
  ),
  kubeApiSaboteur(
    { id: 'autoscaler-without-metric', breaks: 'API-18t', title: 'leaves autoscalers without a metric' },
    forgets(creates('horizontalpodautoscalers'), 'spec.metrics'),
  ),
  kubeApiSaboteur(
    { id: 'old-autoscaler-without-target', breaks: 'API-18u', title: 'shows no target in the older version' },
    answers(on('GET', /autoscaling\/v1\//), (body) =>
      withField(body, ['spec', 'targetCPUUtilizationPercentage'], undefined),
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'older-version-loses-metrics',
      breaks: 'API-18u',
      title: 'loses what the older version has no field for',
    },
    answers(on('GET', /autoscaling\/v2\//), (body) => {
      const metrics = fieldAt(body, ['spec', 'metrics']);
      return Array.isArray(metrics) && metrics.length > 1
        ? withField(body, ['spec', 'metrics'], metrics.slice(0, 1))
        : undefined;
    }),
  ),
];
