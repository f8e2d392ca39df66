import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebhookServer } from '../../../../harness/world/webhook-server.ts';
import { at, joinApi, startApi, textAt, type Answer, type ApiFixture, type Json } from '../../api-fixture.ts';

const secrets = '/api/v1/namespaces/default/secrets';
const registrations = '/apis/admissionregistration.k8s.io/v1';
const allowed = { response: { allowed: true } };

let hooks: WebhookServer;
beforeAll(async () => {
  hooks = await WebhookServer.start();
});
afterEach(() => {
  hooks.reset();
});
afterAll(() => hooks.close());

interface Registration {
  readonly kind?: 'Mutating' | 'Validating';
  readonly name?: string;
  readonly hook?: string;
  readonly fields?: Json;
}

function register(api: ApiFixture, registration: Registration = {}): Promise<Answer> {
  const { kind = 'Validating', hook = 'guard', name = `${hook}s`, fields = {} } = registration;
  return api.send('POST', `${registrations}/${kind.toLowerCase()}webhookconfigurations`, {
    metadata: { name },
    webhooks: [
      {
        name: `${hook}.example.com`,
        clientConfig: { url: `${hooks.url}/${hook}`, caBundle: hooks.caBundle },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['secrets'] }],
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        ...fields,
      },
    ],
  });
}

function create(api: ApiFixture, name = 'settings'): Promise<Answer> {
  return api.send('POST', secrets, { metadata: { name } });
}

describe('admission webhooks', () => {
  it('are called over one connection that is kept', async () => {
    const api = await startApi();
    hooks.script('guard', [allowed]);
    await register(api);
    const ports = new Set<string>();
    for (let round = 0; round < 5; round += 1) {
      expect((await create(api, `s${round}`)).status).toBe(201);
      for (const { http } of hooks.takeCalls('guard')) ports.add(String(http.headers['connection']));
    }
    expect([...ports]).toEqual(['keep-alive']);
  });

  it('are waited for in real time while the clock of the cluster stands still', async () => {
    const api = await startApi();
    hooks.script('guard', [{ http: { hangs: true } }]);
    await register(api, { fields: { timeoutSeconds: 1 } });
    const before = api.environment.clock.now();
    const answer = await create(api);
    expect(answer.status).toBe(500);
    expect(textAt(answer.body, 'message')).toContain('context deadline exceeded');
    expect(api.environment.clock.now()).toBe(before);
    expect((await api.send('GET', `${secrets}/settings`)).status).toBe(404);
  });

  it.each([99, 600, 1000, 404.5, 1e300])('refuse with 400 where they make up the code %s', async (code) => {
    const api = await startApi();
    const status = { code, details: { retryAfterSeconds: 'soon\r\nx: y' } };
    hooks.script('guard', [{ response: { allowed: false, status } }]);
    await register(api);
    const answer = await create(api);
    expect(answer.status).toBe(400);
    expect(answer.headers['retry-after']).toBeUndefined();
  });

  it('are asked side by side by the requests that wait for them', async () => {
    const api = await startApi();
    hooks.script('guard', [allowed]);
    await register(api);
    const names = Array.from({ length: 40 }, (_, index) => `s${index}`);
    const answers = await Promise.all(names.map((name) => create(api, name)));
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 201));
    const asked = hooks.takeCalls('guard').map((call) => textAt(call['request'], 'name'));
    expect([...asked].sort()).toEqual([...names].sort());
    const uids = hooks.takeCalls('guard').map((call) => textAt(call['request'], 'uid'));
    expect(new Set(uids).size).toBe(uids.length);
  });

  it('are known to every server on the store', async () => {
    const api = await startApi();
    hooks.script('guard', [{ response: { allowed: false } }]);
    await register(api);
    const other = await joinApi(api);
    expect((await create(other)).status).toBe(400);
  });

  it('that are gone do not keep a server from starting', async () => {
    const api = await startApi();
    const rules = [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*'] }];
    await register(api, { fields: { rules, clientConfig: { url: 'https://127.0.0.1:1/guard' } } });
    expect((await create(api)).status).toBe(500);
    const other = await joinApi(api, { authorizationModes: ['AlwaysAllow'] });
    expect((await create(other)).status).toBe(500);
    expect(
      (await other.send('DELETE', `${registrations}/validatingwebhookconfigurations/guards`)).status,
    ).toBe(200);
    expect((await create(other)).status).toBe(201);
  });

  it('are called at the name that a Service stands for, under a certificate of the Service', async () => {
    const api = await startApi();
    hooks.script('guard', [allowed]);
    const port = Number(new URL(hooks.url).port);
    const service = { name: 'webhooks', namespace: 'default', path: '/guard', port };
    await register(api, { fields: { clientConfig: { service, caBundle: hooks.caBundle } } });
    expect(textAt((await create(api)).body, 'message')).toContain('service "webhooks" not found');
    await api.send('POST', '/api/v1/namespaces/default/services', {
      metadata: { name: 'webhooks' },
      spec: { type: 'ExternalName', externalName: 'localhost' },
    });
    expect(await create(api)).toMatchObject({ status: 201 });
    expect(hooks.takeCalls('guard')).toHaveLength(1);
  });

  it('are not believed where their certificate is for somebody else', async () => {
    const api = await startApi();
    hooks.script('guard', [allowed]);
    const url = hooks.url.replace('127.0.0.1', '127.0.0.2');
    await register(api, { fields: { clientConfig: { url: `${url}/guard`, caBundle: hooks.caBundle } } });
    expect((await create(api)).status).toBe(500);
    expect(hooks.takeCalls('guard')).toEqual([]);
  });

  it('have a change told to later ones in the round in which it is made', async () => {
    const api = await startApi();
    const add = (path: string, value: unknown): Json => ({
      response: { allowed: true, patch: [{ op: 'add', path, value }] },
    });
    hooks.script('one', [add('/metadata/labels', { first: 'one' })]);
    hooks.script('two', [add('/metadata/labels/second', 'two')]);
    await register(api, { kind: 'Mutating', name: 'b', hook: 'two' });
    await register(api, {
      kind: 'Mutating',
      name: 'a',
      hook: 'one',
      fields: { reinvocationPolicy: 'IfNeeded' },
    });
    const { body } = await create(api);
    expect(at(body, 'metadata', 'labels')).toEqual({ first: 'one' });
    expect(hooks.takeCalls('one')).toHaveLength(2);
    expect(hooks.takeCalls('two')).toHaveLength(1);
  });

  it('cannot give an object another kind or break its structure', async () => {
    const api = await startApi();
    const replace = (path: string, value: unknown): Json => ({
      response: { allowed: true, patch: [{ op: 'replace', path, value }] },
    });
    hooks.script('painter', [replace('/metadata', 'text'), replace('/kind', 'Pod'), replace('', [])]);
    await register(api, { kind: 'Mutating', hook: 'painter' });
    for (let round = 0; round < 3; round += 1) expect((await create(api)).status).toBeGreaterThanOrEqual(400);
    expect((await api.send('GET', secrets)).body['items']).toEqual([]);
  });
});
