import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Abac } from '../../reference/apiserver/authorization/abac.ts';
import { parsePolicyFile, type AbacPolicy } from '../../reference/apiserver/authorization/abac-policy.ts';
import type { AccessAttributes } from '../../reference/apiserver/authorization/authorizer.ts';

const current = '"apiVersion": "abac.authorization.kubernetes.io/v1beta1", "kind": "Policy"';

describe('a policy file', () => {
  it('may have empty lines and comments', () => {
    const text = `\n# who\n  # may\n\t\n{${current}, "spec": {"user": "alice", "resource": "pods"}}\n`;
    expect(parsePolicyFile(text)).toEqual([
      {
        ...{ user: 'alice', group: '', readonly: false },
        ...{ apiGroup: '', resource: 'pods', namespace: '', nonResourcePath: '' },
      },
    ]);
  });

  test.each([
    ['no object', '[]'],
    ['a text', 'hello'],
    ['what is cut off', '{"user": "alice"'],
    ['another kind', '{"apiVersion": "abac.authorization.kubernetes.io/v1beta1", "kind": "Role"}'],
    ['YAML', '{user: alice, resource: pods}'],
    [
      'a version without a kind',
      '{"apiVersion": "abac.authorization.kubernetes.io/v1beta1", "spec": {"user": "a"}}',
    ],
    ['another kind of the older form', '{"kind": "Other", "user": "a"}'],
    ['another version', '{"apiVersion": "abac.authorization.kubernetes.io/v2", "kind": "Policy"}'],
    ['a number for a user', '{"user": 5}'],
    ['a text for readonly', '{"user": "alice", "readonly": "yes"}'],
  ])('is refused with the line that is %s', (_what, line) => {
    expect(() => parsePolicyFile(`# first\n{"user": "bob"}\n${line}\n`)).toThrow(/^line 3: /);
  });
});

const names = ['', '*', 'a', 'b'];
const policies = fc.array(
  fc.record<AbacPolicy>({
    user: fc.constantFrom('', 'alice', 'bob'),
    group: fc.constantFrom('', 'g', 'system:authenticated'),
    readonly: fc.boolean(),
    apiGroup: fc.constantFrom(...names),
    resource: fc.constantFrom(...names),
    namespace: fc.constantFrom(...names),
    nonResourcePath: fc.constantFrom('', '*', '/a', '/a/*'),
  }),
  { maxLength: 6 },
);
const requests = fc.record({
  identity: fc.record({
    user: fc.constantFrom('alice', 'bob', 'carol'),
    groups: fc.subarray(['g', 'h', 'system:authenticated']),
  }),
  verb: fc.constantFrom('get', 'list', 'watch', 'create', 'deletecollection', ''),
  place: fc.oneof(
    fc.record({ path: fc.constantFrom('/a', '/a/b', '/ab', '/') }),
    fc.record({
      group: fc.constantFrom('', 'a', 'c'),
      resource: fc.constantFrom('a', 'c'),
      namespace: fc.constantFrom('', 'a', 'c'),
    }),
  ),
});

/** Reads every policy anew, one condition after the other, as the published description has them. */
function twinAllows(
  all: readonly AbacPolicy[],
  { identity, verb, resource, path }: AccessAttributes,
): boolean {
  return all.some((policy) => {
    if (policy.user === '' && policy.group === '') return false;
    if (policy.user !== '' && policy.user !== identity.user) return false;
    if (policy.group !== '' && !identity.groups.includes(policy.group)) return false;
    if (policy.readonly && verb !== 'get' && verb !== 'list' && verb !== 'watch') return false;
    if (resource === undefined) {
      const { nonResourcePath: wanted } = policy;
      if (!wanted.endsWith('*')) return wanted === path;
      return path.startsWith(wanted.slice(0, -1));
    }
    return (
      ['*', resource.namespace].includes(policy.namespace) &&
      ['*', resource.resource].includes(policy.resource) &&
      ['*', resource.group].includes(policy.apiGroup)
    );
  });
}

describe('policies', () => {
  it('are looked up as a twin reads them', () => {
    let allowed = 0;
    fc.assert(
      fc.property(policies, requests, (all, { identity, verb, place }) => {
        const attributes: AccessAttributes =
          'path' in place
            ? { identity, verb, path: place.path }
            : {
                identity,
                verb,
                path: '',
                resource: { ...place, version: 'v1', subresource: 'x', name: 'n' },
              };
        const expected = twinAllows(all, attributes);
        allowed += expected ? 1 : 0;
        expect(new Abac(all).authorize(attributes).allowed).toBe(expected);
      }),
      { numRuns: 5000, seed: 1 },
    );
    expect(allowed).toBeGreaterThan(200);
  });
});
