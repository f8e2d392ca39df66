import { kubeApiSaboteur, type JsonObject } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { acceptsAnything, keeps, takesExpressions, takesSpec, withoutField } from './webhook-breach.ts';

/** Breaches of how policies are enforced. */
export const policySaboteurs: readonly Saboteur[] = [
  takesSpec(
    { id: 'enforces-no-policy', breaks: 'ADM-20a', title: 'lets requests pass that a policy refuses' },
    'binding',
    (spec) => ({ ...spec, validationActions: ['Audit'] }),
  ),
  takesSpec(
    { id: 'forgets-exclusions', breaks: 'ADM-20b', title: 'judges what a policy excludes' },
    'policy',
    (spec) => {
      const constraints = withoutField(spec['matchConstraints'] as JsonObject, 'excludeResourceRules');
      return constraints === undefined ? undefined : { ...spec, matchConstraints: constraints };
    },
  ),
  takesSpec(
    { id: 'forgets-object-names', breaks: 'ADM-20b', title: 'judges objects that a rule does not name' },
    'policy',
    (spec) => {
      const constraints = spec['matchConstraints'] as JsonObject;
      const rules = constraints['resourceRules'] as readonly JsonObject[];
      const bare = rules.map((rule) => withoutField(rule, 'resourceNames') ?? rule);
      return { ...spec, matchConstraints: { ...constraints, resourceRules: bare } };
    },
  ),
  takesSpec(
    { id: 'forgets-what-is-bound', breaks: 'ADM-20b', title: 'judges what the binding does not select' },
    'binding',
    (spec) => withoutField(spec, 'matchResources'),
  ),
  takesExpressions(
    { id: 'shows-no-old-object', breaks: 'ADM-20c', title: 'shows the new object for the old one' },
    'oldObject',
    'object',
  ),
  takesExpressions(
    { id: 'divides-doubles-as-integers', breaks: 'ADM-20d', title: 'does not tell integers from doubles' },
    '7.0 / 2.0 == 3.5',
    'dyn(7 / 2) == 3.5',
  ),
  takesSpec(
    { id: 'passes-over-failures', breaks: 'ADM-20e', title: 'lets requests pass that it cannot judge' },
    'policy',
    (spec) => ({ ...spec, failurePolicy: 'Ignore' }),
  ),
  takesSpec(
    {
      id: 'refuses-what-may-be-ignored',
      breaks: 'ADM-20e',
      title: 'refuses what it cannot judge although it may be ignored',
    },
    'policy',
    (spec) => ({ ...spec, failurePolicy: 'Fail' }),
  ),
  takesSpec(
    {
      id: 'judges-unconditionally',
      breaks: 'ADM-20f',
      title: 'judges requests that do not meet the conditions',
    },
    'policy',
    (spec) => withoutField(spec, 'matchConditions'),
  ),
  takesExpressions(
    { id: 'computes-all-variables', breaks: 'ADM-20g', title: 'fails for variables that nobody needs' },
    'true || variables.broken',
    'variables.broken || true || variables.broken && !variables.broken ? variables.broken : true',
  ),
  takesSpec(
    { id: 'knows-one-reason', breaks: 'ADM-20h', title: 'refuses everything as Invalid' },
    'policy',
    (spec) => {
      const validations = spec['validations'] as readonly JsonObject[];
      return { ...spec, validations: validations.map((one) => withoutField(one, 'reason') ?? one) };
    },
  ),
  takesSpec(
    { id: 'makes-up-no-message', breaks: 'ADM-20h', title: 'does not evaluate message expressions' },
    'policy',
    (spec) => {
      const validations = spec['validations'] as readonly JsonObject[];
      return {
        ...spec,
        validations: validations.map((one) => withoutField(one, 'messageExpression') ?? one),
      };
    },
  ),
  kubeApiSaboteur(
    { id: 'warns-nobody', breaks: 'ADM-20i', title: 'does not tell the writer what a policy warns of' },
    () => ({
      answer: ({ headers, text }) =>
        headers['warning'] === undefined ? undefined : { headers: { warning: '' }, body: text },
    }),
  ),
  takesSpec(
    { id: 'denies-what-is-audited', breaks: 'ADM-20i', title: 'refuses what is only to be audited' },
    'binding',
    (spec) => ({ ...spec, validationActions: ['Deny'] }),
  ),
  takesSpec(
    {
      id: 'judges-without-parameters',
      breaks: 'ADM-20j',
      title: 'does not look for the parameters of a binding',
    },
    'binding',
    (spec) => withoutField(spec, 'paramRef'),
  ),
  takesSpec(
    {
      id: 'loses-parameters',
      breaks: 'ADM-20j',
      title: 'no longer finds parameters that are there',
      upstream:
        'kubernetes/kubernetes#133827: once a built-in parameter kind had been without a binding, its objects were not found again',
    },
    'binding',
    (spec) => {
      const { paramRef } = spec as { readonly paramRef?: JsonObject };
      return paramRef?.['name'] === undefined
        ? undefined
        : { ...spec, paramRef: { ...paramRef, name: 'lost' } };
    },
  ),
  takesSpec(
    {
      id: 'lets-missing-parameters-pass',
      breaks: 'ADM-20k',
      title: 'lets requests pass for which there are no parameters',
    },
    'binding',
    (spec) => ({
      ...spec,
      paramRef: { ...(spec['paramRef'] as JsonObject), parameterNotFoundAction: 'Allow' },
    }),
  ),
  takesExpressions(
    { id: 'judges-before-webhooks', breaks: 'ADM-20l', title: 'judges the object as it was sent' },
    'has(object.metadata.labels)',
    'has(object.metadata.nothing)',
  ),
  acceptsAnything(
    { id: 'takes-broken-expressions', breaks: 'ADM-20m', title: 'takes policies that do not compile' },
    /validatingadmissionpolicies$/,
  ),
  acceptsAnything(
    { id: 'takes-incomplete-policies', breaks: 'ADM-20n', title: 'takes policies that say too little' },
    /validatingadmissionpolicies$/,
    /Required value/,
  ),
  acceptsAnything(
    { id: 'takes-any-binding', breaks: 'ADM-20o', title: 'takes bindings that cannot be carried out' },
    /validatingadmissionpolicybindings$/,
  ),
  acceptsAnything(
    {
      id: 'binds-anybodys-parameters',
      breaks: 'ADM-20t',
      title: 'lets policies read what their writers may not',
    },
    /validatingadmissionpolic/,
    /Forbidden/,
  ),
  keeps(
    {
      id: 'judges-policies-by-policies',
      breaks: 'ADM-20p',
      title: 'lets a policy keep the policies as they are',
    },
    /validatingadmissionpolic/,
  ),
];
