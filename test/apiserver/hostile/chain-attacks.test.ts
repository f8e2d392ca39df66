import { describe, expect, it } from 'vitest';
import { mayNot } from './refused-role.ts';
import { startApi, textAt } from '../api-fixture.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';

describe('ways around the chain', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'no %s goes through the old paths of watches',
    async (method) => {
      const api = await startApi();
      await api.send('POST', configMaps, { metadata: { name: 'kept' } });
      const before = await api.content();
      const path = `/api/v1/watch/namespaces/default/configmaps${method === 'POST' ? '' : '/kept'}`;
      const body = { metadata: { name: method === 'POST' ? 'new' : 'kept', labels: { a: 'b' } } };
      const headers = {
        'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
      };
      expect((await api.send(method, path, method === 'DELETE' ? undefined : body, headers)).status).toBe(
        405,
      );
      expect(await api.content()).toBe(before);
    },
  );

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'a token cannot be bound to a %s',
    async (kind) => {
      const api = await startApi();
      await api.send('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'runner' } });
      const spec = `{"boundObjectRef":{"apiVersion":"v1","kind":"${kind}","name":"x"}}`;
      const path = '/api/v1/namespaces/default/serviceaccounts/runner/token';
      const answer = await api.send('POST', path, `{"spec":${spec}}`);
      expect(answer.status).toBe(400);
      expect(textAt(answer.body, 'message')).toContain(`Kind=${kind}`);
    },
  );

  it('finalizers of a namespace are names, and of the namespace that was meant', async () => {
    const api = await startApi();
    await api.send('POST', '/api/v1/namespaces', { metadata: { name: 'team' } });
    const finalize = (metadata: object, finalizers: readonly string[]): Promise<number> =>
      api
        .send('PUT', '/api/v1/namespaces/team/finalize', {
          metadata: { name: 'team', ...metadata },
          spec: { finalizers },
        })
        .then(({ status }) => status);
    expect(await finalize({}, ['!bad'])).toBe(422);
    expect(await finalize({}, ['bare'])).toBe(422);
    expect(await finalize({ uid: 'another' }, ['example.com/a'])).toBe(409);
    expect(await finalize({}, ['example.com/a'])).toBe(200);
  });

  it('an eviction that is meant for another pod does not mark this one', async () => {
    const api = await startApi();
    const pods = '/api/v1/namespaces/default/pods';
    await api.send('POST', pods, {
      metadata: { name: 'web' },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    });
    const before = await api.content();
    const evict = (preconditions: object): ReturnType<typeof api.send> =>
      api.send('POST', `${pods}/web/eviction`, {
        metadata: { name: 'web' },
        deleteOptions: { preconditions },
      });
    expect((await evict({ uid: 'another' })).status).toBe(409);
    expect(await api.content()).toBe(before);
    const pod = await api.send('GET', `${pods}/web`);
    const { resourceVersion } = pod.body['metadata'] as { resourceVersion: string };
    expect((await evict({ resourceVersion })).status).toBe(201);
  });

  it('a role of a billion rights is refused without being counted out', async () => {
    const names = (letter: string): readonly string[] =>
      Array.from({ length: 1000 }, (_, index) => `${letter}${index}`);
    const rule = { apiGroups: names('g'), resources: names('r'), verbs: names('v') };
    expect(await mayNot(rule)).toContain('is attempting to grant RBAC permissions not currently held');
  });
});
