import { describe, expect, it } from 'vitest';
import type { ApiRequest } from '../../reference/apiserver/message.ts';
import { startApi, type ApiFixture } from './api-fixture.ts';

interface UserInfo {
  readonly username: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** Whom the server takes a request of an administrator with these headers for. */
async function whoIs(
  api: ApiFixture,
  headers: Readonly<Record<string, string>>,
  repeatedHeaders: Readonly<Record<string, readonly string[]>> = {},
): Promise<UserInfo> {
  const answer = await api.server.handle({
    method: 'POST',
    path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    headers: { 'content-type': 'application/json', ...headers },
    repeatedHeaders,
    body: new TextEncoder().encode('{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}'),
    peer: { user: 'root', groups: ['system:masters'] },
  });
  const text = answer.body instanceof Uint8Array ? new TextDecoder().decode(answer.body) : '';
  if (answer.status !== 201) throw new Error(text);
  return (JSON.parse(text) as { status: { userInfo: UserInfo } }).status.userInfo;
}

describe('acting as another', () => {
  it.each<[string, Record<string, string>, UserInfo]>([
    ['a user', { 'impersonate-user': 'carol' }, { username: 'carol', groups: ['system:authenticated'] }],
    [
      'a service account in groups that are said',
      { 'impersonate-user': 'system:serviceaccount:a:b', 'impersonate-group': 'g' },
      { username: 'system:serviceaccount:a:b', groups: ['g', 'system:authenticated'] },
    ],
    [
      'what is called almost like a service account',
      { 'impersonate-user': 'system:serviceaccount:A:b' },
      { username: 'system:serviceaccount:A:b', groups: ['system:authenticated'] },
    ],
    [
      'a stranger in a group',
      { 'impersonate-user': 'system:anonymous', 'impersonate-group': 'g' },
      { username: 'system:anonymous', groups: ['g', 'system:unauthenticated'] },
    ],
    [
      'somebody with a key that cannot be decoded',
      { 'impersonate-user': 'carol', 'impersonate-extra-a%zz': 'x', 'impersonate-extra-b%2fc': 'y' },
      { username: 'carol', groups: ['system:authenticated'], extra: { 'a%zz': ['x'], 'b/c': ['y'] } },
    ],
  ])('as %s', async (_who, headers, expected) => {
    const api = await startApi();
    expect(await whoIs(api, headers)).toEqual(expected);
    await api.server.stop();
  });

  it('takes values that come by themselves apart', async () => {
    const api = await startApi();
    const info = await whoIs(
      api,
      { 'impersonate-user': 'carol', 'impersonate-group': 'a, b', 'impersonate-extra-scopes': 'x, y' },
      { 'impersonate-group': ['a', 'b'], 'impersonate-extra-scopes': ['x', 'y'] },
    );
    expect(info).toMatchObject({
      groups: ['a', 'b', 'system:authenticated'],
      extra: { scopes: ['x', 'y'] },
    });
    await api.server.stop();
  });

  it('shows nobody after it the headers', async () => {
    const seen: ApiRequest[] = [];
    const api = await startApi({
      pathHandlers: [
        (request) => {
          seen.push(request);
          return Promise.resolve(undefined);
        },
      ],
    });
    await api.server.handle({
      method: 'GET',
      path: '/somewhere',
      headers: {
        accept: 'text/plain',
        'impersonate-user': 'carol',
        'impersonate-group': 'g',
        'impersonate-uid': '1',
        'impersonate-extra-a': 'b',
      },
      peer: { user: 'root', groups: ['system:masters'] },
    });
    expect(seen.map(({ headers }) => headers)).toEqual([{ accept: 'text/plain' }]);
    await api.server.stop();
  });
});

describe('headers of people who try things', () => {
  it('name a key that every object has as any other', async () => {
    const api = await startApi();
    const headers = {
      'impersonate-user': 'carol',
      'impersonate-extra-__proto__': 'x',
      'impersonate-extra-constructor': 'y',
    };
    const { extra = {} } = await whoIs(api, headers);
    expect(Object.entries(extra)).toEqual([
      ['__proto__', ['x']],
      ['constructor', ['y']],
    ]);
  });

  it('that come more than once and name one thing count by the first', async () => {
    const api = await startApi();
    const repeated = { 'impersonate-user': ['carol', 'dave'], 'impersonate-uid': ['1', '2'] };
    const headers = { 'impersonate-user': 'carol, dave', 'impersonate-uid': '1, 2' };
    expect(await whoIs(api, headers, repeated)).toMatchObject({ username: 'carol', uid: '1' });
  });
});
