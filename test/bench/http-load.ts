import { Agent, Pool } from 'undici';
import type { ClusterAccess } from '../../harness/adapters/kubeconfig-file.ts';
import { timed, type Measurement } from './measurement.ts';
import { examplePod } from './pod.ts';

const connections = 16;

/** A server under load: a kubeconfig's cluster, or a plain loopback address. */
export interface Target {
  readonly subject: string;
  readonly access: ClusterAccess;
}

export class LoadClient {
  readonly #pool: Pool;
  readonly #headers: Record<string, string>;

  constructor({ access }: Target, headers: Readonly<Record<string, string>> = {}) {
    this.#pool = new Pool(access.server, {
      connections,
      connect: {
        ...(access.ca === undefined ? {} : { ca: access.ca }),
        ...(access.certificate === undefined ? {} : { cert: access.certificate }),
        ...(access.key === undefined ? {} : { key: access.key }),
      },
    });
    this.#headers = {
      accept: 'application/json',
      'content-type': 'application/json',
      ...headers,
      ...(access.token === undefined ? {} : { authorization: `Bearer ${access.token}` }),
    };
  }

  /** Sends one request and returns the body; any refusal ends the benchmark. */
  async send(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: string): Promise<string> {
    const answer = await this.#pool.request({
      method,
      path,
      headers: this.#headers,
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300)
      throw new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 300)}`);
    return text;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** Runs `work` for 0…count-1 with as many at once as there are connections. */
export async function forEach(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: connections }, lane));
}

/** Create, get, update `count` pods and list them all, over HTTP, `rounds` times in namespaces of their own. */
export async function loadOverHttp(target: Target, count: number, rounds: number): Promise<Measurement[]> {
  const client = new LoadClient(target);
  const samples = {
    create: [] as number[],
    get: [] as number[],
    update: [] as number[],
    list: [] as number[],
  };
  for (let round = 0; round < rounds; round += 1) {
    const namespace = `bench-${process.pid}-${round}`;
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    await client.send(
      'POST',
      '/api/v1/namespaces',
      JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }),
    );
    const perSecond = async (work: (index: number) => Promise<unknown>): Promise<number> =>
      count / ((await timed(() => forEach(count, work))) / 1000);
    samples.create.push(
      await perSecond((index) => client.send('POST', pods, JSON.stringify(examplePod(index, namespace)))),
    );
    const stored: string[] = [];
    samples.get.push(
      await perSecond(async (index) => {
        stored[index] = await client.send('GET', `${pods}/web-${index}`);
      }),
    );
    const changed = stored.map((text) => text.replace('"app":"web"', '"app":"changed"'));
    samples.update.push(
      await perSecond((index) => client.send('PUT', `${pods}/web-${index}`, changed[index])),
    );
    for (let repeat = 0; repeat < 3; repeat += 1)
      samples.list.push(await timed(() => client.send('GET', pods)));
    await client.send('DELETE', pods);
    await client.send('DELETE', `/api/v1/namespaces/${namespace}`);
  }
  await client.close();
  const { subject } = target;
  return [
    { name: `create pods over HTTP`, subject, unit: 'per second', samples: samples.create },
    { name: `get a pod over HTTP`, subject, unit: 'per second', samples: samples.get },
    { name: `update a pod over HTTP`, subject, unit: 'per second', samples: samples.update },
    { name: `list ${count} pods over HTTP`, subject, unit: 'ms', samples: samples.list },
  ];
}

/** From one change until `watchers` HTTP watches of one namespace have all seen it. */
export async function watchFanOut(target: Target, watchers: number, changes: number): Promise<Measurement> {
  const client = new LoadClient(target);
  const agent = new Agent({
    connections: null,
    connect: {
      ca: target.access.ca ?? '',
      cert: target.access.certificate ?? '',
      key: target.access.key ?? '',
    },
  });
  const namespace = `bench-watch-${process.pid}`;
  await client.send(
    'POST',
    '/api/v1/namespaces',
    JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }),
  );
  const maps = `/api/v1/namespaces/${namespace}/configmaps`;
  let arrived = 0;
  let all: () => void = () => undefined;
  const headers: Record<string, string> =
    target.access.token === undefined ? {} : { authorization: `Bearer ${target.access.token}` };
  for (let index = 0; index < watchers; index += 1) {
    const { body } = await agent.request({
      origin: target.access.server,
      path: `${maps}?watch=true&resourceVersion=0`,
      method: 'GET',
      headers,
    });
    body.on('error', () => undefined);
    body.on('data', (chunk: Buffer) => {
      arrived += chunk.toString('latin1').split('\n').length - 1;
      if (arrived >= watchers) all();
    });
  }
  const samples: number[] = [];
  for (let change = 0; change < changes; change += 1) {
    arrived = 0;
    const everyone = new Promise<void>((resolve) => {
      all = resolve;
    });
    const object = JSON.stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `change-${change}` },
    });
    samples.push(
      await timed(async () => {
        await client.send('POST', maps, object);
        await everyone;
      }),
    );
  }
  await agent.destroy();
  await client.send('DELETE', `/api/v1/namespaces/${namespace}`);
  await client.close();
  return {
    name: `one change to ${watchers} watchers over HTTP`,
    subject: target.subject,
    unit: 'ms',
    samples,
  };
}

/** Fills a server with pods, 1,000 to a namespace, without measuring anything. */
export async function createMany(target: Target, count: number): Promise<void> {
  const client = new LoadClient(target);
  for (let from = 0; from < count; from += 1000) {
    const namespace = `bench-fill-${from}`;
    const body = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    await client.send('POST', '/api/v1/namespaces', body);
    const here = Math.min(1000, count - from);
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    await forEach(here, (index) => client.send('POST', pods, JSON.stringify(examplePod(index, namespace))));
  }
  await client.close();
}
