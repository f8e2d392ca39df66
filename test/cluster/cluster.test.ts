import { afterEach, describe, expect, it } from 'vitest';
import { Agent, request } from 'undici';
import { startCluster, type Cluster, type ClusterOptions } from '../../reference/index.ts';
import { controllerNames } from '../../reference/cluster/cluster-options.ts';

const open: Cluster[] = [];

async function cluster(options: ClusterOptions = {}): Promise<Cluster> {
  const started = await startCluster(options);
  open.push(started);
  return started;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((started) => started.stop()));
});

/** Something for every component to do, told as the trace. */
async function history(seed: number): Promise<string> {
  const started = await cluster({ nodes: 2, seed });
  const client = started.client('alice');
  await client.create('Namespace', { metadata: { name: 'dev' } });
  await client.create('Pod', {
    metadata: { generateName: 'web-', namespace: 'dev' },
    spec: { containers: [{ name: 'c', image: 'nginx' }] },
  });
  await client.delete('Namespace', 'dev');
  await started.advance('2m');
  const pods = await client.list('Node');
  return started.trace() + JSON.stringify(pods.items);
}

describe('startCluster', () => {
  it('gives ready nodes, namespaces and a clock that stands still', async () => {
    const started = await cluster({ nodes: 3 });
    const nodes = await started.client().list('Node');
    expect(nodes.items.map(({ metadata }) => metadata?.name)).toEqual(['node-1', 'node-2', 'node-3']);
    expect(nodes.items[0]?.status?.conditions).toMatchObject([{ type: 'Ready', status: 'True' }]);
    const before = started.now();
    await started.settle();
    expect(started.now()).toBe(before);
    await started.advance('1m30s');
    expect(started.now()).toBe(before + 90_000);
  });

  it('repeats one history, byte for byte, from one seed', async () => {
    const [first, second, other] = [await history(7), await history(7), await history(8)];
    expect(second).toBe(first);
    expect(other).not.toBe(first);
    expect(first).toContain('alice create v1/namespaces/dev/pods 201');
    expect(first).toContain('namespace-controller update v1/namespaces/dev/finalize 200');
  });

  it('holds any number of clusters that know nothing of each other', async () => {
    const [left, right] = await Promise.all([cluster(), cluster()]);
    await left.client().create('Secret', { metadata: { name: 'only-left' } });
    expect((await right.client().list('Secret', { namespace: 'default' })).items).toEqual([]);
  });

  it('knows its connections: components to the API server, the API server to the store', async () => {
    const started = await cluster();
    started.client('alice');
    expect(started.connections()).toEqual([
      { from: 'apiserver', to: 'etcd', protocol: 'etcd' },
      ...controllerNames.map((from) => ({ from, to: 'apiserver', protocol: 'http' })),
    ]);
  });

  it.each([
    [{ nodes: -1 }, 'option "nodes" must be a whole number from 0 to 20000, not -1'],
    [{ clock: 'fast' }, 'option "clock" must be "virtual" or "real", not "fast"'],
    [{ seed: 0.5 }, 'option "seed" must be a whole number, not 0.5'],
    [{ listen: 70_000 }, 'option "listen" must be true, false or a port from 0 to 65535, not 70000'],
    [
      { controllers: ['scheduler'] },
      'option "controllers" must be a list of namespace-controller, service-account-controller, ',
    ],
    [{ node: 3 }, 'unknown option "node"; there are nodes, clock, seed, listen, controllers'],
    [{ dataDir: '/tmp/x' }, 'option "dataDir" is not supported in process'],
    [7, 'startCluster takes an object of options'],
  ])('refuses %j', async (options, message) => {
    await expect(startCluster(options as ClusterOptions)).rejects.toThrow(TypeError);
    await expect(startCluster(options as ClusterOptions)).rejects.toThrow(message);
  });

  it('refuses durations that it cannot read', async () => {
    const started = await cluster();
    await expect(started.advance('soon')).rejects.toThrow('a duration is written like "40s"');
    await expect(started.advance(-1)).rejects.toThrow('must be 0 or more');
  });

  it('listens only if asked, for clients with its certificate', async () => {
    const started = await cluster();
    expect(() => started.kubeconfig()).toThrow('the cluster does not listen');
    const url = await started.listen();
    expect(started.kubeconfig()).toContain(`server: ${url}`);
    const authority = /certificate-authority-data: (\S+)/.exec(started.kubeconfig())?.[1] ?? '';
    const agent = new Agent({ connect: { ca: Buffer.from(authority, 'base64').toString() } });
    const answer = await request(`${url}/api/v1/namespaces/default`, { dispatcher: agent });
    expect(await answer.body.json()).toMatchObject({ kind: 'Namespace', metadata: { name: 'default' } });
    await agent.close();
  });

  it('says why Pods are refused where nobody makes their account', async () => {
    const pod = { metadata: { name: 'web' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
    const bare = await cluster({ controllers: [] });
    const refused = bare.client().create('Pod', pod);
    await expect(refused).rejects.toThrow(/"default" not found \(.*service-account-controller/);
    const whole = await cluster();
    const spec = { ...pod.spec, serviceAccountName: 'other' };
    await expect(whole.client().create('Pod', { ...pod, spec })).rejects.toThrow(/"other" not found$/);
  });

  it('stops at once with watches open', async () => {
    const started = await cluster({ listen: true });
    const agent = new Agent({ connect: { rejectUnauthorized: false }, bodyTimeout: 0 });
    const url = await started.listen();
    const answer = await request(`${url}/api/v1/namespaces?watch=true`, { dispatcher: agent });
    let text = '';
    answer.body.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    const ended = new Promise<void>((resolve) => answer.body.once('close', resolve));
    const begun = Date.now();
    await started.stop();
    await ended;
    expect(Date.now() - begun).toBeLessThan(1000);
    expect(text).toContain('"ADDED"');
    await started.stop();
    await agent.destroy();
  });
});
