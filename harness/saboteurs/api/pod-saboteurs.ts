import { fieldAt, kubeApiSaboteur, sentObject, withField } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { answers, forgets, on, overlooks, tellsOnlyFirst, type Concerns } from './breach.ts';

const creates: Concerns = on('POST');
const createsPods: Concerns = on('POST', /\/pods$/);

/** Breaches of the rules for the parts of Pods and workloads. */
export const podSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'one-cause-at-a-time', breaks: 'API-17o', title: 'stops at the first fault' },
    tellsOnlyFirst(createsPods),
  ),
  kubeApiSaboteur(
    { id: 'paths-may-go-up', breaks: 'API-17p', title: 'accepts paths that leave their directory' },
    overlooks(/path$/, createsPods),
  ),
  kubeApiSaboteur(
    { id: 'probes-need-no-handler', breaks: 'API-17p', title: 'accepts a probe that asks nothing' },
    overlooks(/livenessProbe$/, createsPods),
  ),
  kubeApiSaboteur(
    { id: 'two-handlers-will-do', breaks: 'API-17p', title: 'accepts a probe of two kinds' },
    overlooks(/livenessProbe\.tcpSocket$/, createsPods),
  ),
  kubeApiSaboteur(
    { id: 'anybody-may-run', breaks: 'API-17q', title: 'accepts user ids below zero' },
    overlooks(/runAsUser$/, createsPods),
  ),
  kubeApiSaboteur(
    { id: 'weights-without-bound', breaks: 'API-17q', title: 'accepts a weight above 100' },
    overlooks(/weight$/, createsPods),
  ),
  kubeApiSaboteur(
    {
      id: 'timed-tolerations-of-any-effect',
      breaks: 'API-17q',
      title: 'lets any toleration end after a time',
    },
    overlooks(/tolerations\[0\]\.effect$/, createsPods),
  ),
  kubeApiSaboteur(
    { id: 'indexes-without-end', breaks: 'API-17r', title: 'accepts an indexed Job without completions' },
    overlooks(/^spec\.completions$/, creates),
  ),
  kubeApiSaboteur(
    { id: 'zones-of-the-moon', breaks: 'API-17r', title: 'accepts time zones that are not on earth' },
    overlooks(/^spec\.timeZone$/, creates),
  ),
  kubeApiSaboteur(
    { id: 'less-than-no-replicas', breaks: 'API-17s', title: 'accepts negative counts in a status' },
    overlooks(/^status\.observedGeneration$/),
  ),
  kubeApiSaboteur(
    {
      id: 'more-ready-than-there-are',
      breaks: 'API-17s',
      title: 'accepts more ready replicas than replicas',
    },
    overlooks(/^status\.readyReplicas$/),
  ),
  kubeApiSaboteur(
    { id: 'keeps-what-it-does-not-know', breaks: 'API-18m', title: 'keeps fields of features that are off' },
    answers(createsPods, (body, { request }) => {
      const given = fieldAt(sentObject(request), ['spec', 'hostUsers']);
      return given === undefined ? undefined : withField(body, ['spec', 'hostUsers'], given);
    }),
  ),
  kubeApiSaboteur(
    { id: 'stores-every-zero', breaks: 'API-18n', title: 'stores `paused: false`' },
    answers(on('POST', /\/deployments$/), (body) => withField(body, ['spec', 'paused'], false)),
  ),
  kubeApiSaboteur(
    { id: 'stores-no-zero', breaks: 'API-18n', title: 'drops `replicas: 0`' },
    forgets(on('POST', /\/deployments$/), 'spec.replicas'),
  ),
  kubeApiSaboteur(
    { id: 'profiles-are-fields-only', breaks: 'API-18o', title: 'leaves out the annotation of a profile' },
    forgets(createsPods, 'metadata.annotations'),
  ),
  kubeApiSaboteur(
    {
      id: 'sources-without-reference',
      breaks: 'API-18o',
      title: 'leaves a data source without its reference',
    },
    forgets(on('POST', /\/persistentvolumeclaims$/), 'spec.dataSourceRef'),
  ),
];
