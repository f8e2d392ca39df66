import type { Saboteur } from '../saboteur.ts';
import {
  by,
  forbidden,
  keepsForever,
  leavesOut,
  refusesWith,
  shows,
  takes,
  warnsNobody,
  writes,
} from './chain-breach.ts';

const pods = /\/pods$/;
const pod = writes('POST|GET', /\/pods(?:\/web)?$/);
const claim = writes('POST|GET', /\/persistentvolumeclaims(?:\/data)?$/);

/** Breaches of what plugins fill in and refuse by default. */
const defaultSaboteurs: readonly Saboteur[] = [
  leavesOut(
    { id: 'classes-no-claims', breaks: 'ADM-14a', title: 'gives claims no class' },
    claim,
    'spec.storageClassName',
  ),
  shows(
    { id: 'classes-every-claim', breaks: 'ADM-14a', title: 'gives a class to claims that want none' },
    claim,
    ['spec.storageClassName', 'fast'],
  ),
  leavesOut(
    { id: 'classes-no-ingresses', breaks: 'ADM-14b', title: 'gives ingresses no class' },
    writes('POST|GET', /\/ingresses(?:\/web)?$/),
    'spec.ingressClassName',
  ),
  leavesOut(
    { id: 'evicts-at-once', breaks: 'ADM-14c', title: 'lets Pods bear no outage' },
    pod,
    'spec.tolerations',
  ),
  shows({ id: 'knows-five-minutes-only', breaks: 'ADM-14d', title: 'does not listen to the options' }, pod, [
    'spec.tolerations.0.tolerationSeconds',
    300,
  ]),
  leavesOut(
    { id: 'numbers-no-pods', breaks: 'ADM-14e', title: 'gives Pods no priority' },
    pod,
    'spec.priority',
  ),
  leavesOut(
    { id: 'forgets-who-gives-way', breaks: 'ADM-14e', title: 'does not take over the preemption policy' },
    pod,
    'spec.preemptionPolicy',
  ),
  takes(
    { id: 'believes-in-classes', breaks: 'ADM-14f', title: 'takes Pods of classes that do not exist' },
    writes('POST', pods, /unheard-of/),
  ),
  takes(
    { id: 'lets-pods-number-themselves', breaks: 'ADM-14g', title: 'lets Pods choose their priority' },
    writes('POST', pods, /"priority":7/),
  ),
  takes(
    { id: 'lets-pods-be-polite', breaks: 'ADM-14g', title: 'lets Pods choose who gives way' },
    writes('POST', pods, /"preemptionPolicy"/),
  ),
  leavesOut(
    { id: 'has-no-usual-class', breaks: 'ADM-14h', title: 'forgets the class for all' },
    pod,
    'spec.priorityClassName',
  ),
  takes(
    { id: 'has-two-usual-classes', breaks: 'ADM-14i', title: 'takes a second class for all' },
    writes('POST', /\/priorityclasses$/),
  ),
  leavesOut(
    { id: 'trusts-new-nodes', breaks: 'ADM-14j', title: 'lets Pods onto new nodes' },
    writes('POST|GET', /\/nodes(?:\/|$)/),
    'spec.taints',
  ),
  takes(
    { id: 'believes-in-runtimes', breaks: 'ADM-14m', title: 'takes Pods of runtimes that do not exist' },
    writes('POST', pods, /unheard-of/),
  ),
  leavesOut(
    { id: 'runs-at-no-cost', breaks: 'ADM-14n', title: 'forgets the overhead' },
    pod,
    'spec.overhead',
  ),
  takes(
    { id: 'takes-made-up-costs', breaks: 'ADM-14n', title: 'takes an overhead that is nobody’s' },
    writes('POST', pods, /"overhead":\{"cpu":"1m"/),
  ),
  leavesOut(
    { id: 'protects-no-claims', breaks: 'ADM-14o', title: 'lets claims go while they are used' },
    writes('POST', /\/persistentvolumeclaims$/),
    'metadata.finalizers',
  ),
  leavesOut(
    { id: 'protects-no-volumes', breaks: 'ADM-14o', title: 'lets volumes go while they are used' },
    writes('POST', /\/persistentvolumes$/),
    'metadata.finalizers',
  ),
  refusesWith(
    { id: 'pulls-claims-away', breaks: 'ADM-14u', title: 'lets claims go that a Pod uses' },
    writes('GET', /\/persistentvolumeclaims\/data$/),
    [404, 'NotFound'],
  ),
  keepsForever({ id: 'keeps-claims-forever', breaks: 'ADM-14u', title: 'never lets a claim go' }, claim),
  keepsForever(
    { id: 'keeps-volumes-forever', breaks: 'ADM-14u', title: 'never lets a volume go' },
    writes('DELETE|GET', /\/persistentvolumes\/disk[^/]*$/),
  ),
  takes(
    { id: 'grows-anything', breaks: 'ADM-14p', title: 'lets every claim grow' },
    writes('PATCH', /\/persistentvolumeclaims\/data$/),
  ),
  takes(
    { id: 'lets-anybody-approve', breaks: 'ADM-14q', title: 'asks no right for a signer of who approves' },
    writes('PATCH', /\/approval$/),
  ),
  takes(
    { id: 'lets-anybody-sign', breaks: 'ADM-14r', title: 'asks no right for a signer of who signs' },
    writes('PATCH', /\/certificatesigningrequests\/[^/]+\/status$/),
  ),
  takes(
    {
      id: 'makes-masters',
      breaks: 'ADM-14s',
      title: 'takes requests for certificates of the privileged group',
    },
    writes('POST', /\/certificatesigningrequests$/, /mallory/),
  ),
];

/** Breaches of what plugins do where they are asked to. */
const chosenSaboteurs: readonly Saboteur[] = [
  shows({ id: 'pulls-init-images-once', breaks: 'ADM-6a', title: 'leaves init containers alone' }, pod, [
    'spec.initContainers.0.imagePullPolicy',
    'Never',
  ]),
  shows({ id: 'pulls-images-once', breaks: 'ADM-6a', title: 'leaves the pull policy to the Pod' }, pod, [
    'spec.containers.0.imagePullPolicy',
    'IfNotPresent',
  ]),
  shows(
    { id: 'rewrites-templates', breaks: 'ADM-6b', title: 'changes templates, too' },
    writes('GET', /\/podtemplates\/web$/),
    ['template.spec.containers.0.imagePullPolicy', 'Always'],
  ),
  takes(
    { id: 'gives-owners-away', breaks: 'ADM-14k', title: 'lets anybody choose owners' },
    by('alice', writes('PATCH', /\/configmaps\/settings$/)),
  ),
  takes(
    {
      id: 'lets-anybody-block',
      breaks: 'ADM-14l',
      title: 'asks no right to hold up an owner',
      upstream:
        'kubernetes/kubernetes#49133: holding up an owner asked for another right than to set its finalizers',
    },
    by('alice', writes('POST', /\/configmaps$/, /blockOwnerDeletion/)),
  ),
  takes(
    { id: 'closes-zones', breaks: 'ADM-17a', title: 'lets a Pod keep others out of a zone' },
    writes('POST', pods, /topology\.kubernetes\.io\/zone/),
  ),
  leavesOut(
    { id: 'selects-no-nodes', breaks: 'ADM-17b', title: 'adds no node selector' },
    pod,
    'spec.nodeSelector',
  ),
  takes(
    { id: 'selects-any-node', breaks: 'ADM-17b', title: 'takes Pods for foreign nodes' },
    writes('POST', pods, /"pool":"green"/),
  ),
  leavesOut(
    { id: 'tolerates-nothing', breaks: 'ADM-17c', title: 'adds no tolerations' },
    pod,
    'spec.tolerations',
  ),
  leavesOut(
    { id: 'tolerates-no-devices', breaks: 'ADM-17d', title: 'adds no toleration for a device' },
    pod,
    'spec.tolerations',
  ),
  takes(
    { id: 'takes-every-event', breaks: 'ADM-17e', title: 'counts no events' },
    writes('POST', /\/events$/, /"four"/),
  ),
  takes(
    { id: 'gives-addresses-away', breaks: 'ADM-17f', title: 'takes external IPs' },
    writes('POST', /\/services$/, /externalIPs/),
  ),
  takes(
    { id: 'lets-pods-choose-users', breaks: 'ADM-12a', title: 'takes Pods with users of their own' },
    writes('POST', pods, /runAsUser/),
  ),
  takes(
    { id: 'lets-pods-choose-groups', breaks: 'ADM-12a', title: 'takes Pods with groups of their own' },
    writes('POST', pods, /fsGroup|supplementalGroups/),
  ),
  refusesWith(
    { id: 'opens-privileged-pods', breaks: 'ADM-12b', title: 'lets people into privileged containers' },
    writes('POST', /\/exec$/),
    [400, 'BadRequest'],
  ),
  refusesWith(
    {
      id: 'opens-privileged-ears',
      breaks: 'ADM-12b',
      title: 'lets people listen in on privileged containers',
    },
    writes('POST', /\/attach$/),
    [400, 'BadRequest'],
  ),
  refusesWith(
    {
      id: 'opens-doors-to-the-node',
      breaks: 'ADM-12c',
      title: 'lets people into Pods that share something with their node',
    },
    writes('POST', /\/exec$/),
    [400, 'BadRequest'],
  ),
];

const enforced = /\/namespaces\/dev[^/]*\/pods$/;

/** Breaches of the Pod Security Standards. */
const securitySaboteurs: readonly Saboteur[] = [
  takes(
    { id: 'shares-host-namespaces', breaks: 'ADM-16a', title: 'lets Pods into the node’s namespaces' },
    writes('POST', enforced, /hostPID|hostIPC|hostNetwork/),
  ),
  takes(
    { id: 'grants-privileges', breaks: 'ADM-16a', title: 'takes privileged containers' },
    writes('POST', enforced, /"containers":\[[^\]]*privileged/),
  ),
  takes(
    { id: 'overlooks-init-containers', breaks: 'ADM-16a', title: 'does not look at init containers' },
    writes('POST', enforced, /"initContainers"/),
  ),
  takes(
    { id: 'opens-the-disk', breaks: 'ADM-16a', title: 'takes directories of the node' },
    writes('POST', enforced, /hostPath/),
  ),
  refusesWith(
    { id: 'refuses-the-harmless', breaks: 'ADM-16a', title: 'refuses Pods that ask for nothing' },
    writes('POST', enforced),
    forbidden,
  ),
  takes(
    { id: 'restricts-nothing', breaks: 'ADM-16b', title: 'takes restricted for baseline' },
    writes('POST', enforced),
  ),
  refusesWith(
    { id: 'restricts-too-much', breaks: 'ADM-16b', title: 'refuses Pods that give up everything' },
    writes('POST', enforced, /NET_BIND_SERVICE/),
    forbidden,
  ),
  refusesWith(
    { id: 'knows-one-version-of-a-standard', breaks: 'ADM-16c', title: 'asks what it asks today' },
    writes('POST', enforced),
    forbidden,
  ),
  warnsNobody(
    { id: 'breaks-without-warning', breaks: 'ADM-16d', title: 'does not warn' },
    writes('POST', enforced),
  ),
  refusesWith(
    { id: 'warns-by-refusing', breaks: 'ADM-16d', title: 'refuses where it should warn' },
    writes('POST', enforced),
    forbidden,
  ),
  warnsNobody(
    { id: 'warns-of-no-deployments', breaks: 'ADM-16e', title: 'warns of no Deployments' },
    writes('POST', /\/deployments$/),
  ),
  warnsNobody(
    { id: 'warns-of-no-cron-jobs', breaks: 'ADM-16e', title: 'does not find the template of a CronJob' },
    writes('POST', /\/cronjobs$/),
  ),
  refusesWith(
    { id: 'refuses-workloads', breaks: 'ADM-16e', title: 'refuses workloads instead of their Pods' },
    writes('POST', /\/(?:deployments|statefulsets)$/),
    forbidden,
  ),
  takes(
    {
      id: 'debugs-with-privileges',
      breaks: 'ADM-16f',
      title: 'does not look at ephemeral containers',
      upstream:
        'kubernetes/kubernetes#81936: admission plugins had to learn that there are ephemeral containers',
    },
    writes('PATCH', /\/ephemeralcontainers$/),
  ),
  refusesWith(
    {
      id: 'freezes-old-pods',
      breaks: 'ADM-16g',
      title: 'lets nobody touch Pods that were there before',
      upstream:
        'kubernetes/kubernetes#96624: a plugin refused every update of Pods that it would not have let in',
    },
    writes('PATCH', /\/pods\/web$/, /seen/),
    forbidden,
  ),
  takes(
    {
      id: 'changes-old-images',
      breaks: 'ADM-16g',
      title: 'takes new images for Pods that break the standard',
    },
    writes('PATCH', /\/pods\/web$/, /nginx:2/),
  ),
  warnsNobody(
    { id: 'hits-without-warning', breaks: 'ADM-16h', title: 'does not say whom a stricter standard hits' },
    writes('PATCH', /\/namespaces\//),
  ),
  takes(
    { id: 'reads-any-label', breaks: 'ADM-16i', title: 'takes labels that nobody can read' },
    writes('POST', /\/namespaces$/, /strict|1\.20/),
  ),
  takes(
    { id: 'has-no-standard-of-its-own', breaks: 'ADM-16j', title: 'does not listen to its configuration' },
    writes('POST', pods, /hostPID/),
  ),
  refusesWith(
    {
      id: 'overrules-namespaces',
      breaks: 'ADM-16j',
      title: 'puts the cluster’s standard before the namespace’s',
    },
    writes('POST', enforced),
    forbidden,
  ),
  refusesWith(
    { id: 'exempts-nobody', breaks: 'ADM-16k', title: 'asks exempt users, too' },
    by('bob', writes('POST', pods)),
    forbidden,
  ),
  refusesWith(
    { id: 'exempts-no-namespace', breaks: 'ADM-16k', title: 'asks in exempt namespaces, too' },
    writes('POST', /\/namespaces\/kube-public\/pods$/),
    forbidden,
  ),
];

export const pluginSaboteurs: readonly Saboteur[] = [
  ...defaultSaboteurs,
  ...chosenSaboteurs,
  ...securitySaboteurs,
];
