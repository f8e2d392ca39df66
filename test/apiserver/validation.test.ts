import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, startApi, type ApiFixture } from './api-fixture.ts';

const core = '/api/v1/namespaces/default';
const apps = '/apis/apps/v1/namespaces/default';
const metadata = { name: 'x' };
const container = { name: 'c', image: 'i' };
const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [container] } };
const selector = { matchLabels: { a: 'b' } };
const pod = (spec: object): object => ({ metadata, spec: { containers: [container], ...spec } });
const service = (spec: object): object => ({ metadata, spec: { ports: [{ port: 80 }], ...spec } });

/** Path, object, and the causes that kube-apiserver 1.32 gives for it. */
const refused: readonly (readonly [string, object, readonly string[]])[] = [
  [`${core}/configmaps`, {}, ['metadata.name FieldValueRequired']],
  [`${core}/configmaps`, { metadata, data: { 'a b': 'c' } }, ['data[a b] FieldValueInvalid']],
  [
    `${core}/pods`,
    pod({ containers: [{ name: 'UP' }], restartPolicy: 'Nope' }),
    [
      'spec.containers[0].name FieldValueInvalid',
      'spec.containers[0].image FieldValueRequired',
      'spec.restartPolicy FieldValueNotSupported',
    ],
  ],
  [
    `${core}/pods`,
    pod({ containers: [container, container] }),
    ['spec.containers[1].name FieldValueDuplicate'],
  ],
  [
    `${core}/pods`,
    pod({ containers: [{ ...container, volumeMounts: [{ name: 'v', mountPath: '/v' }] }] }),
    ['spec.containers[0].volumeMounts[0].name FieldValueNotFound'],
  ],
  [
    `${core}/pods`,
    pod({ containers: [{ ...container, resources: { limits: { cpu: '1' }, requests: { cpu: '2' } } }] }),
    ['spec.containers[0].resources.requests FieldValueInvalid'],
  ],
  [
    `${core}/pods`,
    pod({ volumes: [{ name: 'v', emptyDir: {}, hostPath: { path: '/' } }] }),
    ['spec.volumes[0].hostPath FieldValueForbidden'],
  ],
  [
    `${apps}/deployments`,
    { metadata, spec: { selector: { matchLabels: { x: 'y' } }, template } },
    ['spec.template.metadata.labels FieldValueInvalid'],
  ],
  [
    `${apps}/replicasets`,
    { metadata, spec: { selector, template, replicas: -1 } },
    ['spec.replicas FieldValueInvalid'],
  ],
  [
    `${apps}/deployments`,
    {
      metadata,
      spec: { selector, template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } },
    },
    ['spec.template.spec.restartPolicy FieldValueNotSupported'],
  ],
  [
    `${core}/replicationcontrollers`,
    { metadata, spec: { selector: { x: 'y' }, template } },
    ['spec.template.metadata.labels FieldValueInvalid'],
  ],
  [`${core}/services`, service({ ports: [] }), ['spec.ports FieldValueRequired']],
  [
    `${core}/services`,
    service({ ports: [{ port: 70_000 }] }),
    ['spec.ports[0].port FieldValueInvalid', 'spec.ports[0].targetPort FieldValueInvalid'],
  ],
  [`${core}/services`, service({ clusterIP: '1.2.3.4' }), ['spec.clusterIPs FieldValueInvalid']],
  [
    `${core}/services`,
    service({ type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] }),
    ['spec.ports[0].nodePort FieldValueInvalid'],
  ],
  [
    `${core}/secrets`,
    { metadata, type: 'kubernetes.io/tls' },
    ['data[tls.crt] FieldValueRequired', 'data[tls.key] FieldValueRequired'],
  ],
  ['/api/v1/namespaces', { metadata: { name: 'a.b' } }, ['metadata.name FieldValueInvalid']],
  [
    '/apis/batch/v1/namespaces/default/jobs',
    { metadata, spec: { template } },
    ['spec.template.spec.restartPolicy FieldValueRequired'],
  ],
];

const defaulted: readonly (readonly [string, object, readonly (string | number)[], unknown])[] = [
  [`${core}/pods`, pod({}), ['spec', 'restartPolicy'], 'Always'],
  [`${core}/pods`, pod({}), ['spec', 'containers', 0, 'imagePullPolicy'], 'Always'],
  [
    `${core}/pods`,
    pod({ containers: [{ name: 'c', image: 'r:5000/i:1' }] }),
    ['spec', 'containers', 0, 'imagePullPolicy'],
    'IfNotPresent',
  ],
  [`${core}/pods`, pod({}), ['status', 'qosClass'], 'BestEffort'],
  [`${core}/services`, service({}), ['spec', 'ports', 0], { protocol: 'TCP', port: 80, targetPort: 80 }],
  [`${core}/services`, service({}), ['spec', 'sessionAffinity'], 'None'],
  [`${core}/replicationcontrollers`, { metadata, spec: { template } }, ['spec', 'selector'], { a: 'b' }],
  [`${apps}/deployments`, { metadata, spec: { selector, template } }, ['spec', 'replicas'], 1],
  [
    `${apps}/deployments`,
    { metadata, spec: { selector, template } },
    ['spec', 'strategy', 'rollingUpdate', 'maxSurge'],
    '25%',
  ],
  [`${core}/secrets`, { metadata, stringData: { a: 'b' } }, ['data'], { a: 'Yg==' }],
];

describe('the API server', () => {
  let api: ApiFixture;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.server.stop());

  it.each(refused)('refuses at %s %j for %j', async (path, object, causes) => {
    const before = await api.content();
    const answer = await api.send('POST', path, object);
    expect([answer.status, answer.body['reason']]).toEqual([422, 'Invalid']);
    const found = at(answer.body, 'details', 'causes') as readonly { field: string; reason: string }[];
    expect(found.map(({ field, reason }) => `${field} ${reason}`)).toEqual(causes);

    expect(await api.content()).toBe(before);
    expect((await api.send('GET', `${path}/x`)).status).toBe(404);
  });

  it.each(defaulted)('fills in at %s %j the field %j', async (path, object, field, value) => {
    const answer = await api.send('POST', `${path}?dryRun=All`, object);
    expect(answer.status).toBe(201);
    expect(at(answer.body, ...field)).toEqual(value);
  });
});
