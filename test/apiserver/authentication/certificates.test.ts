import { beforeAll, describe, expect, it } from 'vitest';
import { createAuthentication } from '../../../reference/apiserver/authentication/authentication.ts';
import { parseCertificates } from '../../../reference/apiserver/authentication/certificate-chain.ts';
import type { Identity } from '../../../reference/apiserver/message.ts';
import { startApi, type ApiFixture } from '../api-fixture.ts';
import { clientAuth, issue, nowMs, serverAuth, type Issued, type IssueFacts } from './issued-certificate.ts';

const client = { usages: [clientAuth] };
const alice: IssueFacts = {
  subject: [{ O: ['builders'] }, { O: ['testers'] }, { CN: ['alice'] }],
  ...client,
};

let api: ApiFixture;
let root: Issued;
let proxies: Issued;
let stranger: Issued;

beforeAll(async () => {
  api = await startApi();
  const authority = { isAuthority: true };
  root = await issue({ subject: [{ CN: ['authority'] }], ...authority });
  // Authorities are told apart by their keys: these have one name.
  proxies = await issue({ subject: [{ CN: ['authority'] }], ...authority });
  stranger = await issue({ subject: [{ CN: ['authority'] }], ...authority });
});

/** Who the server takes a request for; the anonymous user goes by his name. */
async function recognised(
  chain: readonly Issued[],
  headers: Record<string, string> = {},
  allowedNames: readonly string[] = ['proxy'],
): Promise<Identity | 'refused'> {
  const { environment, server } = api;
  const registry = { find: () => undefined } as never;
  const authentication = createAuthentication(
    { environment, registry },
    {
      clientAuthorities: parseCertificates(root.pem),
      frontProxy: {
        authorities: parseCertificates(proxies.pem),
        allowedNames,
        usernameHeaders: ['x-remote-user'],
        groupHeaders: ['x-remote-group'],
        extraHeaderPrefixes: ['x-remote-extra-'],
      },
    },
  );
  expect(server.phase).toBe('serving');
  const certificates = { chain: chain.map(({ der }) => der), atMs: nowMs };
  const request = { method: 'GET', path: '/', headers, ...(chain.length === 0 ? {} : { certificates }) };
  return authentication.authenticate(request, new Map());
}

async function userOf(...given: Parameters<typeof recognised>): Promise<string> {
  const found = await recognised(...given);
  return found === 'refused' ? found : found.user;
}

/** What a kube-apiserver 1.32.13 says of certificates of the same kind. */
describe('A client certificate', () => {
  it('tells user, groups and its fingerprint', async () => {
    const shown = await issue(alice, root);
    const extra = {
      'authentication.kubernetes.io/credential-id': [expect.stringMatching(/^X509SHA256=[0-9a-f]{64}$/)],
    };
    const groups = ['builders', 'testers', 'system:authenticated'];
    expect(await recognised([shown])).toEqual({ user: 'alice', groups, extra });
  });

  const single: readonly (readonly [string, string, IssueFacts])[] = [
    ['that does not say what for', 'alice', { subject: alice.subject }],
    ['for servers only', 'refused', { ...alice, usages: [serverAuth] }],
    ['for both', 'alice', { ...alice, usages: [serverAuth, clientAuth] }],
    ['that has expired', 'refused', { ...alice, fromDay: -2, toDay: -1 }],
    ['that is not valid yet', 'refused', { ...alice, fromDay: 1, toDay: 2 }],
    ['with two names', 'second', { subject: [{ CN: ['first'] }, { CN: ['second'] }], ...client }],
    ['without a name', 'refused', { subject: [{ O: ['system:masters'] }], ...client }],
    ['with a line break in its name', 'a\nO=b', { subject: [{ CN: ['a\nO=b'] }], ...client }],
    ['of the anonymous user', 'system:anonymous', { subject: [{ CN: ['system:anonymous'] }], ...client }],
  ];
  it.each(single)('%s: %s', async (_, expected, facts) => {
    expect(await userOf([await issue(facts, root)])).toBe(expected);
  });

  it('does not become two attributes by a line break', async () => {
    const shown = await issue({ subject: [{ CN: ['a\nO=system:masters'] }], ...client }, root);
    expect(await recognised([shown])).toMatchObject({ groups: ['system:authenticated'] });
  });

  it('of a foreign authority with the same name, or signed by itself, is refused', async () => {
    expect(await userOf([await issue(alice, stranger)])).toBe('refused');
    expect(await userOf([await issue(alice)])).toBe('refused');
    expect(await userOf([await issue(alice, stranger), root])).toBe('refused');
  });

  it('that nobody can read is refused', async () => {
    const shown = await issue(alice, root);
    expect(await userOf([{ ...shown, der: shown.der.slice(0, 40) }])).toBe('refused');
    const changed = Uint8Array.from(shown.der);
    changed[changed.length - 3] = (changed[changed.length - 3] ?? 0) ^ 1;
    expect(await userOf([{ ...shown, der: changed }])).toBe('refused');
  });
});

describe('A chain of certificates', () => {
  const between = { subject: [{ CN: ['between'] }], isAuthority: true };

  it.each([
    ['over another authority', 'alice', between, false],
    ['over an authority for servers only', 'refused', { ...between, usages: [serverAuth] }, false],
    ['over an authority that has expired', 'refused', { ...between, toDay: -0.5 }, false],
    ['over somebody who may not sign', 'refused', { ...between, isAuthority: false }, false],
    ['over an authority that the client does not show', 'refused', between, true],
  ] as const)('%s: %s', async (_, expected, facts, isHidden) => {
    const middle = await issue(facts, root);
    const leaf = await issue(alice, middle);
    expect(await userOf(isHidden ? [leaf] : [leaf, middle])).toBe(expected);
  });

  it.each([
    [0, 'refused'],
    [1, 'alice'],
  ])('over two authorities where the first allows %s between: %s', async (pathLength, expected) => {
    const first = await issue({ ...between, pathLength }, root);
    const second = await issue({ subject: [{ CN: ['second'] }], isAuthority: true }, first);
    expect(await userOf([await issue(alice, second), second, first])).toBe(expected);
  });

  it('of many certificates is not searched for ever', async () => {
    const many = await Promise.all(Array.from({ length: 40 }, () => issue(between, stranger)));
    expect(await userOf([await issue(alice, stranger), ...many])).toBe('refused');
  });
});

/** Who has signed × which name × which headers. */
describe('A front proxy', () => {
  const named = { 'x-remote-user': 'dave', 'x-remote-group': 'system:masters' };
  const matrix = [
    ['proxies', 'proxy', true, 'dave'],
    ['proxies', 'proxy', false, 'refused'],
    ['proxies', 'mallory', true, 'refused'],
    ['proxies', 'mallory', false, 'refused'],
    ['root', 'proxy', true, 'proxy'],
    ['root', 'proxy', false, 'proxy'],
    ['root', 'mallory', true, 'mallory'],
    ['stranger', 'proxy', true, 'refused'],
    ['stranger', 'proxy', false, 'refused'],
    ['nobody', '', true, 'system:anonymous'],
  ] as const;
  it.each(matrix)('signed by %s as %s, naming a user: %s, is %s', async (by, name, names, expected) => {
    const authority = { proxies, root, stranger, nobody: undefined }[by];
    const facts = { subject: [{ CN: [name] }], ...client };
    const shown = authority === undefined ? [] : [await issue(facts, authority)];
    expect(await userOf(shown, names ? named : {})).toBe(expected);
  });

  it('of any name will do where no name is asked for', async () => {
    const shown = await issue({ subject: [{ CN: ['mallory'] }], ...client }, proxies);
    expect(await userOf([shown], named, [])).toBe('dave');
  });

  it('whose certificate has expired or is for servers is refused', async () => {
    const proxy = { subject: [{ CN: ['proxy'] }] };
    expect(await userOf([await issue({ ...proxy, ...client, toDay: -0.5 }, proxies)], named)).toBe('refused');
    expect(await userOf([await issue({ ...proxy, usages: [serverAuth] }, proxies)], named)).toBe('refused');
  });

  it('says groups and more, in as many headers as it likes', async () => {
    const { environment } = api;
    const shown = await issue({ subject: [{ CN: ['proxy'] }], ...client }, proxies);
    const authentication = createAuthentication(
      { environment, registry: { find: () => undefined } as never },
      {
        frontProxy: {
          authorities: parseCertificates(proxies.pem),
          allowedNames: [],
          usernameHeaders: ['x-a', 'x-b'],
          groupHeaders: ['x-g', 'x-h'],
          extraHeaderPrefixes: ['x-e-'],
        },
      },
    );
    const request = {
      method: 'GET',
      path: '/',
      headers: {
        'x-a': '',
        'x-b': 'dave',
        'x-g': 'one, two',
        'x-h': 'three',
        'x-e-a%2fb': 'x',
        'x-e-%': 'y',
      },
      repeatedHeaders: { 'x-g': ['one', 'two'] },
      certificates: { chain: [shown.der], atMs: nowMs },
    };
    expect(await authentication.authenticate(request, new Map())).toEqual({
      user: 'dave',
      groups: ['one', 'two', 'three', 'system:authenticated'],
      extra: { 'a/b': ['x'], '%': ['y'] },
    });
  });
});
