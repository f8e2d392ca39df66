import { fieldAt, kubeApiSaboteur, withField } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { answers, on, sends } from './breach.ts';

const request = /\/certificatesigningrequests\/[^/]+$/;

/** Breaches of what API-15n says of approving certificates. */
export const approvalSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    {
      id: 'approves-by-any-door',
      breaks: 'API-15n',
      title: 'takes the conditions of a request for a certificate from any write',
    },
    sends(on('PATCH', /\/certificatesigningrequests\/[^/]+(?:\/status)?$/), (sent) => ({
      ...sent,
      path: sent.path.replace(/(?:\/status)?$/, '/approval'),
    })),
  ),
  kubeApiSaboteur(
    {
      id: 'issues-with-the-approval',
      breaks: 'API-15n',
      title: 'takes a certificate from whoever approves',
    },
    answers(on('GET', request), (body) =>
      fieldAt(body, ['status', 'conditions']) === undefined
        ? undefined
        : withField(body, ['status', 'certificate'], 'YQ=='),
    ),
  ),
];
