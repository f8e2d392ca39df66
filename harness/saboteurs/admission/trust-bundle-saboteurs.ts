import { kubeApiSaboteur, pathOf, sentText, type JsonObject } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { acceptsAnything } from './webhook-breach.ts';

const bundles = /\/clustertrustbundles(?:\/|$)/;

/** Breaches of who says which authorities vouch for what. */
export const trustBundleSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    {
      id: 'lets-anybody-attest',
      breaks: 'ADM-14t',
      title: 'lets everybody say who vouches for a signer',
    },
    () => ({
      answer: ({ request, status }) =>
        request.method === 'POST' && status === 403 && bundles.test(pathOf(request))
          ? { status: 201, body: JSON.parse(sentText(request)) as JsonObject }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'lets-anybody-go-on-attesting',
      breaks: 'ADM-14t',
      title: 'asks for the right to attest only once',
    },
    () => ({
      answer: ({ request, status }) =>
        request.method === 'PATCH' && status === 403 && bundles.test(pathOf(request))
          ? { status: 200, body: JSON.parse(sentText(request)) as JsonObject }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'prefers-what-is-not-stable', breaks: 'ADM-14v', title: 'prefers a version that is not stable' },
    () => ({
      answer: ({ request, status, body }) =>
        status === 200 && pathOf(request) === '/apis/certificates.k8s.io'
          ? { body: { ...body, preferredVersion: { version: 'v1alpha1' } } }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'selects-no-signer', breaks: 'ADM-14v', title: 'passes over the signer that was asked for' },
    () => ({
      request: (request) =>
        request.path.includes('fieldSelector=')
          ? { ...request, path: request.path.replace(/&fieldSelector=[^&]*/, '') }
          : undefined,
    }),
  ),
  acceptsAnything(
    { id: 'takes-any-bundle', breaks: 'ADM-14w', title: 'takes what vouches for nothing' },
    bundles,
    /spec\.trustBundle/,
  ),
  acceptsAnything(
    { id: 'takes-any-name-for-a-bundle', breaks: 'ADM-14w', title: 'takes a bundle under any name' },
    bundles,
    /metadata\.name/,
  ),
  kubeApiSaboteur(
    { id: 'lets-bundles-change-hands', breaks: 'ADM-14w', title: 'gives a bundle to another signer' },
    () => ({
      answer: ({ request, status }) =>
        request.method === 'PATCH' && status === 422 && bundles.test(pathOf(request))
          ? { status: 200, body: JSON.parse(sentText(request)) as JsonObject }
          : undefined,
    }),
  ),
];
