import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyJsonPatch, PatchFailure } from '../../reference/apiserver/patch/json-patch.ts';
import { applyMergePatch } from '../../reference/apiserver/patch/merge-patch.ts';
import { applyStrategicMergePatch } from '../../reference/apiserver/patch/strategic-merge-patch.ts';
import { shapeOf } from '../../schemas/structure.ts';

/** RFC 7386 as its own pseudocode has it, on plain maps. */
function naiveMerge(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const isObject = typeof target === 'object' && target !== null && !Array.isArray(target);
  const result = new Map(isObject ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) result.delete(name);
    else result.set(name, naiveMerge(result.get(name), value));
  }
  return Object.fromEntries(result);
}

const keys = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor');
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.integer(),
    fc.string(),
    fc.constant(null),
    tie('object'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  object: fc.dictionary(keys, tie('value'), { maxKeys: 4 }),
})).value;

describe('merge patch', () => {
  it('does what the pseudocode of RFC 7386 says', () => {
    fc.assert(
      fc.property(json, json, (target, patch) => {
        const before = JSON.stringify([target, patch]);
        expect(JSON.stringify(applyMergePatch(target, patch))).toBe(
          JSON.stringify(naiveMerge(target, patch)),
        );
        expect(JSON.stringify([target, patch])).toBe(before);
      }),
    );
  });
});

describe('JSON patch', () => {
  const target = { a: 1, list: ['x', 'y'], 'with/slash': { '~': 2 } };

  it.each([
    [[{ op: 'add', path: '/b', value: 2 }], { ...target, b: 2 }],
    [[{ op: 'add', path: '/list/-', value: 'z' }], { ...target, list: ['x', 'y', 'z'] }],
    [[{ op: 'add', path: '/list/0', value: 'z' }], { ...target, list: ['z', 'x', 'y'] }],
    [[{ op: 'remove', path: '/list/0' }], { ...target, list: ['y'] }],
    [[{ op: 'replace', path: '/with~1slash/~0', value: 3 }], { ...target, 'with/slash': { '~': 3 } }],
    [[{ op: 'copy', from: '/a', path: '/b' }], { ...target, b: 1 }],
    [[{ op: 'test', path: '/a', value: 1 }], target],
  ])('applies %j', (patch, expected) => {
    expect(applyJsonPatch(target, patch)).toEqual(expected);
  });

  it.each([
    [[{ op: 'remove', path: '/nope' }]],
    [[{ op: 'test', path: '/a', value: 2 }]],
    [[{ op: 'add', path: '/nope/deep', value: 1 }]],
    [[{ op: 'add', path: '/list/9', value: 1 }]],
    [[{ op: 'fly', path: '/a' }]],
    [[{ op: 'add', path: '/__proto__/polluted', value: true }]],
    [[{ op: 'add', path: '/constructor/prototype/polluted', value: true }]],
  ])('refuses %j and leaves the target alone', (patch) => {
    const before = JSON.stringify(target);
    expect(applyJsonPatch(target, patch)).toBeInstanceOf(PatchFailure);
    expect(JSON.stringify(target)).toBe(before);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('strategic merge patch', () => {
  const shape = shapeOf({ group: '', version: 'v1', kind: 'Pod' });
  const pod = {
    metadata: { name: 'p', finalizers: ['a', 'b'] },
    spec: {
      containers: [
        { name: 'c1', image: 'i1', env: [{ name: 'A', value: '1' }] },
        { name: 'c2', image: 'i2' },
      ],
      volumes: [{ name: 'v', emptyDir: {} }],
      tolerations: [{ key: 'k' }],
    },
  };
  const apply = (patch: unknown): typeof pod => applyStrategicMergePatch(pod, patch, shape) as typeof pod;
  const names = (list: readonly { name: string }[]): string[] => list.map((entry) => entry.name);

  it('merges a list by its merge key', () => {
    const { containers } = apply({ spec: { containers: [{ name: 'c2', image: 'new' }] } }).spec;
    expect(containers).toEqual([pod.spec.containers[0], { name: 'c2', image: 'new' }]);
  });
  it('puts elements that are new before those that the patch does not name', () => {
    expect(names(apply({ spec: { containers: [{ name: 'c3', image: 'i' }] } }).spec.containers)).toEqual([
      'c3',
      'c1',
      'c2',
    ]);
  });
  it('deletes an element by directive', () => {
    expect(
      names(apply({ spec: { containers: [{ name: 'c1', $patch: 'delete' }] } }).spec.containers),
    ).toEqual(['c2']);
  });
  it('replaces a list by directive', () => {
    const patch = { spec: { containers: [{ $patch: 'replace' }, { name: 'only', image: 'i' }] } };
    expect(names(apply(patch).spec.containers)).toEqual(['only']);
  });
  it('replaces an object by directive', () => {
    expect(apply({ metadata: { $patch: 'replace', name: 'q' } }).metadata).toEqual({ name: 'q' });
  });
  it('orders elements as asked', () => {
    const patch = { spec: { '$setElementOrder/containers': [{ name: 'c2' }, { name: 'c1' }] } };
    expect(names(apply(patch).spec.containers)).toEqual(['c2', 'c1']);
  });
  it('retains only the named keys', () => {
    const patch = {
      spec: { volumes: [{ name: 'v', $retainKeys: ['name', 'hostPath'], hostPath: { path: '/x' } }] },
    };
    expect(apply(patch).spec.volumes).toEqual([{ name: 'v', hostPath: { path: '/x' } }]);
  });
  it('merges lists of plain values as sets, and deletes from them', () => {
    expect(apply({ metadata: { finalizers: ['c', 'a'] } }).metadata.finalizers.toSorted()).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(apply({ metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } }).metadata.finalizers).toEqual(
      ['b'],
    );
  });
  it('replaces lists without a merge key', () => {
    expect(apply({ spec: { tolerations: [{ key: 'other' }] } }).spec.tolerations).toEqual([{ key: 'other' }]);
  });
  it.each([
    [{ $patch: 'fly' }],
    [{ spec: { containers: [{ image: 'no name' }] } }],
    [{ spec: { containers: ['text'] } }],
    [{ metadata: { '$setElementOrder/finalizers': 'a' } }],
    ['text'],
  ])('refuses %j', (patch) => {
    expect(applyStrategicMergePatch(pod, patch, shape)).toBeInstanceOf(PatchFailure);
  });
  it('is a merge patch where no list and no directive is involved', () => {
    const flat = fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.oneof(fc.integer(), fc.constant(null), fc.string()),
    );
    fc.assert(
      fc.property(flat, flat, (target, patch) => {
        expect(applyStrategicMergePatch(target, patch, undefined)).toEqual(applyMergePatch(target, patch));
      }),
    );
  });
});

describe('a JSON patch that copies', () => {
  it('is refused before what it doubles fills the memory', () => {
    const copies = Array.from({ length: 40 }, (_, index) => ({
      op: 'copy',
      from: '/data',
      path: `/data/k${index}`,
    }));
    const outcome = applyJsonPatch({ data: { a: 'x'.repeat(1000) } }, copies);
    expect(outcome).toBeInstanceOf(PatchFailure);
    expect((outcome as PatchFailure).message).toContain('exceeding the limit 3145728');
  });

  it('may copy as much as a body may hold', () => {
    const copies = Array.from({ length: 2 }, (_, index) => ({ op: 'copy', from: '/a', path: `/b${index}` }));
    const a = 'x'.repeat(1_500_000);
    expect(applyJsonPatch({ a }, copies)).toEqual({ a, b0: a, b1: a });
  });

  it('leaves what is moved in one place', () => {
    const patch = [
      { op: 'move', from: '/a', path: '/b' },
      { op: 'add', path: '/b/c', value: 1 },
    ];
    expect(applyJsonPatch({ a: {} }, patch)).toEqual({ b: { c: 1 } });
  });
});
