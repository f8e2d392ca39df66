import { describe, expect, it } from 'vitest';
import type { AccessAttributes } from '../../../reference/apiserver/authorization/authorizer.ts';
import { parseAuditPolicy } from '../../../reference/apiserver/operations/audit-policy.ts';

function policy(rules: string): string {
  return `{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [${rules}]}`;
}

function asked(
  changes: Partial<AccessAttributes> & { readonly of?: Partial<AccessAttributes['resource']> } = {},
): AccessAttributes {
  const { of, ...others } = changes;
  return {
    identity: { user: 'alice', groups: ['dev'] },
    verb: 'get',
    path: '/api/v1/namespaces/home/pods/web',
    resource: {
      group: '',
      version: 'v1',
      resource: 'pods',
      subresource: '',
      namespace: 'home',
      name: 'web',
      ...of,
    },
    ...others,
  };
}

const outside: AccessAttributes = {
  identity: { user: 'alice', groups: ['dev'] },
  verb: 'get',
  path: '/healthz/etcd',
};

describe('an audit policy', () => {
  it.each([
    ['users: [alice]', asked(), true],
    ['users: [bob]', asked(), false],
    ['userGroups: [ops, dev]', asked(), true],
    ['userGroups: [ops]', asked(), false],
    ['verbs: [get]', asked(), true],
    ['verbs: [list]', asked(), false],
    ['namespaces: [home]', asked(), true],
    ['namespaces: [""]', asked(), false],
    ['namespaces: [""]', asked({ of: { namespace: '' } }), true],
    ['namespaces: [home]', outside, false],
    ['resources: [{group: ""}]', asked(), true],
    ['resources: [{group: apps}]', asked(), false],
    ['resources: [{group: "", resources: [pods]}]', asked(), true],
    ['resources: [{group: "", resources: [pods]}]', asked({ of: { subresource: 'log' } }), false],
    ['resources: [{group: "", resources: [pods/log]}]', asked({ of: { subresource: 'log' } }), true],
    ['resources: [{group: "", resources: ["pods/*"]}]', asked({ of: { subresource: 'log' } }), true],
    ['resources: [{group: "", resources: ["*/log"]}]', asked({ of: { subresource: 'log' } }), true],
    ['resources: [{group: "", resources: ["*"]}]', asked({ of: { subresource: 'log' } }), true],
    ['resources: [{group: "", resources: [pods], resourceNames: [web]}]', asked(), true],
    ['resources: [{group: "", resources: [pods], resourceNames: [api]}]', asked(), false],
    ['nonResourceURLs: ["/healthz*"]', outside, true],
    ['nonResourceURLs: ["/healthz"]', outside, false],
    ['nonResourceURLs: ["*"]', outside, true],
    ['nonResourceURLs: ["*"]', asked(), false],
    ['users: [alice], verbs: [list]', asked(), false],
  ])('with the rule {%s} fits as kube-apiserver says', (rule, attributes, fits) => {
    const { level } = parseAuditPolicy(policy(`{level: Metadata, ${rule}}`)).decide(attributes);
    expect(level).toBe(fits ? 'Metadata' : 'None');
  });

  it('omits the stages of the policy and of the rule, and lets the rule decide about managed fields', () => {
    const text = policy('{level: Request, omitStages: [Panic], omitManagedFields: false}').replace(
      'rules:',
      'omitStages: [RequestReceived], omitManagedFields: true, rules:',
    );
    const { omitStages, omitManagedFields } = parseAuditPolicy(text).decide(asked());
    expect([...omitStages].sort()).toEqual(['Panic', 'RequestReceived']);
    expect(omitManagedFields).toBe(false);
  });

  it.each([
    ['', 'no Policy'],
    ['{apiVersion: audit.k8s.io/v1beta1, kind: Policy, rules: [{level: None}]}', 'audit.k8s.io/v1'],
    [policy(''), 'no rules'],
    [policy('{}'), 'rules[0].level: Required value'],
    [policy('{level: Everything}'), 'Unsupported value: "Everything"'],
    [policy('{level: None, omitStages: [Never]}'), 'rules[0].omitStages'],
    [policy('{level: None, nonResourceURLs: [healthz]}'), "must begin with a '/'"],
    [policy('{level: None, nonResourceURLs: ["/a*b"]}'), 'last character'],
    [policy('{level: None, nonResourceURLs: ["/a"], namespaces: [home]}'), 'not for both'],
    [policy('{level: None, resources: [{group: "", resourceNames: [a]}]}'), 'at least one resource'],
  ])('that reads %s cannot be used', (text, why) => {
    expect(() => parseAuditPolicy(text)).toThrow(why);
  });
});
