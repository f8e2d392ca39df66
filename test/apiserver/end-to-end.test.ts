import { describe, expect, it } from 'vitest';
import {
  mandatoryObjects,
  suggestedObjects,
} from '../../reference/apiserver/flowcontrol/bootstrap-configuration.ts';
import type { ApiFixture } from './api-fixture.ts';
import { at, joinApi, startApi, versionOf, type Answer } from './api-fixture.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
const pods = '/api/v1/namespaces/default/pods';
const pod = { metadata: { name: 'p' }, spec: { nodeName: 'n', containers: [{ name: 'c', image: 'i' }] } };

async function keysOf(api: ApiFixture): Promise<readonly string[]> {
  const all = await api.member
    .connect()
    .range({ key: new TextEncoder().encode('/'), rangeEnd: new Uint8Array([0]) });
  return all.kvs.map((kv) => new TextDecoder().decode(kv.key));
}

function refusal(answer: Answer): readonly unknown[] {
  return [answer.status, answer.body['reason']];
}

describe('a fresh server', () => {
  it('has its namespaces, its service and its priority classes, each under its key', async () => {
    const api = await startApi();
    expect((await keysOf(api)).map((key) => key.replace(/(leases\/.*apiserver-).*/, '$1…'))).toEqual([
      '/registry/configmaps/kube-system/extension-apiserver-authentication',
      '/registry/configmaps/kube-system/kube-apiserver-legacy-service-account-token-tracking',
      ...[mandatoryObjects, suggestedObjects]
        .flatMap(({ flowSchemas }) => flowSchemas.map(({ name }) => `/registry/flowschemas/${name}`))
        .sort(),
      '/registry/leases/kube-system/apiserver-…',
      '/registry/namespaces/default',
      '/registry/namespaces/kube-node-lease',
      '/registry/namespaces/kube-public',
      '/registry/namespaces/kube-system',
      '/registry/priorityclasses/system-cluster-critical',
      '/registry/priorityclasses/system-node-critical',
      ...[mandatoryObjects, suggestedObjects]
        .flatMap(({ priorityLevels }) =>
          priorityLevels.map(({ name }) => `/registry/prioritylevelconfigurations/${name}`),
        )
        .sort(),
      '/registry/ranges/serviceips',
      '/registry/services/specs/default/kubernetes',
    ]);
    const service = await api.send('GET', '/api/v1/namespaces/default/services/kubernetes');
    expect(at(service.body, 'spec', 'clusterIP')).toBe('10.96.0.1');
    await api.server.stop();
  });
  it('serves every resource that it lists', async () => {
    const api = await startApi();
    const lists = api.server.resources.filter(
      ({ verbs, kind }) => verbs.includes('list') && kind !== 'ComponentStatus',
    );
    for (const { group, version, plural, listKind } of lists) {
      const answer = await api.send(
        'GET',
        group === '' ? `/api/${version}/${plural}` : `/apis/${group}/${version}/${plural}`,
      );
      expect([plural, answer.status, answer.body['kind']]).toEqual([plural, 200, listKind]);
    }
    await api.server.stop();
  });
});

describe('objects', () => {
  it('are created, read, replaced and deleted', async () => {
    const api = await startApi();
    const created = await api.send('POST', configMaps, { metadata: { name: 'a' }, data: { k: '1' } });
    expect(created.status).toBe(201);
    expect(at(created.body, 'metadata')).toMatchObject({
      name: 'a',
      namespace: 'default',
      creationTimestamp: '2026-01-01T00:00:00Z',
    });
    const read = await api.send('GET', `${configMaps}/a`);
    expect(read.body).toEqual(created.body);
    const replaced = await api.send('PUT', `${configMaps}/a`, { ...read.body, data: { k: '2' } });
    expect([replaced.status, at(replaced.body, 'data', 'k')]).toEqual([200, '2']);
    expect(refusal(await api.send('PUT', `${configMaps}/a`, { ...read.body, data: {} }))).toEqual([
      409,
      'Conflict',
    ]);
    expect((await api.send('DELETE', `${configMaps}/a`)).body['status']).toBe('Success');
    expect(refusal(await api.send('GET', `${configMaps}/a`))).toEqual([404, 'NotFound']);
    await api.server.stop();
  });
  it('keep their version where a write changes nothing, whatever the order of keys', async () => {
    const api = await startApi();
    const created = await api.send('POST', configMaps, { metadata: { name: 'a' }, data: { x: '1', y: '2' } });
    const again = await api.send('PUT', `${configMaps}/a`, {
      data: { y: '2', x: '1' },
      metadata: { name: 'a' },
    });
    expect(versionOf(again)).toBe(versionOf(created));
    await api.server.stop();
  });
  it('survive concurrent patches of different fields', async () => {
    const api = await startApi();
    await api.send('POST', configMaps, { metadata: { name: 'a' } });
    const names = Array.from({ length: 20 }, (_, index) => `k${index}`);
    const answers = await Promise.all(
      names.map((name) => api.patch(`${configMaps}/a`, 'merge', { data: { [name]: 'v' } })),
    );
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200));
    const data = at((await api.send('GET', `${configMaps}/a`)).body, 'data');
    expect(Object.keys(data as object).toSorted()).toEqual(names.toSorted());
    await api.server.stop();
  });
  it('of N replacements from one read lose all but one', async () => {
    const api = await startApi();
    const other = await joinApi(api);
    const { body } = await api.send('POST', configMaps, { metadata: { name: 'a' } });
    const writes = Array.from({ length: 10 }, (_, index) =>
      (index % 2 === 0 ? api : other).send('PUT', `${configMaps}/a`, {
        ...body,
        data: { writer: String(index) },
      }),
    );
    const codes = (await Promise.all(writes)).map(({ status }) => status);
    expect(codes.toSorted()).toEqual([200, ...Array.from({ length: 9 }, () => 409)]);
    await Promise.all([api.server.stop(), other.server.stop()]);
  });
  it('with a generated name get five letters of the alphabet', async () => {
    const api = await startApi();
    const created = await api.send('POST', configMaps, { metadata: { generateName: 'web-' } });
    expect(at(created.body, 'metadata', 'name')).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    await api.server.stop();
  });
  it('leave no trace of a dry run', async () => {
    const api = await startApi();
    const before = await keysOf(api);
    const service = { metadata: { name: 's' }, spec: { type: 'NodePort', ports: [{ port: 80 }] } };
    const answer = await api.send('POST', '/api/v1/namespaces/default/services?dryRun=All', service);
    expect([answer.status, at(answer.body, 'spec', 'clusterIP')]).toEqual([
      201,
      expect.stringMatching(/^10\./),
    ]);
    expect(await keysOf(api)).toEqual(before);
    await api.server.stop();
  });
  it('have their unknown and doubled fields reported as asked', async () => {
    const api = await startApi();
    const body = '{"metadata":{"name":"a"},"data":{"k":"1","k":"2"},"nonsense":1}';
    const warned = await api.send('POST', `${configMaps}?dryRun=All`, body);
    expect(warned.headers['warning']).toBe(
      String.raw`299 - "duplicate field \"data.k\"", 299 - "unknown field \"nonsense\""`,
    );
    expect(refusal(await api.send('POST', `${configMaps}?fieldValidation=Strict`, body))).toEqual([
      400,
      'BadRequest',
    ]);
    const ignored = await api.send('POST', `${configMaps}?dryRun=All&fieldValidation=Ignore`, body);
    expect([ignored.status, ignored.headers['warning']]).toEqual([201, undefined]);
    await api.server.stop();
  });
});

describe('deletion', () => {
  it('of a pod on a node takes two steps', async () => {
    const api = await startApi();
    await api.send('POST', pods, pod);
    const marked = await api.send('DELETE', `${pods}/p`);
    expect(at(marked.body, 'metadata')).toMatchObject({
      deletionGracePeriodSeconds: 30,
      deletionTimestamp: '2026-01-01T00:00:30Z',
    });
    const shortened = await api.send('DELETE', `${pods}/p?gracePeriodSeconds=5`);
    expect(at(shortened.body, 'metadata', 'deletionTimestamp')).toBe('2026-01-01T00:00:05Z');
    expect((await api.send('DELETE', `${pods}/p?gracePeriodSeconds=0`)).status).toBe(200);
    expect((await api.send('GET', `${pods}/p`)).status).toBe(404);
    await api.server.stop();
  });
  it('waits for finalizers, and takes no new ones meanwhile', async () => {
    const api = await startApi();
    await api.send('POST', configMaps, { metadata: { name: 'a', finalizers: ['x.y/z'] } });
    await api.send('DELETE', `${configMaps}/a`);
    const more = await api.patch(`${configMaps}/a`, 'merge', {
      metadata: { finalizers: ['x.y/z', 'q.y/z'] },
    });
    expect(refusal(more)).toEqual([422, 'Invalid']);
    expect((await api.patch(`${configMaps}/a`, 'merge', { metadata: { finalizers: null } })).status).toBe(
      200,
    );
    expect((await api.send('GET', `${configMaps}/a`)).status).toBe(404);
    await api.server.stop();
  });
  it('honours its preconditions', async () => {
    const api = await startApi();
    const { body } = await api.send('POST', configMaps, { metadata: { name: 'a' } });
    for (const wrong of [{ uid: 'other' }, { resourceVersion: '1' }]) {
      expect(refusal(await api.send('DELETE', `${configMaps}/a`, { preconditions: wrong }))).toEqual([
        409,
        'Conflict',
      ]);
    }
    const right = {
      uid: at(body, 'metadata', 'uid'),
      resourceVersion: at(body, 'metadata', 'resourceVersion'),
    };
    expect((await api.send('DELETE', `${configMaps}/a`, { preconditions: right })).status).toBe(200);
    await api.server.stop();
  });
  it('of a namespace waits for its finalizer and stops creations in it', async () => {
    const api = await startApi();
    await api.send('POST', '/api/v1/namespaces', { metadata: { name: 'n' } });
    const marked = await api.send('DELETE', '/api/v1/namespaces/n');
    expect(at(marked.body, 'status', 'phase')).toBe('Terminating');
    const late = await api.send('POST', '/api/v1/namespaces/n/configmaps', { metadata: { name: 'late' } });
    expect(refusal(late)).toEqual([403, 'Forbidden']);
    const finalized = await api.send('PUT', '/api/v1/namespaces/n/finalize', { ...marked.body, spec: {} });
    expect(finalized.status).toBe(200);
    expect((await api.send('GET', '/api/v1/namespaces/n')).status).toBe(404);
    expect(refusal(await api.send('DELETE', '/api/v1/namespaces/default'))).toEqual([403, 'Forbidden']);
    await api.server.stop();
  });
  it('of events comes by itself', async () => {
    const api = await startApi();
    const event = {
      metadata: { name: 'e' },
      involvedObject: { namespace: 'default', kind: 'Pod', name: 'p' },
    };
    await api.send('POST', '/api/v1/namespaces/default/events', event);
    await api.environment.advance(3_500_000);
    expect((await api.send('GET', '/apis/events.k8s.io/v1/namespaces/default/events/e')).status).toBe(200);
    await api.environment.advance(200_000);
    expect((await api.send('GET', '/api/v1/namespaces/default/events/e')).status).toBe(404);
    await api.server.stop();
  });
});

describe('subresources', () => {
  it('write status and the rest apart', async () => {
    const api = await startApi();
    await api.send('POST', pods, pod);
    const main = await api.patch(`${pods}/p`, 'merge', {
      status: { phase: 'Running' },
      metadata: { labels: { a: 'b' } },
    });
    expect([at(main.body, 'status', 'phase'), at(main.body, 'metadata', 'labels', 'a')]).toEqual([
      'Pending',
      'b',
    ]);
    const status = await api.patch(`${pods}/p/status`, 'merge', {
      status: { phase: 'Running' },
      spec: { nodeName: 'x' },
    });
    expect([at(status.body, 'status', 'phase'), at(status.body, 'spec', 'nodeName')]).toEqual([
      'Running',
      'n',
    ]);
    await api.server.stop();
  });
  it('bind a pod once', async () => {
    const api = await startApi();
    await api.send('POST', pods, {
      metadata: { name: 'q' },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    });
    const binding = { metadata: { name: 'q' }, target: { kind: 'Node', name: 'n1' } };
    expect((await api.send('POST', `${pods}/q/binding`, binding)).status).toBe(201);
    expect(refusal(await api.send('POST', `${pods}/q/binding`, binding))).toEqual([409, 'Conflict']);
    expect(at((await api.send('GET', `${pods}/q`)).body, 'spec', 'nodeName')).toBe('n1');
    await api.server.stop();
  });
  it('scale a deployment', async () => {
    const api = await startApi();
    const path = '/apis/apps/v1/namespaces/default/deployments';
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    await api.send('POST', path, {
      metadata: { name: 'd' },
      spec: { selector: { matchLabels: { a: 'b' } }, template },
    });
    const scale = await api.patch(`${path}/d/scale`, 'merge', { spec: { replicas: 4 } });
    expect([
      scale.body['kind'],
      at(scale.body, 'spec', 'replicas'),
      at(scale.body, 'status', 'selector'),
    ]).toEqual(['Scale', 4, 'a=b']);
    expect(at((await api.send('GET', `${path}/d`)).body, 'metadata', 'generation')).toBe(2);
    await api.server.stop();
  });
});

describe('service addresses', () => {
  const services = '/api/v1/namespaces/default/services';
  const service = (name: string, spec: object = {}): object => ({
    metadata: { name },
    spec: { ports: [{ port: 80 }], ...spec },
  });

  it('are unique across two servers, and free again after deletion', async () => {
    const options = { serviceClusterIpRange: '10.0.0.0/27' };
    const one = await startApi(options);
    const two = await joinApi(one, options);
    const names = Array.from({ length: 29 }, (_, index) => `s${index}`);
    const answers = await Promise.all(
      names.map((name, index) => (index % 2 === 0 ? one : two).send('POST', services, service(name))),
    );
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 201));
    expect(new Set(answers.map(({ body }) => at(body, 'spec', 'clusterIP'))).size).toBe(29);
    expect(refusal(await one.send('POST', services, service('full')))).toEqual([500, 'InternalError']);
    const freed = at(answers[3]?.body, 'spec', 'clusterIP');
    await two.send('DELETE', `${services}/s3`);
    const again = await one.send('POST', services, service('again', { clusterIP: freed }));
    expect(at(again.body, 'spec', 'clusterIP')).toBe(freed);
    await Promise.all([one.server.stop(), two.server.stop()]);
  });
  it('outside the range, or taken, are refused and keep nothing', async () => {
    const api = await startApi();
    const nodePort = (port: number): object => ({ type: 'NodePort', ports: [{ port: 80, nodePort: port }] });
    for (const spec of [
      { clusterIP: '1.2.3.4' },
      { clusterIP: '10.96.0.1' },
      nodePort(80),
      nodePort(32_768),
    ]) {
      expect(refusal(await api.send('POST', services, service('s', spec)))).toEqual([422, 'Invalid']);
    }
    expect((await api.send('POST', services, service('s', nodePort(30_001)))).status).toBe(201);
    expect(refusal(await api.send('POST', services, service('t', nodePort(30_001))))).toEqual([
      422,
      'Invalid',
    ]);
    await api.send('DELETE', `${services}/s`);
    expect((await api.send('POST', services, service('t', nodePort(30_001)))).status).toBe(201);
    await api.server.stop();
  });
});
