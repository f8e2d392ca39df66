import { kubeApiSaboteur, queryOf, sentObject, withBody, withQuery } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { acceptsRefused, dropsQuery, on, onQuery, sends, type Concerns } from './breach.ts';

function validates(how: string): Concerns {
  return (request) => request.method === 'POST' && queryOf(request.path).get('fieldValidation') === how;
}

/** Breaches of what API-22 says about dry runs and field validation. */
export const dryRunSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'dry-create-stores', breaks: 'API-22a', title: 'stores what a dry create makes' },
    dropsQuery('POST', 'dryRun'),
  ),
  kubeApiSaboteur(
    { id: 'dry-write-stores', breaks: 'API-22a', title: 'stores what a dry replace or patch changes' },
    dropsQuery('PUT|PATCH', 'dryRun'),
  ),
  kubeApiSaboteur(
    { id: 'dry-delete-deletes', breaks: 'API-22a', title: 'does what a dry delete asks' },
    dropsQuery('DELETE', 'dryRun'),
  ),
  kubeApiSaboteur(
    {
      id: 'dry-run-in-the-body-is-missed',
      breaks: 'API-22a',
      title: 'overlooks a dry run in the options of a delete',
    },
    sends(on('DELETE'), (request) =>
      sentObject(request)['dryRun'] === undefined ? undefined : withBody(request, {}),
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'dry-run-is-always-accepted',
      breaks: 'API-22b',
      title: 'accepts a dry run of what it would refuse',
    },
    acceptsRefused(onQuery('POST', 'dryRun'), 422),
  ),
  kubeApiSaboteur(
    {
      id: 'dry-run-overlooks-taken-names',
      breaks: 'API-22b',
      title: 'accepts a dry create under a taken name',
    },
    acceptsRefused(onQuery('POST', 'dryRun'), 409),
  ),
  kubeApiSaboteur(
    { id: 'any-dry-run-is-none', breaks: 'API-22c', title: 'takes an unknown dry run for none' },
    dropsQuery('POST', 'dryRun'),
  ),
  kubeApiSaboteur(
    { id: 'strict-only-warns', breaks: 'API-22d', title: 'warns where it should refuse' },
    sends(validates('Strict'), (request) => withQuery(request, { fieldValidation: 'Warn' })),
  ),
  kubeApiSaboteur(
    { id: 'warns-of-nothing', breaks: 'API-22e', title: 'drops unknown fields without a warning' },
    sends(validates('Warn'), (request) => withQuery(request, { fieldValidation: 'Ignore' })),
  ),
  kubeApiSaboteur(
    {
      id: 'warns-only-when-asked',
      breaks: 'API-22e',
      title: 'does not warn where nothing was said of validation',
    },
    sends(
      (request) => on('POST', /\/configmaps$/)(request) && !queryOf(request.path).has('fieldValidation'),
      (request) => withQuery(request, { fieldValidation: 'Ignore' }),
    ),
  ),
  kubeApiSaboteur(
    { id: 'ignoring-warns', breaks: 'API-22f', title: 'warns of what it was told to ignore' },
    sends(validates('Ignore'), (request) => withQuery(request, { fieldValidation: 'Warn' })),
  ),
  kubeApiSaboteur(
    {
      id: 'any-field-validation-is-a-warning',
      breaks: 'API-22g',
      title: 'takes an unknown field validation for Warn',
    },
    dropsQuery('POST', 'fieldValidation'),
  ),
  kubeApiSaboteur(
    {
      id: 'dry-run-of-what-is-missing',
      breaks: 'API-22b',
      title: 'accepts a dry write or delete of a missing object',
    },
    acceptsRefused(onQuery('PUT|PATCH|DELETE', 'dryRun'), 404),
  ),
  kubeApiSaboteur(
    {
      id: 'dry-run-overlooks-conflicts',
      breaks: 'API-22b',
      title: 'accepts a dry replace of a stale object',
    },
    acceptsRefused(onQuery('PUT', 'dryRun'), 409),
  ),
  kubeApiSaboteur(
    {
      id: 'any-dry-delete-is-none',
      breaks: 'API-22c',
      title: 'deletes for good where the dry run is unknown',
    },
    sends(
      (request) => request.method === 'DELETE' && queryOf(request.path).get('dryRun') === 'Some',
      (request) => withQuery(request, { dryRun: undefined }),
    ),
  ),
  kubeApiSaboteur(
    { id: 'any-dry-write-is-none', breaks: 'API-22c', title: 'writes for good where the dry run is unknown' },
    dropsQuery('PUT|PATCH', 'dryRun'),
  ),
  kubeApiSaboteur(
    { id: 'strict-replaces-only-warn', breaks: 'API-22d', title: 'warns of a replace that it should refuse' },
    dropsQuery('PUT', 'fieldValidation'),
  ),
  kubeApiSaboteur(
    { id: 'strict-patches-only-warn', breaks: 'API-22h', title: 'warns of a patch that it should refuse' },
    dropsQuery('PATCH', 'fieldValidation'),
  ),
];
