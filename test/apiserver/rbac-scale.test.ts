import { expect, it } from 'vitest';
import { startApi } from './api-fixture.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const group = 'rbac.authorization.k8s.io';

/** Microseconds of one refused request, with so many bindings of others. */
async function costOfARefusal(bindings: number): Promise<number> {
  const api = await startApi({ authorizationModes: ['RBAC'] });
  for (let at = 0; at < bindings; at += 1) {
    const { status } = await api.server.handle({
      method: 'POST',
      path: `${rbac}/namespaces/default/rolebindings`,
      headers: { 'content-type': 'application/json' },
      body: new TextEncoder().encode(
        JSON.stringify({
          apiVersion: `${group}/v1`,
          kind: 'RoleBinding',
          metadata: { name: `b${at}` },
          roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'view' },
          subjects: [{ apiGroup: group, kind: 'User', name: `user-${at}` }],
        }),
      ),
      peer: { user: 'admin', groups: ['system:masters'] },
    });
    if (status !== 201) throw new Error(`binding ${at} was refused with ${status}`);
  }
  await api.environment.settle();
  const ask = (user: string): Promise<{ readonly status: number }> =>
    api.server.handle({
      method: 'GET',
      path: '/api/v1/namespaces/default/secrets/a',
      headers: {},
      peer: { user, groups: ['people'] },
    });
  for (let at = 0; at < 500; at += 1) await ask(`user-${at}`);
  const begin = performance.now();
  const times = 3000;
  for (let at = 0; at < times; at += 1) {
    const { status } = await ask(`user-${at % bindings}`);
    if (status !== 403) throw new Error(`answered with ${status}`);
  }
  const cost = ((performance.now() - begin) / times) * 1000;
  await api.server.stop();
  return cost;
}

it('a request costs what concerns its user, not what bindings there are', async () => {
  const few = await costOfARefusal(10);
  const many = await costOfARefusal(10_000);
  process.stdout.write(`rbac: ${few.toFixed(1)} µs with 10 bindings, ${many.toFixed(1)} µs with 10,000\n`);
  expect(many).toBeLessThan(few * 5 + 100);
}, 120_000);
