import { describe, expect, it } from 'vitest';
import { fillDefaults } from '../../schemas/structural-defaults.ts';
import { fieldAt, shapeOf } from '../../schemas/structure.ts';

const pod = { group: '', version: 'v1', kind: 'Pod' };

describe('the field at a path', () => {
  it.each([
    [
      ['spec', 'containers'],
      { patchStrategy: ['merge'], patchMergeKey: 'name', listType: 'map', listMapKeys: ['name'] },
    ],
    [
      ['spec', 'containers', 0, 'ports'],
      { patchMergeKey: 'containerPort', listMapKeys: ['containerPort', 'protocol'] },
    ],
    [['spec', 'volumes'], { patchStrategy: ['merge', 'retainKeys'], patchMergeKey: 'name' }],
    [['spec', 'tolerations'], { patchStrategy: [], listType: 'atomic' }],
    [['spec', 'nodeSelector'], { mapType: 'atomic' }],
    [['metadata', 'finalizers'], { patchStrategy: ['merge'], listType: 'set' }],
    [['metadata', 'ownerReferences'], { patchMergeKey: 'uid' }],
  ] as const)('%j has its merge data', (path, expected) => {
    expect(fieldAt(pod, path)).toMatchObject(expected);
  });

  it.each([
    [['spec', 'nothing']],
    [['nothing', 'at', 'all']],
    [[]],
    [['spec', 'containers', 0]],
    [['spec', 'nodeSelector', 'a', 'b']],
  ])('%j is none', (path) => {
    expect(fieldAt(pod, path)).toBeUndefined();
  });

  it('of a recursive type can be as deep as one likes', () => {
    const path = [
      'spec',
      'versions',
      0,
      'schema',
      'openAPIV3Schema',
      ...Array.from({ length: 40 }, (_, i) => (i % 2 ? 'x' : 'properties')),
    ];
    const crd = { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' };
    expect(fieldAt(crd, [...path, 'required'])).toMatchObject({ listType: 'atomic' });
  });
});

describe('stated defaults', () => {
  it('are what the server always writes, and leave the input alone', () => {
    const shape = shapeOf(pod);
    if (shape === undefined) throw new Error('no Pod');
    const body = {
      metadata: { name: 'a' },
      spec: { containers: [{ name: 'c', ports: [{ containerPort: 1 }] }] },
    };
    const before = structuredClone(body);
    expect(fillDefaults(body, shape)).toEqual({
      metadata: { name: 'a', creationTimestamp: null },
      spec: { containers: [{ name: 'c', ports: [{ containerPort: 1, protocol: 'TCP' }], resources: {} }] },
      status: {},
    });
    expect(body).toEqual(before);
  });
});
