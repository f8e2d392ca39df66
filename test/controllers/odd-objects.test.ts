import { expect, it } from 'vitest';
import { startCluster } from '../../reference/cluster/start-cluster.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

it('controllers go on when something lies in the store that no API server has written', async () => {
  const cluster = await startCluster();
  const client = cluster.client();
  const labels = { app: 'web' };
  await client.create('Pod', {
    metadata: { name: 'web', labels },
    spec: { containers: [{ name: 'web', image: 'web' }] },
  });
  const odd: readonly (readonly [string, Record<string, unknown>, Record<string, unknown>])[] = [
    ['configmaps', { kind: 'ConfigMap', apiVersion: 'v1' }, { ownerReferences: 'x', finalizers: 1 }],
    ['secrets', { kind: 'Secret', apiVersion: 'v1' }, { ownerReferences: [null, 'x', []] }],
    ...[{ matchExpressions: [null, { key: 'app', operator: 'Like' }] }, { matchExpressions: 'x' }].map(
      (selector, index) =>
        [
          `poddisruptionbudgets`,
          { kind: 'PodDisruptionBudget', apiVersion: 'policy/v1', spec: { selector, minAvailable: index } },
          {},
        ] as const,
    ),
  ];
  for (const [index, [plural, object, more]] of odd.entries()) {
    const name = `odd-${index}`;
    const metadata = { name, namespace: 'default', uid: name, deletionTimestamp: undefined, ...more };
    const value = utf8(JSON.stringify({ ...object, metadata }));
    await cluster.store.connect().put({ key: utf8(`/registry/${plural}/default/${name}`), value });
  }
  await cluster.advance('1m');
  const owner = await client.create('ConfigMap', { metadata: { name: 'owner' } });
  const uid = owner.metadata?.uid ?? '';
  const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid }];
  await client.create('ConfigMap', { metadata: { name: 'owned', ownerReferences } });
  await client.delete('ConfigMap', 'owner');
  await cluster.advance('1m');
  const { items } = await client.list('ConfigMap');
  const names = items.map(({ metadata }) => metadata?.name);
  expect(names).toContain('odd-0');
  expect(names).not.toContain('owned');
  await cluster.stop();
});

it('an object that is overwritten with what is none is gone, for servers that saw it too', async () => {
  const cluster = await startCluster();
  const client = cluster.client();
  await client.create('ConfigMap', { metadata: { name: 'settings' } });
  const key = utf8('/registry/configmaps/default/settings');
  await cluster.store.connect().put({ key, value: utf8('{"metadata":"nonsense"}') });
  await cluster.settle();
  const { items } = await client.list('ConfigMap', { namespace: 'default' });
  expect(items.map(({ metadata }) => metadata?.name)).not.toContain('settings');
  await cluster.stop();
});
