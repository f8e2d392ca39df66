import { kubeApiSaboteur, sentText } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { acceptsRefused, on, overlooks, overlooksReason, refuses, type Concerns } from './breach.ts';

const creates: Concerns = on('POST');
const patches: Concerns = on('PATCH');

/** Breaches of what API-17 says about validation. */
export const validationSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'nothing-is-required', breaks: 'API-17a', title: 'does not miss required fields' },
    overlooksReason('FieldValueRequired', creates),
  ),
  kubeApiSaboteur(
    { id: 'any-word-will-do', breaks: 'API-17b', title: 'accepts words that are not of the enumeration' },
    overlooksReason('FieldValueNotSupported', creates),
  ),
  kubeApiSaboteur(
    { id: 'any-text-will-do', breaks: 'API-17c', title: 'does not check the format of texts' },
    overlooks(/name$|schedule$|clusterIPs|^data\[/, creates),
  ),
  kubeApiSaboteur(
    { id: 'undecodable-is-accepted', breaks: 'API-17d', title: 'accepts values that cannot be decoded' },
    acceptsRefused(creates, 400),
  ),
  kubeApiSaboteur(
    { id: 'any-number-will-do', breaks: 'API-17e', title: 'does not check the range of numbers' },
    overlooks(/port$|replicas$|requests\[cpu\]$/i, creates),
  ),
  kubeApiSaboteur(
    { id: 'names-may-repeat', breaks: 'API-17f', title: 'accepts two containers or ports of one name' },
    overlooksReason('FieldValueDuplicate', creates),
  ),
  kubeApiSaboteur(
    {
      id: 'selector-may-miss-its-template',
      breaks: 'API-17g',
      title: 'accepts a selector that misses its template',
    },
    overlooks(/^spec\.template\.metadata\.labels$/, creates),
  ),
  kubeApiSaboteur(
    { id: 'everything-may-change', breaks: 'API-17h', title: 'accepts changes of immutable fields' },
    overlooks(/^(spec|type)/, patches),
  ),
  kubeApiSaboteur(
    { id: 'nothing-of-a-pod-may-change', breaks: 'API-17i', title: 'refuses every change of a Pod' },
    refuses(on('PATCH', /\/pods\//), 422, 'Invalid'),
  ),
  kubeApiSaboteur(
    { id: 'immutable-data-change', breaks: 'API-17j', title: 'changes the data of an immutable ConfigMap' },
    overlooks(/^(data|immutable)$/, patches),
  ),
  kubeApiSaboteur(
    { id: 'mounts-what-is-not-there', breaks: 'API-17k', title: 'accepts a mount of a missing volume' },
    overlooksReason('FieldValueNotFound', creates),
  ),
  kubeApiSaboteur(
    { id: 'requests-beyond-limits', breaks: 'API-17k', title: 'accepts requests beyond their limits' },
    overlooks(/resources\.requests$/, creates),
  ),
  kubeApiSaboteur(
    {
      id: 'any-restart-policy-in-a-template',
      breaks: 'API-17l',
      title: 'accepts any restart policy in a template',
    },
    overlooks(/^spec\.template\.spec\.restartPolicy$/, creates),
  ),
  kubeApiSaboteur(
    { id: 'owners-need-no-name', breaks: 'API-17m', title: 'does not check owner references' },
    overlooks(/^metadata\.ownerReferences/, creates),
  ),
  kubeApiSaboteur(
    { id: 'tolerations-never-grow', breaks: 'API-17i', title: 'refuses another toleration of a Pod' },
    refuses((request) => patches(request) && /tolerations/.test(sentText(request)), 422, 'Invalid'),
  ),
  kubeApiSaboteur(
    { id: 'deadlines-never-change', breaks: 'API-17i', title: 'refuses a shorter deadline of a Pod' },
    refuses((request) => patches(request) && /:30\b/.test(sentText(request)), 422, 'Invalid'),
  ),
  kubeApiSaboteur(
    { id: 'deadlines-may-grow', breaks: 'API-17h', title: 'accepts a longer deadline of a Pod' },
    overlooks(/^spec\.activeDeadlineSeconds$/, patches),
  ),
  kubeApiSaboteur(
    { id: 'immutable-can-be-taken-back', breaks: 'API-17j', title: 'lets a Secret become mutable again' },
    overlooks(/^immutable$/, on('PATCH', /\/secrets\//)),
  ),
  kubeApiSaboteur(
    { id: 'ports-begin-at-zero', breaks: 'API-17e', title: 'accepts the port 0' },
    overlooks(
      /^spec\.ports\[0\]\.port$/,
      (request) => creates(request) && /"port":0\b/.test(sentText(request)),
    ),
  ),
  kubeApiSaboteur(
    { id: 'jobs-may-always-restart', breaks: 'API-17l', title: 'accepts the restart policy Always in a Job' },
    overlooks(/restartPolicy$/, on('POST', /\/jobs$/)),
  ),
  kubeApiSaboteur(
    { id: 'owners-need-no-uid', breaks: 'API-17m', title: 'does not miss the uid of an owner' },
    overlooks(/^metadata\.ownerReferences\.uid$/, creates),
  ),
  kubeApiSaboteur(
    { id: 'two-may-control', breaks: 'API-17m', title: 'accepts two controllers of one object' },
    overlooks(/^metadata\.ownerReferences$/, creates),
  ),
];
