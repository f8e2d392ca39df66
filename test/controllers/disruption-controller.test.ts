import { afterEach, describe, expect, it } from 'vitest';
import { startCluster, type Cluster } from '../../reference/index.ts';

let cluster: Cluster | undefined;
afterEach(async () => {
  await cluster?.stop();
});

const namespace = 'default';

async function startWithTwoPods(): Promise<Cluster> {
  const started = await startCluster();
  cluster = started;
  const client = started.client();
  for (const name of ['a', 'b']) {
    const spec = {
      nodeName: 'n1',
      terminationGracePeriodSeconds: 0,
      containers: [{ name: 'c', image: 'nginx' }],
    };
    await client.create('Pod', { metadata: { name, labels: { app: 'web' } }, spec });
    const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
    await client.patch('Pod', name, { type: 'merge', subresource: 'status', patch: { status } });
  }
  const selector = { matchLabels: { app: 'web' } };
  await client.create('PodDisruptionBudget', {
    metadata: { name: 'keep' },
    spec: { minAvailable: 1, selector },
  });
  await started.settle();
  return started;
}

function evict(on: Cluster, name: string, deleteOptions: object): Promise<unknown> {
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name }, deleteOptions };
  return on.client().createSubresource('Pod', name, { subresource: 'eviction', namespace, body });
}

async function statusOf(on: Cluster): Promise<object | undefined> {
  await on.settle();
  return (await on.client().get('PodDisruptionBudget', 'keep')).status;
}

describe('the disruption controller', () => {
  it('gives back after two minutes what was taken for a Pod that stayed, and takes the mark off the Pod', async () => {
    const started = await startWithTwoPods();
    await expect(evict(started, 'a', { propagationPolicy: 'Sideways' })).rejects.toThrow('Unsupported value');
    expect(await statusOf(started)).toMatchObject({ currentHealthy: 1, disruptionsAllowed: 0 });
    await started.advance('119s');
    expect(await statusOf(started)).toHaveProperty('disruptedPods.a');
    await started.advance('3s');
    expect(await statusOf(started)).toMatchObject({ currentHealthy: 2, disruptionsAllowed: 1 });
    expect(await statusOf(started)).not.toHaveProperty('disruptedPods');
    const { status } = await started.client().get('Pod', 'a');
    const mark = status?.conditions?.find(({ type }) => type === 'DisruptionTarget');
    expect(mark?.status).toBe('False');
  });

  it('writes nothing where nothing has changed', async () => {
    const started = await startWithTwoPods();
    const before = await started.client().get('PodDisruptionBudget', 'keep');
    await started
      .client()
      .patch('Pod', 'a', { type: 'merge', patch: { metadata: { labels: { of: 'no-concern' } } } });
    await started.advance('10m');
    const after = await started.client().get('PodDisruptionBudget', 'keep');
    expect(after.metadata?.resourceVersion).toBe(before.metadata?.resourceVersion);
  });

  it('keeps the time at which the condition changed, while it does not change', async () => {
    const started = await startWithTwoPods();
    await started.advance('30s');
    const spec = { nodeName: 'n1', containers: [{ name: 'c', image: 'nginx' }] };
    const before = await statusOf(started);
    await started.client().create('Pod', { metadata: { name: 'c', labels: { app: 'web' } }, spec });
    const after = await statusOf(started);
    expect(before).toMatchObject({ expectedPods: 2 });
    expect(after).toMatchObject({ expectedPods: 3 });
    expect(after).toHaveProperty('conditions', Reflect.get(before ?? {}, 'conditions'));
  });
});
