import { expect, it } from 'vitest';
import { joinApi, startApi } from './api-fixture.ts';

const services = '/api/v1/namespaces/default/services';

it('of many creates of one name through two servers exactly one succeeds', async () => {
  const first = await startApi();
  const other = await joinApi(first);
  const body = { metadata: { name: 'a' } };
  const path = '/api/v1/namespaces/default/configmaps';
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, turn) => (turn % 2 === 0 ? first : other).send('POST', path, body)),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
  await first.server.stop();
  await other.server.stop();
});

it('Services created through two servers at once all have addresses and node ports of their own', async () => {
  const first = await startApi({ serviceNodePortRange: '30000-30063' });
  const other = await joinApi(first, { serviceNodePortRange: '30000-30063' });
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, turn) =>
      (turn % 2 === 0 ? first : other).send('POST', services, {
        metadata: { name: `s${turn}` },
        spec: { type: 'NodePort', ports: [{ port: 80 }] },
      }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
  const taken = answers.map(
    ({ body }) => body['spec'] as { clusterIP: string; ports: [{ nodePort: number }] },
  );
  expect(new Set(taken.map(({ clusterIP }) => clusterIP)).size).toBe(40);
  expect(new Set(taken.map(({ ports }) => ports[0].nodePort)).size).toBe(40);
  await first.server.stop();
  await other.server.stop();
});

it('patches of different fields through two servers at once are all there in the end', async () => {
  const first = await startApi();
  const other = await joinApi(first);
  const path = '/api/v1/namespaces/default/configmaps';
  await first.send('POST', path, { metadata: { name: 'a' } });
  const names = Array.from({ length: 30 }, (_, turn) => `k${turn}`);
  const answers = await Promise.all(
    names.map((name, turn) =>
      (turn % 2 === 0 ? first : other).patch(`${path}/a`, 'merge', { data: { [name]: 'x' } }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200));
  const read = await other.send('GET', `${path}/a`);
  expect(Object.keys(read.body['data'] as object).toSorted()).toEqual(names.toSorted());
  await first.server.stop();
  await other.server.stop();
});
