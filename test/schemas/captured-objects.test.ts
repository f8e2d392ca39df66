import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { GroupVersionKind } from '../../schemas/kubernetes-schemas.ts';
import { validatorOf } from '../../schemas/kubernetes-schemas.ts';
import type { JsonObject } from '../../schemas/structural-decoding.ts';
import { decode } from '../../schemas/structural-decoding.ts';
import { fillDefaults } from '../../schemas/structural-defaults.ts';
import type { ObjectShape } from '../../schemas/structure.ts';
import { shapeOf } from '../../schemas/structure.ts';

interface Captured extends JsonObject {
  /** Absent in the answer of `/api`, the one object that a server writes without. */
  readonly apiVersion?: string;
  readonly kind: string;
}

/** Answers of kube-apiserver 1.32.13: created objects of each resource, lists, tables, discovery, a Status. */
const captured = JSON.parse(
  readFileSync(new URL('./captured-objects.json', import.meta.url), 'utf8'),
) as readonly Captured[];

function gvkOf({ apiVersion = 'v1', kind }: Captured): GroupVersionKind {
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  return { group, version, kind };
}

function shapeOrFail(object: Captured): ObjectShape {
  const shape = shapeOf(gvkOf(object));
  if (shape === undefined) throw new Error(`no schema for ${object.apiVersion ?? 'v1'} ${object.kind}`);
  return shape;
}

const cases = captured.map((object) => [`${object.apiVersion ?? 'v1'} ${object.kind}`, object] as const);

describe('objects captured from a real API server', () => {
  it('are of many kinds', () => {
    expect(new Set(cases.map(([name]) => name)).size).toBeGreaterThan(50);
  });

  it.each(cases)('%s is accepted by its validator', (_, object) => {
    const validate = validatorOf(gvkOf(object));
    validate?.(object);
    expect(validate?.errors).toBeNull();
  });

  it.each(cases)('%s is decoded and filled to itself', (_, object) => {
    const shape = shapeOrFail(object);
    const { object: decoded, unknownFields, mismatch } = decode(object, shape);
    expect({ unknownFields, mismatch }).toEqual({ unknownFields: [], mismatch: undefined });
    expect(fillDefaults(decoded, shape)).toEqual(object);
  });

  it.each(cases)('%s with an unknown field is refused by its validator', (_, object) => {
    expect(validatorOf(gvkOf(object))?.({ ...object, unknownToEveryone: 1 })).toBe(false);
  });
});
