import { expect, it } from 'vitest';
import { startApi } from './api-fixture.ts';

it('takes what looks like a date or a time in YAML for a text, as upstream does', async () => {
  const api = await startApi();
  const text = [
    'apiVersion: v1',
    'kind: ConfigMap',
    'metadata: {name: a, labels: {since: 2024-01-01}}',
    'data: {clock: 22:30, instant: 2024-01-01T00:00:00.000000Z}',
  ].join('\n');
  const { status, body } = await api.send('POST', '/api/v1/namespaces/default/configmaps', text, {
    'content-type': 'application/yaml',
  });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    metadata: { labels: { since: '2024-01-01' } },
    data: { clock: '22:30', instant: '2024-01-01T00:00:00.000000Z' },
  });
  await api.server.stop();
});
