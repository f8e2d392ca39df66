import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenObjectsOf, objectsOf, quantities } from '../../schemas/arbitraries.ts';
import { apiVersionOf, kindsWithSchemas, validatorOf } from '../../schemas/kubernetes-schemas.ts';
import { decode } from '../../schemas/structural-decoding.ts';
import { shapeOf } from '../../schemas/structure.ts';

const kinds = kindsWithSchemas()
  .filter(({ kind }) => kind !== 'DeleteOptions' && kind !== 'WatchEvent')
  .map((gvk) => [`${apiVersionOf(gvk)} ${gvk.kind}`, gvk] as const);

describe('generated objects', () => {
  it.each(kinds)('%s are accepted by the validator and by the decoder', (_, gvk) => {
    const validate = validatorOf(gvk);
    const shape = shapeOf(gvk);
    if (validate === undefined || shape === undefined) throw new Error('no schema');
    fc.assert(
      fc.property(objectsOf(gvk, { maxDepth: 3, serverFields: true }), (object) => {
        validate(object);
        expect(validate.errors).toBeNull();
        const { unknownFields, mismatch } = decode(object, shape);
        expect({ unknownFields, mismatch }).toEqual({ unknownFields: [], mismatch: undefined });
      }),
      { numRuns: 10 },
    );
  });

  it('of a pod reach deep and differ', () => {
    const pods = fc.sample(objectsOf({ group: '', version: 'v1', kind: 'Pod' }), { numRuns: 60, seed: 1 });
    const texts = pods.map((pod) => JSON.stringify(pod));
    expect(new Set(texts).size).toBe(60);
    expect(texts.some((text) => text.includes('livenessProbe'))).toBe(true);
    expect(texts.every((text) => !text.includes('resourceVersion":'))).toBe(true);
  });

  it('are the same for the same seed', () => {
    const take = (): unknown[] =>
      fc.sample(objectsOf({ group: '', version: 'v1', kind: 'Service' }), { numRuns: 5, seed: 7 });
    expect(take()).toEqual(take());
  });
});

describe('broken objects', () => {
  const pod = { group: '', version: 'v1', kind: 'Pod' };
  const shape = shapeOf(pod);

  it('are broken where they say', () => {
    if (shape === undefined) throw new Error('no Pod');
    const broken = fc.sample(brokenObjectsOf(pod), { numRuns: 300, seed: 3 });
    const outcomes = broken.map(({ object, breakage }) => ({
      kind: breakage.kind,
      ...decode(object, shape),
    }));
    for (const { kind, unknownFields, mismatch } of outcomes) {
      if (kind === 'removed')
        expect({ unknownFields, mismatch }).toEqual({ unknownFields: [], mismatch: undefined });
    }
    const refused = (wanted: string): number =>
      outcomes.filter(
        ({ kind, unknownFields, mismatch }) =>
          kind === wanted && (mismatch !== undefined || unknownFields.length > 0),
      ).length;
    expect(refused('wrongType')).toBeGreaterThan(50);
    expect(refused('unknownField')).toBeGreaterThan(30);
  });
});

describe('quantities', () => {
  it('are readable as such', () => {
    const shape = shapeOf({ group: '', version: 'v1', kind: 'ResourceQuota' });
    if (shape === undefined) throw new Error('no ResourceQuota');
    fc.assert(
      fc.property(quantities(), (cpu) => {
        expect(decode({ spec: { hard: { cpu } } }, shape).mismatch).toBeUndefined();
      }),
    );
  });
});
