import type { JsonObject } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { takesExpressions, takesSpec, takesWebhooks, withoutField } from './webhook-breach.ts';

const dear = "!authorizer.path('/').check('get').errored()";

/** With conditions that are half as dear; undefined: there are none such. */
function withCheaperConditions(judge: Readonly<JsonObject>): JsonObject | undefined {
  const conditions = judge['matchConditions'] as readonly JsonObject[] | undefined;
  const text = JSON.stringify(conditions ?? []);
  if (!text.includes(dear)) return undefined;
  return {
    ...judge,
    matchConditions: JSON.parse(text.replaceAll(`${dear} && ${dear}`, dear)) as JsonObject[],
  };
}

/** Breaches of what expressions may cost. */
export const costSaboteurs: readonly Saboteur[] = [
  takesExpressions(
    { id: 'counts-no-costs', breaks: 'ADM-20q', title: 'lets an expression cost what it likes' },
    ` && ${dear} && ${dear}`,
    ` && ${dear}`,
  ),
  takesExpressions(
    {
      id: 'spares-what-is-too-dear',
      breaks: 'ADM-20q',
      title: 'goes another way where one way is too dear',
    },
    `${dear} && ${dear} && ${dear}) || true`,
    `${dear}) || true`,
  ),
  takesSpec(
    {
      id: 'counts-each-validation-alone',
      breaks: 'ADM-20u',
      title: 'gives each validation of a policy units of its own',
    },
    'policy',
    (spec) => {
      const validations = spec['validations'] as readonly JsonObject[];
      return validations.length < 14 ? undefined : { ...spec, validations: validations.slice(0, 2) };
    },
  ),
  takesSpec(
    {
      id: 'makes-up-messages-for-nothing',
      breaks: 'ADM-20u',
      title: 'does not count the messages that a policy makes up',
    },
    'policy',
    (spec) => {
      const validations = spec['validations'] as readonly JsonObject[];
      const bare = validations.map((one) => withoutField(one, 'messageExpression') ?? one);
      return { ...spec, validations: bare };
    },
  ),
  takesExpressions(
    {
      id: 'pays-for-variables-again',
      breaks: 'ADM-20u',
      title: 'counts a variable each time that it is asked for',
    },
    'variables.first && variables.second && variables.first &&',
    `${dear} && ${dear} &&`,
  ),
  takesSpec(
    {
      id: 'counts-no-conditions',
      breaks: 'ADM-20v',
      title: 'counts half of what the conditions of policies cost',
    },
    'policy',
    withCheaperConditions,
  ),
  takesWebhooks(
    {
      id: 'asks-dear-webhooks',
      breaks: 'ADM-20w',
      title: 'counts half of what the conditions of webhooks cost',
    },
    withCheaperConditions,
  ),
];
