import { describe, expect, it } from 'vitest';
import type { Decoded } from '../../schemas/structural-decoding.ts';
import { decode } from '../../schemas/structural-decoding.ts';
import type { ObjectShape } from '../../schemas/structure.ts';
import { shapeOf } from '../../schemas/structure.ts';

function shapeAt(apiVersion: string, kind: string): ObjectShape {
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const shape = shapeOf({ group, version, kind });
  if (shape === undefined) throw new Error(`no schema for ${apiVersion} ${kind}`);
  return shape;
}

const pod = shapeAt('v1', 'Pod');
const configMap = shapeAt('v1', 'ConfigMap');
const definition = shapeAt('apiextensions.k8s.io/v1', 'CustomResourceDefinition');

function decodeContainer(fields: object): Decoded {
  return decode({ spec: { containers: [{ name: 'x', image: 'y', ...fields }] } }, pod);
}

function decodeCustomSchema(schema: object): Decoded {
  return decode({ spec: { versions: [{ name: 'v1', schema: { openAPIV3Schema: schema } }] } }, definition);
}

describe('values of the wrong type', () => {
  // Each text is the answer of kube-apiserver 1.32.13 to the same body, without the words before "json:".
  it.each([
    [
      'a string for an integer',
      shapeAt('apps/v1', 'Deployment'),
      { spec: { replicas: '3' } },
      'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'a number in a map of strings',
      configMap,
      { data: { a: 1 } },
      'json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
    ],
    [
      'an array for a map',
      configMap,
      { data: [] },
      'json: cannot unmarshal array into Go struct field ConfigMap.data of type map[string]string',
    ],
    [
      'a string for an object',
      configMap,
      { metadata: 'x' },
      'json: cannot unmarshal string into Go struct field ConfigMap.metadata of type v1.ObjectMeta',
    ],
    [
      'a string for a boolean',
      configMap,
      { immutable: 'yes' },
      'json: cannot unmarshal string into Go struct field ConfigMap.immutable of type bool',
    ],
    [
      'a number for a time',
      configMap,
      { metadata: { creationTimestamp: 7 } },
      'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.creationTimestamp of type string',
    ],
    ['text that is no base64', configMap, { binaryData: { a: '%%' } }, 'illegal base64 data at input byte 0'],
    [
      'an array for an object',
      pod,
      { spec: [] },
      'json: cannot unmarshal array into Go struct field Pod.spec of type v1.PodSpec',
    ],
    [
      'an object for a list',
      pod,
      { spec: { containers: { x: 1 } } },
      'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
    ],
    [
      'a number for an item',
      pod,
      { spec: { containers: [1] } },
      'json: cannot unmarshal number into Go struct field PodSpec.spec.containers of type v1.Container',
    ],
  ])('%s is named', (_, shape, body, text) => {
    expect(decode(body, shape).mismatch).toBe(text);
  });

  it.each([
    [
      'a fraction for an integer',
      { ports: [{ containerPort: 80.5 }] },
      'json: cannot unmarshal number 80.5 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
    ],
    [
      'an integer beyond 32 bits',
      { ports: [{ containerPort: 99_999_999_999 }] },
      'json: cannot unmarshal number 99999999999 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
    ],
    [
      'a fraction for an int-or-string',
      { livenessProbe: { httpGet: { port: 1.5 } } },
      'json: cannot unmarshal number 1.5 into Go struct field HTTPGetAction.spec.containers.livenessProbe.httpGet.port of type int32',
    ],
    [
      'a boolean for an int-or-string',
      { livenessProbe: { httpGet: { port: true } } },
      'json: cannot unmarshal bool into Go struct field HTTPGetAction.spec.containers.livenessProbe.httpGet.port of type int32',
    ],
    [
      'text that is no quantity',
      { resources: { requests: { cpu: 'abc' } } },
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
  ])('%s in a container is named', (_, fields, text) => {
    expect(decodeContainer(fields).mismatch).toBe(text);
  });

  it('of several the first in the document is named', () => {
    expect(decode({ metadata: { name: 1, labels: 2 } }, pod).mismatch).toMatch(
      /ObjectMeta.metadata.name of type string$/,
    );
  });

  it.each([[null], [7], ['x'], [[]], [true]])('a body of %j is not an object', (body) => {
    expect(decode(body, pod)).toMatchObject({
      object: {},
      mismatch: expect.stringContaining('v1.Pod') as unknown,
    });
  });

  it.each([['0.5'], ['500m'], ['1Gi'], ['2e3'], ['-1'], ['+.5'], [0.5], [3]])('%j is a quantity', (cpu) => {
    expect(decodeContainer({ resources: { requests: { cpu } } }).mismatch).toBeUndefined();
  });
});

describe('unknown fields', () => {
  it('are named with their paths in the order of the document, and pruned', () => {
    const body = {
      spec: {
        containers: [
          {
            name: 'x',
            foo: 1,
            env: [
              { name: 'x', nme: 'x' },
              { name: 'q', valueFrom: { zap: null } },
            ],
          },
        ],
        bar: 's',
      },
    };
    const { unknownFields, object } = decode(body, pod);
    expect(unknownFields).toEqual([
      'spec.containers[0].foo',
      'spec.containers[0].env[0].nme',
      'spec.containers[0].env[1].valueFrom.zap',
      'spec.bar',
    ]);
    expect(object).toEqual({
      spec: { containers: [{ name: 'x', env: [{ name: 'x' }, { name: 'q', valueFrom: {} }] }] },
    });
    expect(body.spec.bar).toBe('s');
  });

  it('differ in case from the known ones', () => {
    expect(decode({ Data: {} }, configMap).unknownFields).toEqual(['Data']);
  });

  it('are at most 100', () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`field${index}`, 1]));
    const { unknownFields, object } = decode(many, configMap);
    expect(unknownFields).toHaveLength(100);
    expect(object).toEqual({});
  });

  it('named like members of Object.prototype are unknown like others', () => {
    const body = JSON.parse(
      '{"constructor":1,"__proto__":{"a":1},"data":{"__proto__":"x","toString":"y"}}',
    ) as object;
    const { unknownFields, object } = decode(body, configMap);
    expect(unknownFields).toEqual(['constructor', '__proto__']);
    expect(JSON.stringify(object)).toBe('{"data":{"__proto__":"x","toString":"y"}}');
  });

  it('are reported inside the properties of a custom schema, but not where upstream decodes by trial', () => {
    const { unknownFields, object } = decodeCustomSchema({
      properties: { a: { items: { type: 'string', zap: 1 } }, b: { zip: 2 } },
      additionalProperties: { zup: 3 },
    });
    expect(unknownFields).toEqual(['spec.versions[0].schema.openAPIV3Schema.properties.b.zip']);
    expect(JSON.stringify(object)).not.toMatch(/zap|zip|zup/);
  });

  it('are nowhere in an open value', () => {
    const revision = shapeAt('apps/v1', 'ControllerRevision');
    expect(decode({ data: { any: { thing: null } } }, revision)).toEqual({
      object: { data: { any: { thing: null } } },
      unknownFields: [],
    });
  });
});

describe('null and empty', () => {
  it('fields vanish, elements become zero values', () => {
    const body = {
      metadata: { labels: { a: null }, finalizers: [], annotations: {}, name: null },
      data: {},
      binaryData: null,
    };
    expect(decode(body, configMap).object).toEqual({ metadata: { labels: { a: '' } } });
  });

  it('a null item of a list of objects is an empty object', () => {
    expect(decode({ spec: { containers: [null] } }, pod).object).toEqual({ spec: { containers: [{}] } });
  });

  it('a required list stays though empty, and an empty object is kept', () => {
    const body = { spec: { containers: [], securityContext: {} } };
    expect(decode(body, pod).object).toBe(body);
  });
});

describe('times', () => {
  const lease = shapeAt('coordination.k8s.io/v1', 'Lease');

  it('are kept in UTC and whole seconds', () => {
    const body = { metadata: { creationTimestamp: '2026-01-01T01:30:00.75+01:30' } };
    expect(decode(body, configMap).object).toEqual({
      metadata: { creationTimestamp: '2026-01-01T00:00:00Z' },
    });
  });

  it('with microseconds need exactly six digits', () => {
    expect(decode({ spec: { renewTime: '2026-01-01T00:00:00.000001+01:00' } }, lease).object).toEqual({
      spec: { renewTime: '2025-12-31T23:00:00.000001Z' },
    });
    expect(decode({ spec: { renewTime: '2000-01-01T00:00:00Z' } }, lease).mismatch).toBe(
      'parsing time "2000-01-01T00:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
    );
  });

  it.each([['2026-13-01T00:00:00Z'], ['2026-01-01'], ['now'], [''], ['2026-01-01T00:00:00']])(
    '%j is none',
    (text) => {
      expect(decode({ metadata: { creationTimestamp: text } }, configMap).mismatch).toMatch(
        /^parsing time "/,
      );
    },
  );
});
