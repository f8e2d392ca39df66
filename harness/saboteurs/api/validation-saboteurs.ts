import { kubeApiSaboteur } from '../kube-api-tampering.ts';
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
];
