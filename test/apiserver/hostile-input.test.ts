import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApiFixture } from './api-fixture.ts';
import { startApi } from './api-fixture.ts';

const paths = [
  '/api/v1/namespaces/default/configmaps',
  '/api/v1/namespaces/default/pods',
  '/api/v1/namespaces/default/services',
  '/apis/apps/v1/namespaces/default/deployments',
  '/api/v1/namespaces/default/configmaps/victim',
  '/api/v1/namespaces/default/configmaps/victim/status',
  '/api/v1/namespaces/missing/configmaps',
  '/api/v1/namespaces/default/nope',
  '/apis/nope/v1/x',
  '/api/v1/%ff',
];
const types = [
  'application/json',
  'application/yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'text/plain',
  '',
];
const bodies = [
  '',
  '{',
  '[]',
  'null',
  '"text"',
  '{"metadata":null}',
  '{"metadata":[]}',
  '{"metadata":{"name":"UPPER"}}',
  '{"metadata":{"name":"../../etc"}}',
  '{"metadata":{"name":5}}',
  '{"metadata":{"name":"x","labels":{"a b":"c"}}}',
  '{"__proto__":{"polluted":true},"metadata":{"name":""}}',
  '{"constructor":{"prototype":{"polluted":true}},"kind":"Pod","apiVersion":"v2"}',
  '{"kind":"Nonsense","apiVersion":"v9"}',
  '[{"op":"add","path":"/__proto__/polluted","value":true}]',
  '[{"op":"replace"}]',
  '[{"op":"copy","from":"/x","path":"/y"}]',
  '{"$patch":"nonsense"}',
  'a: &a [*a]',
  'a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]',
  '!!js/function "x"',
  `{"x":${'['.repeat(5000)}${']'.repeat(5000)}}`,
  `${'{"x":'.repeat(2000)}1${'}'.repeat(2000)}`,
  '- '.repeat(2000),
];
const queries = [
  '',
  '?dryRun=x',
  '?fieldValidation=x',
  '?fieldManager=%00',
  '?limit=x',
  '?continue=%21',
  '?labelSelector=%28',
  '?fieldSelector=a',
  '?resourceVersion=x',
  '?timeoutSeconds=x',
  '?watch=1&resourceVersion=-1',
];

/** Emptying a collection is a fair request, not a hostile one. */
const emptiesCollection = ({ method, path }: { method: string; path: string }): boolean =>
  method === 'DELETE' && !path.includes('victim');

const request = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'),
    path: fc.constantFrom(...paths),
    query: fc.constantFrom(...queries),
    type: fc.constantFrom(...types),
    body: fc.oneof(
      fc.constantFrom(...bodies).map((text) => new TextEncoder().encode(text)),
      fc.uint8Array({ maxLength: 40 }),
      fc.json().map((text) => new TextEncoder().encode(text)),
    ),
  })
  .filter((given) => !emptiesCollection(given));

describe('hostile input', () => {
  it('gets an answer of its own making, stores nothing, and leaves the server well', async () => {
    const api = await startApi();
    const victims = '/api/v1/namespaces/default/configmaps';
    await api.send('POST', victims, { metadata: { name: 'victim' }, data: { k: 'v' } });
    const before = await api.content();
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(request, async ({ method, path, query, type, body }) => {
        const given = type === '' ? {} : { 'content-type': type };
        const answer = await api.server.handle({ method, path: path + query, headers: given, body });
        if (!(answer.body instanceof Uint8Array)) answer.body.cancel();
        if (answer.status < 400) {
          // Some of it is no more than unusual: reads, patches and deletions that do what they say.
          await restore(api);
          return;
        }
        refused += 1;
        expect(answer.status).toBeLessThan(500);
        if (answer.headers['content-type'] === 'application/json') {
          const text = new TextDecoder().decode(
            answer.body instanceof Uint8Array ? answer.body : new Uint8Array(),
          );
          expect(JSON.parse(text)).toMatchObject({ kind: 'Status', status: 'Failure', code: answer.status });
        }
      }),
      { numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(1500);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(withoutVictim(await api.content())).toBe(withoutVictim(before));
    expect((await api.send('GET', `${victims}/victim`)).status).toBe(200);
    await api.server.stop();
  }, 60_000);

  it('of more than three megabytes is refused as too large', async () => {
    const api = await startApi();
    const body = new Uint8Array(3 * 1024 * 1024 + 1).fill(0x20);
    expect((await api.send('POST', '/api/v1/namespaces/default/configmaps', body)).status).toBe(413);
    await api.server.stop();
  });
  it('makes no patch of more than ten thousand operations', async () => {
    const api = await startApi();
    const path = '/api/v1/namespaces/default/configmaps/victim';
    const operations = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/a', value: 1 }));
    expect((await api.patch(path, 'json', operations)).status).toBe(413);
    await api.server.stop();
  });
});

/** Deleting or changing the one object that is there is a fair request; it is put back as it was. */
async function restore(api: ApiFixture): Promise<void> {
  const path = '/api/v1/namespaces/default/configmaps';
  const found = await api.send('GET', `${path}/victim`);
  if (found.status === 404) await api.send('POST', path, { metadata: { name: 'victim' }, data: { k: 'v' } });
}

function withoutVictim(content: string): string {
  return content
    .split('\n')
    .filter((line) => !line.startsWith('/registry/configmaps/default/victim '))
    .join('\n');
}
