import {
  fieldAt,
  kubeApiSaboteur,
  listOf,
  pathOf,
  type JsonObject,
  type SaboteurTitle,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { allows, and, by, on, refuses, sends } from './breach.ts';

/** Shows other rules of a gathering role than it has. `seen`: those that were shown before, the newest last. */
function gathers(
  named: SaboteurTitle,
  role: RegExp,
  change: (rules: JsonObject[], seen: readonly JsonObject[][]) => JsonObject[] | undefined,
): Saboteur {
  return kubeApiSaboteur(named, () => {
    const seen: JsonObject[][] = [];
    return {
      answer: ({ request, status, body }) => {
        if (status !== 200 || request.method !== 'GET' || !role.test(pathOf(request))) return undefined;
        const rules = listOf(fieldAt(body, ['rules']));
        const changed = change(rules, seen);
        seen.push(rules);
        return changed === undefined ? undefined : { body: { ...body, rules: changed } };
      },
    };
  });
}

const gatherer = /\/clusterroles\/gatherer/;

function isOn(resource: string): (rule: JsonObject) => boolean {
  return (rule) => JSON.stringify(rule['resources']) === JSON.stringify([resource]);
}

/** Breaches of how roles gather others. */
export const aggregationSaboteurs: readonly Saboteur[] = [
  gathers(
    { id: 'gathers-nothing', breaks: 'AUTH-6m', title: 'leaves gathering roles as they are' },
    gatherer,
    () => [],
  ),
  gathers(
    { id: 'gathers-in-any-order', breaks: 'AUTH-6m', title: 'gathers as the roles come' },
    gatherer,
    (rules) => (rules.length > 1 ? rules.toReversed() : undefined),
  ),
  gathers(
    { id: 'gathers-twice', breaks: 'AUTH-6m', title: 'repeats rules that several roles have' },
    gatherer,
    (rules) => (rules.length > 1 ? [...rules, ...rules.slice(0, 1)] : undefined),
  ),
  gathers(
    { id: 'keeps-what-is-lost', breaks: 'AUTH-6m', title: 'never takes a gathered rule away' },
    gatherer,
    (rules, seen) => (rules.length === 1 ? seen.find((before) => before.length > 1) : undefined),
  ),
  gathers(
    { id: 'gathers-from-parts-only', breaks: 'AUTH-6m', title: 'does not gather what others have gathered' },
    /\/clusterroles\/upper/,
    () => [],
  ),
  gathers(
    {
      id: 'keeps-bootstrap-roles',
      breaks: 'AUTH-6m',
      title: 'lets the roles of every cluster gather nothing new',
    },
    /\/clusterroles\/admin$/,
    (rules) => rules.filter((rule) => !isOn('gadgets')(rule)),
  ),
  refuses(
    { id: 'gives-nothing-gathered', breaks: 'AUTH-6m', title: 'does not give what was gathered' },
    on('GET', /\/configmaps\/settings$/),
  ),
  gathers(
    {
      id: 'keeps-what-is-written',
      breaks: 'AUTH-6o',
      title: 'leaves alone what somebody wrote into the role',
    },
    gatherer,
    (_rules, seen) => (seen.length > 0 ? [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] : undefined),
  ),
  allows(
    { id: 'labels-unseen', breaks: 'AUTH-6p', title: 'does not look at rules where only a label changes' },
    and(by('alice'), on('PATCH', /\/clusterroles\/strong/)),
  ),
  allows(
    { id: 'strengthens-parts-unseen', breaks: 'AUTH-6p', title: 'lets anybody change what others gather' },
    and(by('alice'), on('PATCH', /\/clusterroles\/part/)),
  ),
  allows(
    { id: 'gathers-for-the-weak', breaks: 'AUTH-6p', title: 'lets a role of one begin to gather' },
    and(by('alice'), on('PATCH', /\/clusterroles\/changer/)),
  ),
  allows(
    { id: 'checks-new-gatherers-only', breaks: 'AUTH-6p', title: 'looks at gathering only where it begins' },
    and(by('alice'), on('PATCH', /\/clusterroles\/gatherer/), sends(/"clusterRoleSelectors":\[\{\}\]/)),
  ),
  allows(
    { id: 'stops-gathering-for-anybody', breaks: 'AUTH-6p', title: 'does not look at a rule that goes' },
    and(by('alice'), on('PATCH', /\/clusterroles\/gatherer/), sends(/"aggregationRule":null/)),
  ),
];
